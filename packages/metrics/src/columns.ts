// A volume as columns of bits: what is fast to shift along the slices and to intersect.
import type { View } from '@vrn/voxel';
import { refuse } from './pair.js';

/** Slice k of a column is bit k mod 32 of its word ⌊k / 32⌋; columns follow each other, row by row. */
export interface Columns {
  readonly words: Int32Array;
  readonly wordsPerColumn: number;
  /** How many voxels are set in each slice. */
  readonly perSlice: Int32Array;
}

/** The voxels of at least `threshold`, as columns. */
export function columnsOf(view: View, threshold: number, name: string, caller: string): Columns {
  const { data, offset } = view;
  const [rows, columns, slices] = view.shape as [number, number, number];
  const [down, right, deep] = view.stride as [number, number, number];
  const wordsPerColumn = Math.ceil(slices / 32);
  const words = new Int32Array(rows * columns * wordsPerColumn);
  const perSlice = new Int32Array(slices);
  let sound = true;
  for (let column = 0; column < rows * columns; column++) {
    let at = offset + Math.floor(column / columns) * down + (column % columns) * right;
    let word = column * wordsPerColumn;
    let bits = 0;
    for (let k = 0; k < slices; k++, at += deep) {
      const value = data[at]!;
      const set = value >= threshold ? 1 : 0;
      bits |= set << (k & 31);
      perSlice[k]! += set;
      if (Number.isNaN(value)) sound = false;
      if ((k & 31) === 31 || k === slices - 1) {
        words[word++] = bits;
        bits = 0;
      }
    }
  }
  if (!sound) refuse({ [name]: view }, 'hold numbers', Number.isNaN, caller);
  return { words, wordsPerColumn, perSlice };
}

/** Voxels set in both when `a` is moved `shift` slices back (forward where negative); what leaves the grid is lost. */
export function sharedAfterShift(a: Columns, b: Columns, shift: number): number {
  const perColumn = a.wordsPerColumn;
  const whole = Math.floor(shift / 32);
  const bits = shift - 32 * whole;
  const first = Math.max(0, whole);
  const end = Math.min(perColumn, perColumn + whole + 1);
  let shared = 0;
  for (let column = 0; column < b.words.length; column += perColumn) {
    for (let w = first; w < end; w++) {
      const theirs = b.words[column + w]!;
      if (theirs === 0) continue;
      const from = w - whole;
      const high = from < perColumn ? a.words[column + from]! << bits : 0;
      const low = from > 0 ? (a.words[column + from - 1]! >>> 1) >>> (31 - bits) : 0;
      shared += countBits((high | low) & theirs);
    }
  }
  return shared;
}

/** Voxels that stay in the grid when moved `shift` slices back. */
export function keptAfterShift({ perSlice }: Columns, shift: number): number {
  return perSlice.slice(Math.max(0, -shift), Math.max(0, perSlice.length - shift)).reduce((sum, n) => sum + n, 0);
}

/** Ones in 32 bits: sums of 2, then 4, then 8 bits side by side, and their total by one product. */
function countBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
