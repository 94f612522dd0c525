// Computes the best IoU over shifts in depth, since a single photograph does not determine the position in depth.
import { check, checkView, type View } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { columnsOf, keptAfterShift, sharedAfterShift } from './columns.js';
import { share } from './overlap.js';
import { checkOverlapOptions, checkPair, OVERLAP_DEFAULTS, type OverlapOptions } from './pair.js';
import { alignPair, type GridOptions, type PlacedVolume } from './placed.js';

export interface RegisteredIouOptions extends OverlapOptions, GridOptions {
  /** Maximum shift in slices, in both directions; a non-negative integer. Default 6. */
  readonly range?: number;
}

export const REGISTERED_IOU_DEFAULTS = { ...OVERLAP_DEFAULTS, range: 6 } as const;

export interface RegisteredIou {
  readonly iou: number;
  /** Number of slices by which `a` was moved away from the camera; negative: towards it. */
  readonly shift: number;
}

/**
 * Finds the shift of the first volume along the slices that maximises the intersection over union.
 *
 * The moved volume stays in its grid: voxels pushed past the first or last slice are lost, and empty ones enter. Among
 * equal scores the smallest shift wins, and of two equally small ones the shift towards the camera. If either volume is
 * empty, the result is that of {@link iou}, at shift 0.
 *
 * @param a        view [rows, columns, slices], the one that moves (the prediction), or `{ volume, grid }`. Read only.
 * @param b        view or `{ volume, grid }` of equal shape, the one that stays (the ground truth).
 * @param options  `range` 6 slices; `threshold` 0.5; `empty` 1: the result when neither has a voxel set; `grid`: a
 *                 grid or 'common', to resample both.
 * @returns        `iou` 0..1, never below `iou(a, b)`; `shift` −range..range
 * @throws {VolumetricError} `bad-volume` (not a view, or NaN in it), `shape-mismatch`, `bad-grid` (grids differ),
 *                     `bad-argument`
 * Cost: one pass over both, then at most 2·range + 1 passes over one bit per voxel. Scratch memory: two bits per voxel
 * of each volume, one of them with every column of slices padded to whole 32-bit words.
 *
 * @example
 * const near = packed(Uint8Array.of(1, 1, 0, 0), [1, 1, 4]);
 * const far = packed(Uint8Array.of(0, 0, 1, 1), [1, 1, 4]);
 * registeredIou(near, far);                // → { iou: 1, shift: 2 }
 * registeredIou(near, far, { range: 1 });  // → { iou: 0.3333333333333333, shift: 1 }
 *
 * Not in the paper: shifts. The paper compares volumes without moving them.
 */
export function registeredIou(
  a: View | PlacedVolume<View>,
  b: View | PlacedVolume<View>,
  options: RegisteredIouOptions = {},
): RegisteredIou {
  checkOptions('registeredIou', options, ['range', 'threshold', 'empty', 'grid']);
  const {
    range = REGISTERED_IOU_DEFAULTS.range,
    threshold = REGISTERED_IOU_DEFAULTS.threshold,
    empty = REGISTERED_IOU_DEFAULTS.empty,
    grid,
  } = options;
  checkOverlapOptions(threshold, empty, 'registeredIou');
  check(
    Number.isInteger(range) && range >= 0,
    'bad-argument',
    () => `registeredIou: range must be an integer from 0, got ${range}`,
  );
  const [ours, theirs] = alignPair(a, b, 'registeredIou', ['a', 'b'], { grid });
  checkView(ours, 'registeredIou', 'a', 3);
  checkPair(ours, theirs, 'registeredIou');
  const moving = columnsOf(ours, threshold, 'a', 'registeredIou');
  const still = columnsOf(theirs, threshold, 'b', 'registeredIou');
  const ofB = keptAfterShift(still, 0);
  const scoreAt = (shift: number): number => {
    const both = sharedAfterShift(moving, still, shift);
    return share(both, keptAfterShift(moving, shift) + ofB - both, empty);
  };
  let best: RegisteredIou = { iou: scoreAt(0), shift: 0 };
  if (ofB === 0) return best;
  const reach = Math.min(range, ours.shape[2]! - 1);
  for (let distance = 1; distance <= reach; distance++) {
    for (const shift of [-distance, distance]) {
      const score = scoreAt(shift);
      if (score > best.iou) best = { iou: score, shift };
    }
  }
  return best;
}
