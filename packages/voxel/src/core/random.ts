// Generates seeded random numbers: the same seed gives the same numbers on every machine, except that the last bits of
// normal ones depend on the JavaScript engine.

/** A stream of random numbers. */
export interface Random {
  /** Uniform in [low, high); [0, 1) by default. */
  uniform(low?: number, high?: number): number;
  /** Standard normal. The last bits depend on how the engine rounds `Math.log` and `Math.cos`. */
  normal(): number;
  /** Uniform integer in [0, n), for n up to 2³². */
  integer(n: number): number;
  /** Returns an independent stream that depends only on this stream's seed and the low 32 bits of the key. */
  fork(key: number): Random;
}

const mix = (a: number): number => {
  let h = a >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return (h ^ (h >>> 15)) >>> 0;
};

/**
 * Creates a stream of random numbers from a seed (sfc32, 128 bits of state, mean period about 2¹²⁷).
 *
 * @param seed  a safe integer, which may be negative.
 */
export function random(seed: number): Random {
  const low = mix(seed >>> 0);
  const high = mix((Math.floor(seed / 4294967296) >>> 0) ^ 0x9e3779b9);
  let a = low;
  let b = high;
  let c = mix(low ^ Math.imul(high, 0x85ebca6b));
  let counter = 1;
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  return {
    uniform: (from = 0, to = 1) => from + (to - from) * next(),
    normal: () => {
      const radius = Math.sqrt(-2 * Math.log(1 - next()));
      return radius * Math.cos(2 * Math.PI * next());
    },
    integer: (n) => Math.floor(next() * n),
    fork: (key) => random(mix(low ^ mix(key >>> 0)) + 4294967296 * (mix(high + mix(~key >>> 0)) & 0x1fffff)),
  };
}
