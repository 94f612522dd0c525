// Computes IoU, dice, precision and recall at many thresholds in one pass.
import { check, type View } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { share } from './overlap.js';
import { checkPair, eachRun, refuse } from './pair.js';
import { alignPair, type GridOptions, type PlacedVolume } from './placed.js';

export interface SweepOptions extends GridOptions {
  /** Ascending numbers, at least one. Default 0.05, 0.1, … 0.95. */
  readonly thresholds?: readonly number[];
  /** A voxel of the ground truth is set at this value and above. Default 0.5. */
  readonly truthThreshold?: number;
}

export const SWEEP_DEFAULTS = {
  thresholds: Array.from({ length: 19 }, (_, n) => (n + 1) / 20) as readonly number[],
  truthThreshold: 0.5,
} as const;

/** The measures if a voxel of the prediction counts as set at `threshold` and above. */
export interface SweepRow {
  readonly threshold: number;
  readonly iou: number;
  readonly dice: number;
  readonly precision: number;
  readonly recall: number;
}

export interface Sweep {
  /** One row per threshold, in the order of the thresholds. */
  readonly rows: readonly SweepRow[];
  /** The row of the greatest IoU, which is also that of the greatest dice; the first of several. */
  readonly best: SweepRow;
}

/** Number of slots of equal width per threshold; a value's slot tells where the search among the thresholds starts. */
const SLOTS = 8;

/**
 * IoU, dice, precision and recall of a soft prediction at many thresholds, and the threshold at which IoU is greatest.
 *
 * The ground truth is compared with `truthThreshold` in every row. If it is 0/1, each row of a threshold above 0 and up
 * to 1 equals the results of `iou`, `dice` and `evaluate` at that threshold, to the last bit. All measures are 1 if
 * neither volume has a set voxel, and 0 if only one has.
 *
 * @param prediction  any view, or `{ volume, grid }`. Read only.
 * @param truth       view or `{ volume, grid }` of equal shape.
 * @param options     `thresholds` 0.05, 0.1, … 0.95; `truthThreshold` 0.5; `grid`: a grid or 'common', to resample
 *                    both.
 * @returns           `rows`, one per threshold, and the `best` of them.
 * @throws {VolumetricError} `bad-volume` (not a view, or NaN in it), `shape-mismatch`, `bad-grid` (grids differ),
 *                     `bad-argument`
 * Cost: one pass over both, whatever the number of thresholds.
 *
 * @example
 * const truth = packed(Uint8Array.of(1, 1, 0, 0), [1, 1, 4]);
 * sweep(packed(Float32Array.of(0.9, 0.3, 0.2, 0), [1, 1, 4]), truth).best.threshold;  // → 0.25
 */
export function sweep(
  prediction: View | PlacedVolume<View>,
  truth: View | PlacedVolume<View>,
  options: SweepOptions = {},
): Sweep {
  checkOptions('sweep', options, ['thresholds', 'truthThreshold', 'grid']);
  const { thresholds = SWEEP_DEFAULTS.thresholds, truthThreshold = SWEEP_DEFAULTS.truthThreshold, grid } = options;
  const ascending = Array.isArray(thresholds) && thresholds.every((t, n) => n === 0 || t > thresholds[n - 1]!);
  check(
    ascending && thresholds.length > 0 && thresholds.every(Number.isFinite),
    'bad-argument',
    () => `sweep: thresholds must be one or more ascending numbers, got [${String(thresholds)}]`,
  );
  check(
    Number.isFinite(truthThreshold),
    'bad-argument',
    () => `sweep: truthThreshold must be a number, got ${truthThreshold}`,
  );
  const names = ['prediction', 'truth'] as const;
  const [ours, theirs] = alignPair(prediction, truth, 'sweep', names, { grid });
  checkPair(ours, theirs, 'sweep', names);
  const { all, right } = histogram(ours, theirs, { thresholds, truthThreshold });
  const trueCount = right.reduce((sum, n) => sum + n, 0);
  const rows: SweepRow[] = [];
  let [set, both] = [0, 0];
  for (let n = thresholds.length - 1; n >= 0; n--) {
    set += all[n + 1]!;
    both += right[n + 1]!;
    const whenNothing = set + trueCount === 0 ? 1 : 0;
    rows.unshift({
      threshold: thresholds[n]!,
      iou: share(both, set + trueCount - both, 1),
      dice: share(2 * both, set + trueCount, 1),
      precision: share(both, set, whenNothing),
      recall: share(both, trueCount, whenNothing),
    });
  }
  return { rows, best: rows.reduce((best, row) => (row.iou > best.iou ? row : best)) };
}

/**
 * Counts, for each n from 0 to the number of thresholds, the voxels of the prediction that reach exactly n thresholds
 * (`all`), and those of them that are set in the ground truth (`right`).
 */
function histogram(
  prediction: View,
  truth: View,
  { thresholds, truthThreshold }: { thresholds: readonly number[]; truthThreshold: number },
) {
  const limits = Float64Array.of(...thresholds, Number.NaN); // no value reaches NaN
  const low = limits[0]!;
  const slots = SLOTS * thresholds.length;
  const scale = slots / (limits[thresholds.length - 1]! - low || 1);
  // The search among the thresholds starts one slot early, so that rounding cannot make it start too late.
  const starts = new Int32Array(slots + 2);
  for (let slot = 1; slot < starts.length; slot++) {
    const reached = thresholds.findIndex((t) => (t - low) * scale >= slot - 2);
    starts[slot] = reached < 0 ? thresholds.length - 1 : reached;
  }
  const counts = new Float64Array(2 * limits.length);
  const [p, t] = [prediction.data, truth.data];
  let sum = 0;
  eachRun(prediction, truth, (startP, stepP, startT, stepT, length) => {
    let total = 0;
    for (let n = 0, i = startP, j = startT; n < length; n++, i += stepP, j += stepT) {
      const value = p[i]!;
      const real = t[j]!;
      total += value + real;
      const slot = Math.max(0, Math.min(slots + 1, (value - low) * scale + 1)) | 0;
      let reached = starts[slot]!;
      while (value >= limits[reached]!) reached++;
      counts[2 * reached + Number(real >= truthThreshold)]!++;
    }
    sum += total;
  });
  if (Number.isNaN(sum)) refuse({ prediction, truth }, 'hold numbers', Number.isNaN, 'sweep');
  return {
    all: limits.map((_, n) => counts[2 * n]! + counts[2 * n + 1]!),
    right: limits.map((_, n) => counts[2 * n + 1]!),
  };
}
