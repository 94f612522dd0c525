// Tests whether all numbers of an array are finite, or below a limit.
import { allFinite } from '../edit/allFinite.js';

/** Tests of the arrays in a file. A caller may pass a faster implementation. */
export interface ScanKernel {
  /** Whether all values are finite. */
  allFinite(values: Float32Array): boolean;
  /** Whether all values are below `end`, an integer of at most 2³². */
  allBelow(values: Uint32Array, end: number): boolean;
}

export const SCANS: ScanKernel = { allFinite, allBelow };

function allBelow(values: Uint32Array, end: number): boolean {
  if (end > 2 ** 31) return values.every((value) => value < end);
  // As signed 32-bit integers, `value` or `value + 2³¹ − end` is negative exactly if value ≥ end. So the bitwise OR of
  // all of them has its sign bit set exactly if some value is not below `end`.
  const integers = new Int32Array(values.buffer, values.byteOffset, values.length);
  const rest = (2 ** 31 - end) | 0;
  const eights = integers.length - (integers.length % 8);
  let a = 0;
  let b = 0;
  for (let i = 0; i < eights; i += 8) {
    const p = integers[i]!;
    const q = integers[i + 1]!;
    const r = integers[i + 2]!;
    const s = integers[i + 3]!;
    const t = integers[i + 4]!;
    const u = integers[i + 5]!;
    const v = integers[i + 6]!;
    const w = integers[i + 7]!;
    a |= p | (p + rest) | q | (q + rest) | r | (r + rest) | s | (s + rest);
    b |= t | (t + rest) | u | (u + rest) | v | (v + rest) | w | (w + rest);
  }
  for (let i = eights; i < integers.length; i++) a |= integers[i]! | (integers[i]! + rest);
  return end > 0 ? (a | b) >= 0 : values.length === 0;
}
