// Evaluates methods of reconstruction on a set of samples with ground truth.
import type { ShardList, StoredSample } from '@vrn/bodies';
import { check, type View } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import { BOOTSTRAP_MEAN_DEFAULTS } from './bootstrap.js';
import { SCORE_BODY_DEFAULTS, type ScoreBodyOptions, scoreBody } from './measures/scoreBody.js';
import { type ScoredSample, type Summary, summarise } from './summarise.js';

/** A method that predicts bodies: a network, stored predictions, or a baseline. */
export interface Method {
  readonly name: string;
  /**
   * Predicts the body of a sample, 0..1, in the shape `[rows, columns, slices]` of the sample's volume. Must not read
   * the ground truth.
   *
   * @param number  number of the sample in its data set if known, else its index in the list.
   */
  predict(sample: StoredSample, number: number): View | Promise<View>;
}

export interface EvaluateSetOptions extends ScoreBodyOptions {
  /** Number of bootstrap resamples for the intervals. */
  readonly resamples?: number;
  /** Maximum number of samples in `best`, and in `worst`. */
  readonly shown?: number;
  /** Called with the number of samples scored so far, and of all samples. */
  readonly onProgress?: (done: number, total: number) => void;
}

export const EVALUATE_SET_DEFAULTS = {
  ...SCORE_BODY_DEFAULTS,
  resamples: BOOTSTRAP_MEAN_DEFAULTS.resamples,
  shown: 6,
} as const satisfies EvaluateSetOptions;

/** A sample and the body that the first method predicted. */
export interface ShownBody {
  readonly sample: StoredSample;
  readonly prediction: View;
  readonly scored: ScoredSample;
}

export interface SetEvaluation {
  /** One row per sample and method, in the order of the samples. */
  readonly rows: readonly ScoredSample[];
  /** One summary per method. */
  readonly methods: readonly Summary[];
  /** Samples with the lowest (`worst`) and highest (`best`) registered IoU of the first method, most extreme first. */
  readonly worst: readonly ShownBody[];
  readonly best: readonly ShownBody[];
  /** Why numbers are missing or rest on an assumption, each with the number of samples or predictions concerned. */
  readonly warnings: readonly string[];
}

/**
 * Scores the predictions of one or more methods for every sample of a set.
 *
 * @param samples  a list such as `indexShards` returns; read one at a time.
 * @param methods  at least one, with distinct names.
 * @param options  `thresholds` of the sweep, default 0.1 to 0.9; `points` on each surface, default 10,000; `resamples`,
 *                 default 1,000; `seed` for points and intervals, default 0; `shown`, default 6; `onProgress`.
 * @returns        scores by sample and method, summaries by method, the best and worst samples, and warnings; equal for
 *                 equal inputs.
 * @throws {VolumetricError} `bad-argument`; `shape-mismatch` and `bad-volume` for predictions; the methods' errors
 * Cost: a prediction and `scoreBody` for each sample and method; memory for the samples that are shown.
 *
 * @example
 * const { methods } = await evaluateSet(indexShards(shards), [networkMethod(vrn), ...baselines]);
 * methods[0].measures.registeredIou;  // → { mean, low, high, count }
 */
export async function evaluateSet(
  samples: ShardList,
  methods: readonly Method[],
  options: EvaluateSetOptions = {},
): Promise<SetEvaluation> {
  checkOptions('evaluateSet', options, [...Object.keys(EVALUATE_SET_DEFAULTS), 'onProgress']);
  const { resamples, shown, onProgress, ...scoring } = { ...EVALUATE_SET_DEFAULTS, ...defined(options) };
  const names = methods.map(({ name }) => name);
  check(names.length > 0 && new Set(names).size === names.length, 'bad-argument', () => {
    return `evaluateSet: methods must be at least one, with distinct names, got ${names.join(', ') || 'none'}`;
  });
  check(samples.length > 0, 'bad-argument', () => 'evaluateSet: samples must be at least one, got none');
  const rows: ScoredSample[] = [];
  let worst: ShownBody[] = [];
  let best: ShownBody[] = [];
  for (let n = 0; n < samples.length; n++) {
    const sample = await samples.get(n);
    for (const [order, method] of methods.entries()) {
      const number = numberOf(sample, n);
      const prediction = await method.predict(sample, number);
      const scored = describe(sample, {
        method: method.name,
        sample: number,
        scores: scoreBody(prediction, sample, scoring),
      });
      rows.push(scored);
      if (order > 0) continue;
      const body = { sample, prediction, scored };
      worst = [...worst, body].sort((a, b) => qualityOf(a) - qualityOf(b)).slice(0, shown);
      best = [...best, body].sort((a, b) => qualityOf(b) - qualityOf(a)).slice(0, shown);
    }
    onProgress?.(n + 1, samples.length);
  }
  const { thresholds, seed } = scoring;
  const of = (name: string): ScoredSample[] => rows.filter(({ method }) => method === name);
  return {
    rows,
    methods: names.map((name) => summarise(of(name), { thresholds, resamples, seed })),
    worst,
    best,
    warnings: warningsOf(of(names[0]!), rows),
  };
}

const qualityOf = ({ scored }: ShownBody): number => scored.scores.registeredIou;

function numberOf({ provenance }: StoredSample, index: number): number {
  const number = provenance?.sample;
  return typeof number === 'number' ? number : index;
}

function describe(
  { provenance, drawn }: StoredSample,
  row: Pick<ScoredSample, 'method' | 'sample' | 'scores'>,
): ScoredSample {
  const turn = row.scores.trueTurn ?? drawn?.turn;
  return {
    ...row,
    ...(provenance && { person: provenance.person }),
    ...(provenance?.subject !== undefined && { subject: provenance.subject }),
    ...(drawn && { elevation: drawn.pitch }),
    ...(turn !== undefined && { bodyTurn: turn }),
  };
}

function warningsOf(samples: readonly ScoredSample[], rows: readonly ScoredSample[]): string[] {
  const count = (are: (row: ScoredSample) => boolean): number => samples.filter(are).length;
  const total = samples.length;
  const assumed = count(({ scores }) => scores.assumedHeight);
  const flat = count(({ scores }) => scores.joints === undefined);
  const unplaced = count(({ elevation }) => elevation === undefined);
  const empty = rows.filter(({ scores }) => scores.chamferCm === undefined).length;
  return [
    ...(flat > 0
      ? [`${flat} of ${total} samples have landmarks without depths: they have no depth errors by joint`]
      : []),
    ...(assumed > 0
      ? [`${assumed} of ${total} samples have an unknown unit: their largest extent is assumed to be 1.7 m`]
      : []),
    ...(unplaced > 0
      ? [`${unplaced} of ${total} samples have no view: they are missing in the table by elevation`]
      : []),
    ...(empty > 0
      ? [`${empty} of ${rows.length} predictions are empty: they have no distances, and their IoU counts`]
      : []),
  ];
}
