// What a run of Table 1 is, as JSON: networks, data, training. Presets lie in examples/specs.
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { bodySource } from '@vrn/bodies';
import { VARIANT_NAMES, VARIANTS, type VariantName, type VRNConfig } from '@vrn/model';
import type { LossOptions, OptimiserOptions, Schedule } from '@vrn/model/train';
import { check } from '@vrn/voxel';
import type { EngineName } from './engine.js';

const { rows, columns, slices, inputScale, features, stem, stemPool, depth, landmarkSigma } = VARIANTS.multistack;

/** What all seven networks have in common: the fields in which the table's rows do not differ. */
const SHARED = { rows, columns, slices, inputScale, features, stem, stemPool, depth, landmarkSigma };

export interface Spec {
  /** Of the folder that its results go to by default. */
  readonly name: string;
  /** Rows of the table, in its order. */
  readonly networks: readonly VariantName[];
  /** Over Multistack's defaults. */
  readonly config: Partial<Pick<VRNConfig, keyof typeof SHARED>>;
  /** Logit that the outputs start from: about that of a voxel's chance to be inside. null: a random one, as all biases. */
  readonly outputBias: number | null;
  readonly data: {
    /** As `bodySource` takes it, or 'shards': the set that `vrn dataset` made in the folder given by --data. */
    readonly source: Parameters<typeof bodySource>[0] | 'shards';
    readonly train: number;
    readonly test: number;
    /** Samples that the learning curves are drawn from, after every epoch; null: the test samples. */
    readonly curve: number | null;
    /** Of the person, relative to four fifths of the picture's side; drawn before voxelising. */
    readonly scale: readonly [low: number, high: number];
    /** What people stand in front of: anything, or one grey wall, which is soon told from a person. */
    readonly backdrop: 'any' | 'grey';
    /** Colours, place and side, anew every epoch. */
    readonly augment: boolean;
    /** Whether each process keeps the training samples it has made. */
    readonly cache: boolean;
  };
  readonly training: {
    readonly epochs: number;
    /** Samples of an epoch; null: all. Fewer make an epoch a part of a pass: every sample is still used equally often. */
    readonly epochSamples: number | null;
    /** Epochs, from 1, after which every test body is scored by every stack. */
    readonly scored: readonly number[];
    readonly batchSize: number;
    /** Samples that go through a network at once. */
    readonly microBatch: number;
    readonly schedule: Exclude<Schedule, (...args: never[]) => number>;
    readonly optimiser: OptimiserOptions;
    readonly loss: LossOptions;
    /** Steps between checkpoints; there is one after every epoch besides. */
    readonly checkpointEvery: number;
  };
  /** What takes the steps; `auto`: the fastest that is installed. */
  readonly engine: EngineName | 'auto';
  /** Networks trained at a time, each in a process of its own. */
  readonly processes: number;
  /** Of weights, order and augmentation. */
  readonly seed: number;
  /** Test bodies in the picture. */
  readonly pictured: number;
}

/** The paper's own choices, where it tells them; whatever a file leaves out. */
export const SPEC_DEFAULTS: Spec = {
  name: 'table1',
  networks: VARIANT_NAMES,
  config: {},
  outputBias: null,
  data: {
    source: 'capsules',
    train: 35_000,
    test: 500,
    curve: null,
    scale: [0.85, 1.15],
    backdrop: 'any',
    augment: true,
    cache: false,
  },
  training: {
    epochs: 60,
    epochSamples: null,
    scored: [],
    batchSize: 6,
    microBatch: 6,
    schedule: [
      { epochs: 20, rate: 1e-4 },
      { epochs: 40, rate: 1e-5 },
    ],
    optimiser: { kind: 'rmsprop' },
    loss: {},
    checkpointEvery: 50,
  },
  engine: 'auto',
  processes: 1,
  seed: 1,
  pictured: 4,
};

/**
 * A spec by a preset's name or a file's path, defaults filled in.
 *
 * @throws {VolumetricError} `bad-argument` for names and fields that are unknown.
 */
export function readSpec(from: string): Spec {
  const preset = fileURLToPath(new URL(`../specs/${from}.json`, import.meta.url));
  const path = existsSync(preset) ? preset : from;
  check(existsSync(path), 'bad-argument', () => `table1: spec must be a preset or a JSON file, got ${from}`);
  const given = JSON.parse(readFileSync(path, 'utf8')) as Partial<Spec>;
  const spec = {
    ...SPEC_DEFAULTS,
    name: basename(path, '.json'),
    ...given,
    data: { ...SPEC_DEFAULTS.data, ...given.data },
    training: {
      ...SPEC_DEFAULTS.training,
      microBatch: given.training?.batchSize ?? SPEC_DEFAULTS.training.batchSize,
      ...given.training,
    },
  };
  known(spec, SPEC_DEFAULTS, '');
  known(spec.data, SPEC_DEFAULTS.data, 'data.');
  known(spec.training, SPEC_DEFAULTS.training, 'training.');
  known(spec.config, SHARED, 'config.');
  for (const network of spec.networks) {
    check(VARIANT_NAMES.includes(network), 'bad-argument', () => {
      return `table1: networks must be of ${VARIANT_NAMES.join(', ')}, got ${network}`;
    });
  }
  check(['any', 'grey'].includes(spec.data.backdrop), 'bad-argument', () => {
    return `table1: data.backdrop must be any or grey, got ${spec.data.backdrop}`;
  });
  for (const [field, count] of Object.entries({
    ...{ 'data.train': spec.data.train, 'data.test': spec.data.test, 'training.epochs': spec.training.epochs },
    ...{ processes: spec.processes, networks: spec.networks.length },
  })) {
    check(Number.isInteger(count) && count > 0, 'bad-argument', () => {
      return `table1: ${field} must be a positive whole number, got ${count}`;
    });
  }
  return spec;
}

function known(given: object, fields: object, prefix: string): void {
  for (const field of Object.keys(given)) {
    check(Object.hasOwn(fields, field), 'bad-argument', () => {
      return `table1: spec has no field ${prefix}${field}; fields are ${Object.keys(fields).join(', ')}`;
    });
  }
}
