// registeredIou: the best IoU over shifts in depth, which one photograph cannot tell.
import { check, checkView, type View } from '@vrn/voxel';
import { columnsOf, keptAfterShift, sharedAfterShift } from './columns.js';
import { share } from './overlap.js';
import { checkOverlapOptions, checkPair, OVERLAP_DEFAULTS, type OverlapOptions } from './pair.js';

export interface RegisteredIouOptions extends OverlapOptions {
  /** Shifts of −range to +range slices are tried, a whole number from 0; 6 unless given. */
  readonly range?: number;
}

export const REGISTERED_IOU_DEFAULTS = { ...OVERLAP_DEFAULTS, range: 6 } as const;

export interface RegisteredIou {
  readonly iou: number;
  /** How many slices `a` was moved away from the camera; negative: towards it. */
  readonly shift: number;
}

/**
 * The best intersection over union of two volumes when the first may move along the slices, and by how many.
 *
 * The moved volume stays in its grid: voxels pushed past the first or last slice are lost, and empty ones come in. Of
 * shifts that score alike the smallest wins, and of two as small the one towards the camera. Where either volume is
 * empty no shift is looked for: the answer is that of {@link iou}, at 0.
 *
 * @param a        view [rows, columns, slices], the one that moves: the prediction. Read only.
 * @param b        a view of the same shape, the one that stays: the truth.
 * @param options  `range` 6 slices; `threshold` 0.5; `empty` 1: the answer when neither has a voxel set.
 * @returns        `iou` 0..1, never below `iou(a, b)`; `shift` −range..range
 * @throws {VolumetricError} `bad-volume` (no view, or NaN in it), `shape-mismatch`, `bad-argument`
 * Cost: one pass over both, then 2·range + 1 passes over them at one bit a voxel; two bits a voxel of scratch.
 *
 * @example
 * const near = packed(Uint8Array.of(1, 1, 0, 0), [1, 1, 4]);
 * const far = packed(Uint8Array.of(0, 0, 1, 1), [1, 1, 4]);
 * registeredIou(near, far);                // → { iou: 1, shift: 2 }
 * registeredIou(near, far, { range: 1 });  // → { iou: 0.3333333333333333, shift: 1 }
 *
 * Not in the paper, which scores volumes where they are.
 */
export function registeredIou(
  a: View,
  b: View,
  {
    range = REGISTERED_IOU_DEFAULTS.range,
    threshold = REGISTERED_IOU_DEFAULTS.threshold,
    empty = REGISTERED_IOU_DEFAULTS.empty,
  }: RegisteredIouOptions = {},
): RegisteredIou {
  checkOverlapOptions(threshold, empty, 'registeredIou');
  check(
    Number.isInteger(range) && range >= 0,
    'bad-argument',
    () => `registeredIou: range must be a whole number from 0, got ${range}`,
  );
  checkView(a, 'registeredIou', 'a', 3);
  checkPair(a, b, 'registeredIou');
  const moving = columnsOf(a, threshold, 'a', 'registeredIou');
  const still = columnsOf(b, threshold, 'b', 'registeredIou');
  const ofB = keptAfterShift(still, 0);
  const scoreAt = (shift: number): number => {
    const both = sharedAfterShift(moving, still, shift);
    return share(both, keptAfterShift(moving, shift) + ofB - both, empty);
  };
  let best: RegisteredIou = { iou: scoreAt(0), shift: 0 };
  if (ofB === 0) return best;
  const reach = Math.min(range, a.shape[2]! - 1);
  for (let distance = 1; distance <= reach; distance++) {
    for (const shift of [-distance, distance]) {
      const score = scoreAt(shift);
      if (score > best.iou) best = { iou: score, shift };
    }
  }
  return best;
}
