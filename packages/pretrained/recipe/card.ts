// Composes the card that describes a network's weights from their training runs and scores.

import type { VRN, VRNConfig } from '@vrn/model';
import type { EpochReport } from '@vrn/model/train';

/** A mean, its 95 % interval and the number of samples, as `vrn evaluate` writes them. */
interface Mean {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** The fields of summary.json of `vrn evaluate` that the release of weights reads. */
export interface Summary {
  readonly sha256: string;
  readonly checksums: readonly string[];
  readonly samples: number;
  /** Origin of the network's inputs: `true` for those of the test set, `detected`, or `corrupted`. */
  readonly inputs: string;
  readonly points: number;
  readonly seed: number;
  readonly methods: readonly {
    readonly method: string;
    readonly measures: Readonly<Record<string, Mean | undefined>>;
    readonly joints?: Readonly<
      Record<string, { readonly median: number; readonly empty: number; readonly count: number }>
    >;
    readonly byElevation: readonly Bin[];
    readonly byTurn: readonly Bin[];
  }[];
}

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly means: Readonly<Record<string, number | undefined>>;
}

/** A training run: its spec, the files that it wrote and read, and its report of every epoch. */
export interface Run {
  readonly spec: Readonly<Record<string, unknown>> & {
    readonly name?: string;
    readonly data: string;
    readonly output?: string;
    readonly weights?: string;
    readonly config?: unknown;
    readonly corrupt?: unknown;
  };
  /** Paths of the weights and of the data set. */
  readonly weights: string;
  readonly set: string;
  /** The spec in the data set's dataset.json, with the digests of its sources. */
  readonly dataset: Readonly<Record<string, unknown>> & {
    readonly sample?: { readonly frame?: VRNConfig['frame'] };
    readonly source?: unknown;
  };
  readonly frame: VRNConfig['frame'];
  readonly epochs: readonly EpochReport[];
}

interface CardInputs {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Runs in order, each starting from the weights of the previous one. */
  readonly stages: readonly Run[];
  readonly scores: Summary;
  readonly pipeline: Summary;
  readonly network: VRN;
  readonly level: { readonly chosen: number; readonly validation: Readonly<Record<string, number>> };
  readonly commit: string;
  /** What differs from the specs, such as a run that was stopped. */
  readonly note: string | undefined;
  /** Failures that a person saw in images of the results. The card lists them after those computed from the scores. */
  readonly seen: readonly string[];
}

/** Measures that a card states. */
const MEASURES = [
  ...['iou', 'registeredIou', 'silhouetteIou', 'maskIou', 'emptyShare', 'chamferCm', 'pointToSurfaceCm'],
  ...['normalConsistency', 'jointDepthErrorCm', 'leanError', 'turnError', 'thicknessCm', 'trueThicknessCm'],
];

const ACKNOWLEDGEMENT =
  'People: MakeHuman assets, CC0 1.0. Motion: mocap.cs.cmu.edu, created with funding from NSF EIA-0196217; free for use ' +
  'in research and commercial projects worldwide.';

/** Composes a card, a plain object for `JSON.stringify`. */
export function cardOf(inputs: CardInputs): Record<string, unknown> {
  const { name, sha256, bytes, stages, scores, pipeline, network, level, commit, note, seen } = inputs;
  const { dataset, frame } = stages.at(-1)!;
  const { parameters, multiplyAdds } = network.summary();
  return {
    name,
    file: `${name}.safetensors`,
    sha256,
    bytes,
    licence: 'MIT',
    acknowledgement: ACKNOWLEDGEMENT,
    config: network.config,
    parameters,
    multiplyAdds,
    frame: `${frame}: ${frame === 'view' ? 'columns of voxels are lines of sight of a perspective camera' : 'no perspective'}`,
    data: dataset,
    training: {
      commit,
      steps: sum(stages.map(stepsOf)),
      ...(note !== undefined && { note }),
      stages: stages.map(stageOf),
    },
    level: {
      ...level,
      note: 'mean IoU on validation samples by level; the bias of the output is shifted so that the chosen level is 0.5',
    },
    heldOut: {
      set: 'experiments/testset',
      checksums: scores.checksums,
      people: scores.samples,
      method: 'vrn evaluate; means with 95 % intervals from 1,000 resamples of the people',
      trueInputs: scoresOf(scores.methods[0]!),
      detectedPeople: pipeline.samples,
      detectedInputs: scoresOf(pipeline.methods[0]!),
      detectedOnMask: scoresOf(pipeline.methods[1]!),
    },
    failures: [...failuresOf(scores, pipeline), ...seen],
    remake: [
      `cd experiments/${name}`,
      'vrn dataset make people.json --output set',
      ...stages.map((_, n) => `vrn train ${stageFile(n)}`),
      `cd ../.. && npm run build && npx tsx packages/pretrained/recipe/release.ts ${name} ${stages.map((_, n) => `experiments/${name}/${stageFile(n)}`).join(' ')}`,
    ].join(' && '),
  };
}

/** File of a stage's spec in the folder of the experiment. */
const stageFile = (n: number): string => (n === 0 ? 'train.json' : `train${n + 1}.json`);

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);

const stepsOf = ({ epochs }: Run): number => sum(epochs.map(({ steps }) => steps));

/** States the spec of a stage (without its paths and the network's config), its number of steps, and its curves. */
function stageOf(run: Run): Record<string, unknown> {
  const { data, output, weights, config, ...spec } = run.spec;
  return {
    ...spec,
    steps: stepsOf(run),
    curves: run.epochs.map(({ loss, ious, validation, rate }) => ({
      loss: rounded(loss),
      iou: rounded(ious.at(-1)!),
      ...(validation && { validationIou: rounded(validation.ious.at(-1)!) }),
      rate: Number(rate.toPrecision(3)),
    })),
  };
}

const rounded = (value: number): number => Number(value.toFixed(4));

type Method = Summary['methods'][number];

function scoresOf({ measures, joints, byElevation, byTurn }: Method): Record<string, unknown> {
  const means = MEASURES.flatMap((measure) => {
    const found = measures[measure];
    if (found === undefined) return [];
    return [[measure, { mean: rounded(found.mean), low: rounded(found.low), high: rounded(found.high) }] as const];
  });
  const bins = (all: readonly Bin[]) =>
    all.map(({ from, to, count, means: { registeredIou = Number.NaN } }) => ({
      ...{ from, to, count },
      registeredIou: rounded(registeredIou),
    }));
  const depths = Object.entries(joints ?? {}).map(([joint, { median }]) => [joint, Number(median.toFixed(1))] as const);
  return {
    ...Object.fromEntries(means),
    ...(depths.length > 0 && { medianDepthErrorCm: Object.fromEntries(depths) }),
    byElevation: bins(byElevation),
    byTurn: bins(byTurn),
  };
}

/** Describes the weaknesses of the network that the scores show. */
function failuresOf(scores: Summary, pipeline: Summary): string[] {
  const [truth, seen] = [scores.methods[0]!, pipeline.methods[0]!];
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const lost = (method: Method): string[] =>
    Object.entries(method.joints ?? {})
      .map(([joint, { empty, count }]) => [joint, empty / count] as const)
      .filter(([, share]) => share >= 0.1)
      .toSorted(([, a], [, b]) => b - a)
      .map(([joint, share]) => `${joint} ${percent(share)}`);
  const worst = (bins: readonly Bin[]): string => {
    const large = bins.filter(({ count }) => count >= 10);
    const one = large.reduce((a, b) => (b.means['registeredIou']! < a.means['registeredIou']! ? b : a), large[0]!);
    return `${one.from} to ${one.to}° (registered IoU ${one.means['registeredIou']!.toFixed(3)}, ${one.count} samples)`;
  };
  const limbs = lost(seen);
  return [
    limbs.length === 0
      ? 'no joint lacks a body on its line of sight in more than 10 % of the samples'
      : `joints without a predicted body on their line of sight, detected inputs: ${limbs.join(', ')}`,
    `columns of the mask that stay empty and are filled by conditioning: ${percent(truth.measures['emptyShare']!.mean)} with true, ` +
      `${percent(seen.measures['emptyShare']!.mean)} with detected inputs`,
    `worst elevation: ${worst(seen.byElevation)}; worst turn: ${worst(seen.byTurn)}`,
    `with detected inputs the registered IoU falls from ${truth.measures['registeredIou']!.mean.toFixed(3)} to ` +
      `${seen.measures['registeredIou']!.mean.toFixed(3)}, and the error of the lean rises from ` +
      `${truth.measures['leanError']!.mean.toFixed(1)}° to ${seen.measures['leanError']!.mean.toFixed(1)}°`,
  ];
}
