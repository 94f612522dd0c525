// Computes the intersection over union of occupancies of 0..1, without a threshold.
import type { View } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { share } from './overlap.js';
import {
  checkOverlapOptions,
  checkPair,
  eachRun,
  type Names,
  OVERLAP_DEFAULTS,
  type OverlapOptions,
  refuse,
} from './pair.js';
import { alignPair, type GridOptions, type PlacedVolume } from './placed.js';

export interface SoftIouOptions extends Pick<OverlapOptions, 'empty'>, GridOptions {}

/**
 * Intersection over union of soft volumes, Σ min(a, b) / Σ max(a, b) over all voxels (Ruzicka similarity). It equals
 * {@link iou} for volumes of 0/1. Unlike the product form Σab / Σ(a + b − ab), it is 1 for equal soft volumes.
 *
 * @param a        any view of values 0..1, or `{ volume, grid }`. Read only.
 * @param b        as `a`, of equal shape; element type and memory layout may differ.
 * @param options  `empty` 1: the result when both are zero throughout; `grid`: a grid or 'common', to resample both.
 * @returns        0..1
 * @throws {VolumetricError} `bad-volume` (not a view, or a value outside 0..1 or NaN), `shape-mismatch`, `bad-grid`
 *                 (grids differ), `bad-argument`
 * Cost: one pass over both.
 *
 * @example
 * const [a, b] = [packed(Float32Array.of(1, 0.5), [2, 1, 1]), packed(Float32Array.of(1, 0.25), [2, 1, 1])];
 * softIou(a, b);  // → 0.8333333333333334
 */
export function softIou(
  a: View | PlacedVolume<View>,
  b: View | PlacedVolume<View>,
  options: SoftIouOptions = {},
): number {
  checkOptions('softIou', options, ['empty', 'grid']);
  const { empty = OVERLAP_DEFAULTS.empty, grid } = options;
  checkOverlapOptions(OVERLAP_DEFAULTS.threshold, empty, 'softIou');
  const [ours, theirs] = alignPair(a, b, 'softIou', ['a', 'b'], { grid });
  return softShare(ours, theirs, empty, 'softIou');
}

/** Computes {@link softIou} of aligned volumes; `caller` is the name in messages. */
export function softShare(a: View, b: View, empty: number, caller: string, names: Names = ['a', 'b']): number {
  checkPair(a, b, caller, names);
  const [dataA, dataB] = [a.data, b.data];
  let smaller = 0;
  let larger = 0;
  let [least, most] = [0, 0]; // minimum and maximum of all values and 0; NaN if any value is NaN
  eachRun(a, b, (startA, stepA, startB, stepB, length) => {
    let low = 0;
    let high = 0;
    let [lowest, highest] = [0, 0];
    for (let n = 0, i = startA, j = startB; n < length; n++, i += stepA, j += stepB) {
      const x = dataA[i]!;
      const y = dataB[j]!;
      const smallerOne = Math.min(x, y);
      const largerOne = Math.max(x, y);
      low += smallerOne;
      high += largerOne;
      lowest = Math.min(lowest, smallerOne);
      highest = Math.max(highest, largerOne);
    }
    smaller += low;
    larger += high;
    least = Math.min(least, lowest);
    most = Math.max(most, highest);
  });
  if (!(least >= 0 && most <= 1))
    refuse({ [names[0]]: a, [names[1]]: b }, 'hold values of 0..1', (value) => !(value >= 0 && value <= 1), caller);
  return share(smaller, larger, empty);
}
