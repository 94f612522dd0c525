// iou: intersection over union of two volumes, the measure the paper reports.
import { overlap, share } from './overlap.js';
import { checkOverlapOptions, type Occupancy, OVERLAP_DEFAULTS, type OverlapOptions } from './pair.js';

/**
 * Intersection over union: voxels set in both, over voxels set in either. 1 for equal sets, 0 for sets that do not meet.
 *
 * A voxel is set iff its value is at least the threshold, so a prediction of 0..1 and a volume of 0/1 compare directly.
 *
 * @param a        any view, e.g. a volume [rows, columns, slices] or a mask [rows, columns]; or packed bits. Read only.
 * @param b        a view of the same shape, or packed bits of it; element type and memory layout may differ.
 * @param options  `threshold` 0.5, without effect on bits; `empty` 1: the answer when neither has a voxel set.
 * @returns        0..1
 * @throws {VolumetricError} `bad-volume` (no view, or NaN in it; bits that do not fit their shape), `shape-mismatch`, `bad-argument`
 * Cost: one pass over both, little more than summing them, a bit a voxel of scratch; of packed bits a twentieth of that.
 *
 * @example
 * const a = packed(Uint8Array.of(1, 1, 0, 0), [2, 2, 1]);
 * const b = packed(Float32Array.of(0.9, 0.4, 0.6, 0.1), [2, 2, 1]);
 * iou(a, b);                      // → 0.3333333333333333
 * iou(a, b, { threshold: 0.3 });  // → 0.6666666666666666
 *
 * Source: Jackson, Manafas, Tzimiropoulos 2018, 4 (IoU of volumes). Not in the paper: the threshold, and what two empty
 * volumes score.
 */
export function iou(
  a: Occupancy,
  b: Occupancy,
  { threshold = OVERLAP_DEFAULTS.threshold, empty = OVERLAP_DEFAULTS.empty }: OverlapOptions = {},
): number {
  checkOverlapOptions(threshold, empty, 'iou');
  const { both, either } = overlap(a, b, threshold, 'iou');
  return share(both, either, empty);
}
