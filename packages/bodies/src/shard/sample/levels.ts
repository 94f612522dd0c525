// Values of 0..1 as bytes: steps of one over a divisor.

/** Divisors under which masks and fractions of so many samples a pixel, or a voxel, are whole; else 255. */
const DIVISORS = [1, 4, 8, 9, 16, 25, 27, 36, 49, 64] as const;

/** Steps, and how many make 1. */
export interface Levels {
  readonly bytes: Uint8Array;
  readonly divisor: number;
}

/** The values as steps; exact where a divisor makes all of them whole, else to the nearest of 255. */
export function toLevels(data: ArrayLike<number>): Levels {
  const divisor = DIVISORS.find((each) => isWhole(data, each)) ?? 255;
  const bytes = new Uint8Array(data.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = Math.round(Math.min(1, Math.max(0, data[at]!)) * divisor);
  return { bytes, divisor };
}

function isWhole(data: ArrayLike<number>, divisor: number): boolean {
  for (let at = 0; at < data.length; at++) {
    const steps = data[at]! * divisor;
    // Single precision is off by some 1e-7.
    if (Math.abs(steps - Math.round(steps)) > 1e-5) return false;
  }
  return true;
}

/** The values behind steps. */
export function fromLevels({ bytes, divisor }: Levels): Float32Array {
  const table = Float32Array.from({ length: 256 }, (_, step) => Math.min(1, step / divisor));
  const out = new Float32Array(bytes.length);
  for (let at = 0; at < bytes.length; at++) out[at] = table[bytes[at]!]!;
  return out;
}
