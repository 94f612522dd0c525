// Counts the voxels set in each of two volumes, in both and in either, for iou, dice, precision and recall.
import { checkPair, type Names, type Occupancy } from './pair.js';
import { countWords, wordsOf } from './words.js';

/** Number of voxels set in both volumes, and in either. */
export interface Overlap {
  readonly both: number;
  readonly either: number;
}

/** Counts the voxels set in both volumes, and in either: those whose value is at least `threshold`. */
export function overlap(a: Occupancy, b: Occupancy, threshold: number, caller: string): Overlap {
  checkPair(a, b, caller);
  return countWords(wordsOf(a, threshold, caller, 'a'), wordsOf(b, threshold, caller, 'b'));
}

/** Counts the voxels set in both volumes, in either, and in each of them. */
export function overlapOfEach(
  a: Occupancy,
  b: Occupancy,
  threshold: number,
  caller: string,
  names: Names,
): Overlap & { readonly a: number; readonly b: number } {
  checkPair(a, b, caller, names);
  const ours = wordsOf(a, threshold, caller, names[0]);
  const { both, either } = countWords(ours, wordsOf(b, threshold, caller, names[1]));
  const ofA = countWords(ours, ours).both;
  return { both, either, a: ofA, b: both + either - ofA };
}

/** Returns the ratio of a part to a total; `empty` if the total is 0. */
export const share = (part: number, total: number, empty: number): number => (total === 0 ? empty : part / total);
