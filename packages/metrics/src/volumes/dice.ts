// Computes the Dice coefficient: twice the intersection, divided by the sum of the sizes of both volumes.
import { checkOptions } from '@vrn/voxel/internal';
import { IOU_OPTIONS, type IouOptions } from './iou.js';
import { overlap, share } from './overlap.js';
import { checkOverlapOptions, type Occupancy, OVERLAP_DEFAULTS } from './pair.js';
import { alignPair, type PlacedVolume } from './placed.js';

/**
 * Dice coefficient: twice the number of voxels set in both, over the sum of the numbers set in each. Also the F1
 * score of one against the other. It ranks predictions in the same order as {@link iou}: dice = 2·iou / (1 + iou).
 *
 * @param a        any view, packed bits, or `{ volume, grid }`. Read only.
 * @param b        any of these, of equal shape; element type and memory layout may differ.
 * @param options  `threshold` 0.5, without effect on bits; `empty` 1: the result if neither has a voxel set; `grid`: a
 *                 grid or 'common', to resample both.
 * @returns        0..1
 * @throws {VolumetricError} `bad-volume` (not a view, or NaN in it; bits that do not fit their shape),
 *                 `shape-mismatch`, `bad-grid` (grids differ), `bad-argument`
 * Cost: as {@link iou}.
 *
 * @example
 * dice(packed(Uint8Array.of(1, 1, 0), [3, 1, 1]), packed(Uint8Array.of(0, 1, 1), [3, 1, 1]));  // → 0.5
 */
export function dice(a: Occupancy | PlacedVolume, b: Occupancy | PlacedVolume, options: IouOptions = {}): number {
  checkOptions('dice', options, IOU_OPTIONS);
  const { threshold = OVERLAP_DEFAULTS.threshold, empty = OVERLAP_DEFAULTS.empty, grid } = options;
  checkOverlapOptions(threshold, empty, 'dice');
  const [ours, theirs] = alignPair(a, b, 'dice', ['a', 'b'], { grid });
  const { both, either } = overlap(ours, theirs, threshold, 'dice');
  return share(2 * both, both + either, empty);
}
