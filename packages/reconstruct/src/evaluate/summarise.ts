// Summarises the scores of many samples: means with intervals, errors by joint, and tables by view.
import { LANDMARK_NAMES } from '@vrn/voxel';
import { bootstrapMean, type Mean } from './bootstrap.js';
import { medianOf } from './measures/joints.js';
import { type BodyScores, MEASURES, type Measure } from './measures/scoreBody.js';

/** Scores of one method on a sample, with the data that identifies the sample. */
export interface ScoredSample {
  /** Name of the method that predicted the body. */
  readonly method: string;
  /** Number of the sample in its data set if known, else its index in the list. */
  readonly sample: number;
  readonly person?: string;
  readonly subject?: string;
  /** Elevation of the camera in degrees, from `drawn.pitch` of the sample. Positive: the camera looks down. */
  readonly elevation?: number;
  /** Turn of the true body in degrees; from `drawn.turn` of the sample where it cannot be measured. */
  readonly bodyTurn?: number;
  readonly scores: BodyScores;
}

/** Depth errors of a joint over all samples, in centimetres; `mean` and `median` are those of the absolute errors. */
export interface JointSummary {
  readonly mean: number;
  readonly median: number;
  /** Mean of the signed errors; positive: too far. Missing if no line of sight meets the prediction. */
  readonly bias?: number;
  /** Number of samples with this joint, and of those whose prediction is empty on the joint's line of sight. */
  readonly count: number;
  readonly empty: number;
}

/** Mean of each measure over the samples whose angle, in degrees, is in [from, to). */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly means: Readonly<Partial<Record<Measure, number>>>;
}

export interface Summary {
  readonly method: string;
  readonly samples: number;
  readonly measures: Readonly<Partial<Record<Measure, Mean>>>;
  /** Mean IoU by threshold. */
  readonly sweep: readonly { readonly threshold: number; readonly iou: number }[];
  /** By landmark name; missing if the landmarks of the set have no depths. */
  readonly joints?: Readonly<Record<string, JointSummary>>;
  readonly byElevation: readonly Bin[];
  readonly byTurn: readonly Bin[];
}

export interface SummariseOptions {
  readonly thresholds: readonly number[];
  readonly resamples: number;
  readonly seed: number;
}

/** Widths of the bins in degrees. */
const BINS = { elevation: 15, turn: 45 } as const;

/**
 * Summarises the scores of one method. Intervals are bootstrapped over people; each sample of an unknown person counts
 * as a person of its own.
 */
export function summarise(rows: readonly ScoredSample[], options: SummariseOptions): Summary {
  const { thresholds, ...bootstrap } = options;
  const measures = MEASURES.flatMap((name) => {
    const known = rows.filter(({ scores }) => scores[name] !== undefined);
    if (known.length === 0) return [];
    const groups = known.map(({ person, sample }) => person ?? String(sample));
    return [[name, bootstrapMean(valuesOf(known, name), { ...bootstrap, groups })] as const];
  });
  const joints = jointSummaries(rows);
  return {
    method: rows[0]?.method ?? '',
    samples: rows.length,
    measures: Object.fromEntries(measures),
    sweep: thresholds.map((threshold, n) => ({ threshold, iou: mean(rows.map(({ scores }) => scores.sweep[n]!)) })),
    ...(joints && { joints }),
    byElevation: binned(rows, ({ elevation }) => elevation, { width: BINS.elevation, first: 0 }),
    // People who face the camera are in the middle of a bin, −22.5° to 22.5°.
    byTurn: binned(rows, ({ bodyTurn }) => bodyTurn && wrapped(bodyTurn), { width: BINS.turn, first: -BINS.turn / 2 }),
  };
}

/** Converts a turn to −157.5..202.5, so that people seen from behind are in one bin. */
const wrapped = (turn: number): number => (turn < BINS.turn / 2 - 180 ? turn + 360 : turn);

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const valuesOf = (rows: readonly ScoredSample[], name: Measure): number[] =>
  rows.flatMap(({ scores }) => scores[name] ?? []);

function jointSummaries(rows: readonly ScoredSample[]): Record<string, JointSummary> | undefined {
  const table = LANDMARK_NAMES.flatMap((name, n) => {
    const errors = rows.flatMap(({ scores }) => scores.joints?.[n] ?? []);
    if (errors.length === 0) return [];
    const signed = errors.flatMap((each) => each.signed ?? []);
    const absolute = errors.map((each) => each.absolute);
    const summary: JointSummary = {
      mean: mean(absolute),
      median: medianOf(absolute),
      ...(signed.length > 0 && { bias: mean(signed) }),
      count: errors.length,
      empty: errors.length - signed.length,
    };
    return [[name, summary] as const];
  });
  return table.length === 0 ? undefined : Object.fromEntries(table);
}

/** Groups rows into bins of equal width, in ascending order. Bins without rows are left out. */
function binned(
  rows: readonly ScoredSample[],
  angleOf: (row: ScoredSample) => number | undefined,
  { width, first }: { readonly width: number; readonly first: number },
): Bin[] {
  const bins = new Map<number, ScoredSample[]>();
  for (const row of rows) {
    const angle = angleOf(row);
    if (angle === undefined) continue;
    const bin = Math.floor((angle - first) / width);
    bins.set(bin, [...(bins.get(bin) ?? []), row]);
  }
  return [...bins]
    .sort(([a], [b]) => a - b)
    .map(([bin, own]) => ({
      from: first + bin * width,
      to: first + (bin + 1) * width,
      count: own.length,
      means: Object.fromEntries(
        MEASURES.flatMap((name) => {
          const values = valuesOf(own, name);
          return values.length === 0 ? [] : [[name, mean(values)] as const];
        }),
      ),
    }));
}
