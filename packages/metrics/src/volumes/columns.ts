// Packs a volume into columns of bits, which are fast to shift along the slices and to intersect.
import type { View } from '@vrn/voxel';
import { countBits, wordsOf } from './words.js';

/** Slice k of a column is bit k mod 32 of its word ⌊k / 32⌋; columns follow each other, row by row. */
export interface Columns {
  readonly words: Int32Array;
  readonly wordsPerColumn: number;
  /** Number of voxels set per slice. */
  readonly perSlice: Int32Array;
}

/** Packs a volume into columns; a voxel is set where its value is at least `threshold`. Throws `bad-volume` for NaN. */
export function columnsOf(view: View, threshold: number, name: string, caller: string): Columns {
  const slices = view.shape[2]!;
  const packed = wordsOf(view, threshold, caller, name);
  const wordsPerColumn = Math.ceil(slices / 32);
  const columns = view.shape[0]! * view.shape[1]!;
  const words = new Int32Array(columns * wordsPerColumn);
  const perSlice = new Int32Array(slices);
  for (let column = 0; column < columns; column++) {
    for (let w = 0; w < wordsPerColumn; w++) {
      const first = column * slices + 32 * w;
      const low = packed[first >>> 5]! >>> (first & 31);
      const high = (first & 31) === 0 ? 0 : packed[(first >>> 5) + 1]! << (32 - (first & 31));
      const end = Math.min(32, slices - 32 * w);
      const word = (low | high) & (end === 32 ? -1 : (1 << end) - 1);
      words[column * wordsPerColumn + w] = word;
      if (word !== 0) for (let bit = 0; bit < end; bit++) perSlice[32 * w + bit]! += (word >>> bit) & 1;
    }
  }
  return { words, wordsPerColumn, perSlice };
}

/**
 * Counts the voxels set in both after moving `a` by `shift` slices away from the camera; voxels that leave the grid are
 * lost.
 */
export function sharedAfterShift(a: Columns, b: Columns, shift: number): number {
  const perColumn = a.wordsPerColumn;
  const wordShift = Math.floor(shift / 32);
  const bits = shift - 32 * wordShift;
  const first = Math.max(0, wordShift);
  const end = Math.min(perColumn, perColumn + wordShift + 1);
  let shared = 0;
  for (let column = 0; column < b.words.length; column += perColumn) {
    for (let w = first; w < end; w++) {
      const theirs = b.words[column + w]!;
      if (theirs === 0) continue;
      const from = w - wordShift;
      const high = from < perColumn ? a.words[column + from]! << bits : 0;
      const low = from > 0 ? (a.words[column + from - 1]! >>> 1) >>> (31 - bits) : 0;
      shared += countBits((high | low) & theirs);
    }
  }
  return shared;
}

/** Counts the set voxels that stay in the grid after moving by `shift` slices away from the camera. */
export function keptAfterShift({ perSlice }: Columns, shift: number): number {
  return perSlice.slice(Math.max(0, -shift), Math.max(0, perSlice.length - shift)).reduce((sum, n) => sum + n, 0);
}
