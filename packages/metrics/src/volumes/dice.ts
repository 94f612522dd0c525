// dice: twice the intersection over the sum of both volumes.
import { overlap, share } from './overlap.js';
import { checkOverlapOptions, type Occupancy, OVERLAP_DEFAULTS, type OverlapOptions } from './pair.js';

/**
 * Dice coefficient: twice the voxels set in both, over the voxels set in each, added. Also the F1 score of one against
 * the other. It ranks as {@link iou} does: dice = 2·iou / (1 + iou).
 *
 * @param a        any view, or packed bits. Read only.
 * @param b        a view of the same shape, or packed bits of it; element type and memory layout may differ.
 * @param options  `threshold` 0.5, without effect on bits; `empty` 1: the answer when neither has a voxel set.
 * @returns        0..1
 * @throws {VolumetricError} `bad-volume` (no view, or NaN in it; bits that do not fit their shape), `shape-mismatch`, `bad-argument`
 * Cost: as {@link iou}.
 *
 * @example
 * dice(packed(Uint8Array.of(1, 1, 0), [3, 1, 1]), packed(Uint8Array.of(0, 1, 1), [3, 1, 1]));  // → 0.5
 */
export function dice(
  a: Occupancy,
  b: Occupancy,
  { threshold = OVERLAP_DEFAULTS.threshold, empty = OVERLAP_DEFAULTS.empty }: OverlapOptions = {},
): number {
  checkOverlapOptions(threshold, empty, 'dice');
  const { both, either } = overlap(a, b, threshold, 'dice');
  return share(2 * both, both + either, empty);
}
