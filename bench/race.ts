// Times several programs alternately, so that other load on the machine affects all of them equally.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Time {
  /** Shortest time in milliseconds. */
  readonly best: number;
  /** Median time in milliseconds. */
  readonly median: number;
}

export const RACE_DEFAULTS = { rounds: 20, seconds: 3, warmUp: 3 } as const;

/**
 * Runs every program `warmUp` times, then all of them in rounds; the program that runs first changes from round to
 * round. There are at least `rounds` rounds, and more until `seconds` have passed, so that short programs are measured
 * over the same period. A minor garbage collection before each run keeps programs from paying for the garbage of
 * others. (A full collection would also drop compiled code, and the time would include compilation.)
 */
export async function race<Name extends string>(
  programs: Readonly<Record<Name, () => unknown>>,
  options: { readonly rounds?: number; readonly seconds?: number; readonly warmUp?: number } = {},
): Promise<Record<Name, Time>> {
  const { rounds, seconds, warmUp } = { ...RACE_DEFAULTS, ...options };
  const names = Object.keys(programs) as Name[];
  for (const name of names) for (let run = 0; run < warmUp; run++) await programs[name]();
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  const end = performance.now() + 1000 * seconds;
  for (let round = 0; round < rounds || performance.now() < end; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length]!;
      collect({ type: 'minor' });
      const began = performance.now();
      const result = programs[name]();
      if (result instanceof Promise) await result;
      times[name].push(performance.now() - began);
    }
  }
  return Object.fromEntries(
    names.map((name) => {
      const sorted = times[name].sort((a, b) => a - b);
      return [name, { best: sorted[0]!, median: sorted[sorted.length >> 1]! }];
    }),
  ) as Record<Name, Time>;
}

/** Runs the garbage collector of V8, which Node.js exposes only with a flag. */
export const collect = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as (options?: { readonly type: 'minor' }) => void;
})();

/**
 * Measures a call directly after a full garbage collection; returns the shortest of `runs` times, in milliseconds. Full
 * collections drop compiled code that refers to dead objects, such as the closures of an earlier call.
 */
export function afterCollection(program: () => unknown, runs = 8): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    for (let warm = 0; warm < RACE_DEFAULTS.warmUp; warm++) program();
    collect();
    const began = performance.now();
    program();
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

/**
 * Creates a program that only moves memory: it copies `bytes` / 2 bytes, so it reads and writes `bytes` in total. Its
 * time is a lower bound for programs that read and write as much. Run it in the same race.
 */
export function moving(bytes: number): () => unknown {
  const source = new Uint8Array(bytes >> 1).fill(1);
  const target = new Uint8Array(bytes >> 1);
  return () => target.set(source);
}
