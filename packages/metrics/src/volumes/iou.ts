// Computes the intersection over union of two volumes, the measure that the paper reports.
import { checkOptions } from '@vrn/voxel/internal';
import { overlap, share } from './overlap.js';
import { checkOverlapOptions, type Occupancy, OVERLAP_DEFAULTS, type OverlapOptions } from './pair.js';
import { alignPair, type GridOptions, type PlacedVolume } from './placed.js';

export interface IouOptions extends OverlapOptions, GridOptions {}

/** Names of the options of iou and dice. */
export const IOU_OPTIONS = ['threshold', 'empty', 'grid'] as const;

/**
 * Intersection over union: voxels set in both, over voxels set in either. 1 for equal sets, 0 for disjoint ones.
 *
 * A voxel is set if and only if its value is at least the threshold, so a prediction of 0..1 and a volume of 0/1
 * compare directly. Volumes given with their grids, `{ volume, grid }`, must have the same grid, unless the option
 * `grid` says onto which grid both are resampled.
 *
 * @param a        any view, e.g. a volume [rows, columns, slices] or a mask [rows, columns]; packed bits; or
 *                 `{ volume, grid }`. Read only.
 * @param b        any of these, of equal shape; element type and memory layout may differ.
 * @param options  `threshold` 0.5, without effect on bits; `empty` 1: the result if neither has a voxel set; `grid`: a
 *                 grid or 'common', to resample both.
 * @returns        0..1
 * @throws {VolumetricError} `bad-volume` (not a view, or NaN in it; bits that do not fit their shape),
 *                 `shape-mismatch`, `bad-grid` (grids differ), `bad-argument`
 * Cost: O(voxels), one pass over both, one bit of scratch memory per voxel of each. Packed bits are compared in words.
 *
 * @example
 * const a = packed(Uint8Array.of(1, 1, 0, 0), [2, 2, 1]);
 * const b = packed(Float32Array.of(0.9, 0.4, 0.6, 0.1), [2, 2, 1]);
 * iou(a, b);                      // → 0.3333333333333333
 * iou(a, b, { threshold: 0.3 });  // → 0.6666666666666666
 * const grid = { shape: [2, 2, 1], min: [0, 0, 0], max: [2, 2, 1] };
 * const right = { ...grid, min: [1, 0, 0], max: [3, 2, 1] };
 * iou({ volume: a, grid }, { volume: a, grid: right }, { grid: 'common' });  // → 0.3333333333333333
 *
 * Source: Jackson, Manafas, Tzimiropoulos 2018, 4 (IoU of volumes). Not in the paper: the threshold, and the score of
 * two empty volumes.
 */
export function iou(a: Occupancy | PlacedVolume, b: Occupancy | PlacedVolume, options: IouOptions = {}): number {
  checkOptions('iou', options, IOU_OPTIONS);
  const { threshold = OVERLAP_DEFAULTS.threshold, empty = OVERLAP_DEFAULTS.empty, grid } = options;
  checkOverlapOptions(threshold, empty, 'iou');
  const [ours, theirs] = alignPair(a, b, 'iou', ['a', 'b'], { grid });
  const { both, either } = overlap(ours, theirs, threshold, 'iou');
  return share(both, either, empty);
}
