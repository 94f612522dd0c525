// sweep: every overlap measure at many thresholds at once.
import { check, type View } from '@vrn/voxel';
import { share } from './overlap.js';
import { checkPair, eachRun, refuse } from './pair.js';

export interface SweepOptions {
  /** Rising numbers, at least one. 0.05, 0.1, … 0.95 unless given. */
  readonly thresholds?: readonly number[];
  /** A voxel of the truth is set at this value and above; 0.5 unless given. */
  readonly truthThreshold?: number;
}

export const SWEEP_DEFAULTS = {
  thresholds: Array.from({ length: 19 }, (_, n) => (n + 1) / 20) as readonly number[],
  truthThreshold: 0.5,
} as const;

/** The measures with the prediction's voxels set at `threshold` and above. */
export interface SweepRow {
  readonly threshold: number;
  readonly iou: number;
  readonly dice: number;
  readonly precision: number;
  readonly recall: number;
}

export interface Sweep {
  /** One a threshold, in their order. */
  readonly rows: readonly SweepRow[];
  /** The row of the greatest IoU, and hence dice; the first of several. */
  readonly best: SweepRow;
}

/** Values are sorted into slots of equal width, and from there by comparison: so many slots a threshold. */
const SLOTS = 8;

/**
 * IoU, dice, precision and recall of a soft prediction at many thresholds, and the threshold at which IoU is greatest.
 *
 * Each row says what `iou`, `dice` and `evaluate` say at its threshold, to the last bit, if the truth is 0/1: the truth keeps a
 * threshold of its own. Where neither has a voxel set all are 1; where only one has, 0.
 *
 * @param prediction  any view. Read only.
 * @param truth       a view of the same shape.
 * @param options     `thresholds` 0.05, 0.1, … 0.95; `truthThreshold` 0.5.
 * @throws {VolumetricError} `bad-volume` (no view, or NaN in it), `shape-mismatch`, `bad-argument`
 * Cost: one pass over both, whatever the number of thresholds.
 *
 * @example
 * const truth = packed(Uint8Array.of(1, 1, 0, 0), [1, 1, 4]);
 * sweep(packed(Float32Array.of(0.9, 0.3, 0.2, 0), [1, 1, 4]), truth).best.threshold;  // → 0.25
 */
export function sweep(prediction: View, truth: View, options: SweepOptions = {}): Sweep {
  const { thresholds, truthThreshold } = { ...SWEEP_DEFAULTS, ...options };
  const rising = Array.isArray(thresholds) && thresholds.every((t, n) => n === 0 || t > thresholds[n - 1]!);
  check(
    rising && thresholds.length > 0 && thresholds.every(Number.isFinite),
    'bad-argument',
    () => `sweep: thresholds must be numbers that rise, at least one, got [${String(thresholds)}]`,
  );
  check(
    Number.isFinite(truthThreshold),
    'bad-argument',
    () => `sweep: truthThreshold must be a number, got ${truthThreshold}`,
  );
  checkPair(prediction, truth, 'sweep', ['prediction', 'truth']);
  const { all, right } = histogram(prediction, truth, thresholds, truthThreshold);
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

/** How many voxels of the prediction reach exactly n thresholds, `[thresholds + 1]`; and how many of these are true. */
function histogram(prediction: View, truth: View, thresholds: readonly number[], truthThreshold: number) {
  const limits = Float64Array.of(...thresholds, Number.NaN); // which no value reaches
  const low = limits[0]!;
  const slots = SLOTS * thresholds.length;
  const scale = slots / (limits[thresholds.length - 1]! - low || 1);
  // Where the search among thresholds starts: one slot early, so that rounding cannot start it late.
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
