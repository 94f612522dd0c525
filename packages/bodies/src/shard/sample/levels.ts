// Quantises values of 0..1 to bytes: multiples of 1 / divisor.

/** Candidate divisors: 1 for binary values, then usual numbers of subsamples per pixel or voxel. If none fits, 255. */
const DIVISORS = [1, 4, 8, 9, 16, 25, 27, 36, 49, 64] as const;

/** Tolerance in units of 1 / divisor. Rounding to single precision gives relative errors of about 1e-7. */
const TOLERANCE = 1e-5;

/** Quantised values: byte / divisor. */
export interface Levels {
  readonly bytes: Uint8Array;
  /** The byte that represents 1. */
  readonly divisor: number;
}

/** Quantises values: exactly if all are multiples of 1/d for one candidate divisor d, else to the nearest 1/255. */
export function toLevels(data: ArrayLike<number>): Levels {
  const divisor = DIVISORS.find((each) => isMultiple(data, each)) ?? 255;
  const bytes = new Uint8Array(data.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = Math.round(Math.min(1, Math.max(0, data[at]!)) * divisor);
  return { bytes, divisor };
}

/** Returns whether all values are multiples of 1 / divisor, within the tolerance. */
function isMultiple(data: ArrayLike<number>, divisor: number): boolean {
  for (let at = 0; at < data.length; at++) {
    const steps = data[at]! * divisor;
    if (Math.abs(steps - Math.round(steps)) > TOLERANCE) return false;
  }
  return true;
}

/** Converts levels back to values of 0..1. */
export function fromLevels({ bytes, divisor }: Levels): Float32Array {
  const table = Float32Array.from({ length: 256 }, (_, step) => Math.min(1, step / divisor));
  const out = new Float32Array(bytes.length);
  for (let at = 0; at < bytes.length; at++) out[at] = table[bytes[at]!]!;
  return out;
}
