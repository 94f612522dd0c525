// Computes value noise: random values on a lattice, smoothly interpolated.

/** Hashes a lattice point and a seed to 0..1. */
function lattice(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ seed;
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 4294967296;
}

/** Returns a smooth step from 0 to 1, flat at both ends. */
const smooth = (t: number): number => t * t * (3 - 2 * t);

/** Returns interpolated noise at a position, 0..1. Its features have a size of about one unit. */
export function valueNoise(x: number, y: number, seed: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const across = smooth(x - left);
  const down = smooth(y - top);
  const upper = lattice(left, top, seed) * (1 - across) + lattice(left + 1, top, seed) * across;
  const lower = lattice(left, top + 1, seed) * (1 - across) + lattice(left + 1, top + 1, seed) * across;
  return upper * (1 - down) + lower * down;
}

/** Returns the sum, 0..1, of four octaves of noise, each with half the feature size and amplitude of the previous. */
export function fractalNoise(x: number, y: number, seed: number): number {
  let sum = 0;
  let scale = 1;
  let strength = 0.5333333333333333;
  for (let octave = 0; octave < 4; octave++) {
    sum += strength * valueNoise(x * scale, y * scale, seed + octave * 0x3779);
    scale *= 2;
    strength /= 2;
  }
  return sum;
}
