// Reads the spec of a run of Table 1 from JSON: networks, data, training. examples/specs has presets.
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { bodySource } from '@vrn/bodies';
import { VARIANT_NAMES, VARIANTS, type VariantName, type VRNConfig } from '@vrn/model';
import type { LossOptions, OptimiserOptions, Schedule } from '@vrn/model/train';
import { check } from '@vrn/voxel';
import type { EngineName } from './training/engine.js';

const { rows, columns, slices, inputScale, features, flatFeatures, stem, stemPool, depth, landmarkSigma } =
  VARIANTS.multistack;

/** The config fields that a spec can override, for all networks alike. All seven have these defaults. */
const SHARED = { rows, columns, slices, inputScale, features, flatFeatures, stem, stemPool, depth, landmarkSigma };

export interface Spec {
  /** Name of the run and, by default, of its folder. */
  readonly name: string;
  /** Networks in the order of the table's rows. */
  readonly networks: readonly VariantName[];
  /** Further seeds with which each network is trained again, to show how much of a difference is due to chance. */
  readonly repeats: Readonly<Partial<Record<VariantName, readonly number[]>>>;
  /** Config fields of all networks; defaults are those of multistack. */
  readonly config: Partial<Pick<VRNConfig, keyof typeof SHARED>>;
  /** Initial bias of the output logits, ideally the logit of the mean occupancy. null: random, like all biases. */
  readonly outputBias: number | null;
  readonly data: {
    /** The argument of `bodySource`, or 'shards': the data set of `vrn dataset make` in the folder of --data. */
    readonly source: Parameters<typeof bodySource>[0] | 'shards';
    /** Number of training samples. */
    readonly train: number;
    /** Number of test samples. */
    readonly test: number;
    /**
     * Number of people in the test samples, used for shards only. The test samples are the first `test` samples of the
     * first `testPeople` people. null: the first `test` samples, whoever the people are.
     */
    readonly testPeople: number | null;
    /**
     * Number of samples for the learning curves, scored after every epoch: the first of the validation split for
     * shards, else of the test samples. null: all test samples.
     */
    readonly curve: number | null;
    /**
     * Range of the random scale of generated people before voxelisation; at 1 a person fills 4/5 of the image's height
     * or width.
     */
    readonly scale: readonly [low: number, high: number];
    /** Background of generated images: as generated, or uniform grey, from which a person is easier to separate. */
    readonly backdrop: 'any' | 'grey';
    /** Whether training samples are augmented, differently in every epoch: colours, translation, mirroring. */
    readonly augment: boolean;
    /** Whether each process keeps in memory the training samples that it has generated. */
    readonly cache: boolean;
  };
  readonly training: {
    readonly epochs: number;
    /**
     * Samples per epoch, rounded up to a multiple of `batchSize`. The numbers of uses of any two samples still differ
     * by at most one. null: all.
     */
    readonly epochSamples: number | null;
    /** Epochs, counted from 1, after which every supervised stack is scored on every test body. */
    readonly scored: readonly number[];
    readonly batchSize: number;
    /** Number of samples in one forward and backward pass. Default: `batchSize`. */
    readonly microBatch: number;
    readonly schedule: Exclude<Schedule, (...args: never[]) => number>;
    readonly optimiser: OptimiserOptions;
    readonly loss: LossOptions;
    /** Number of steps between checkpoints. Every epoch also ends with one. */
    readonly checkpointEvery: number;
  };
  /**
   * Engine of the training steps. `auto`: ONNX Runtime on the CPU if it is installed and `microBatch` is not below
   * `batchSize`, else wasm.
   */
  readonly engine: EngineName | 'auto';
  /** Maximum number of trainings that run at the same time, each in its own process. */
  readonly processes: number;
  /** Seed of the weights, the order of samples and augmentation; repeats have their own. */
  readonly seed: number;
  /** Number of test bodies in the picture. */
  readonly pictured: number;
}

/** Defaults: the choices of the paper, as far as it states them. */
export const SPEC_DEFAULTS: Spec = {
  name: 'table1',
  networks: VARIANT_NAMES,
  repeats: {},
  config: {},
  outputBias: null,
  data: {
    source: 'capsules',
    train: 35_000,
    test: 500,
    testPeople: null,
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

/** One training: a network, and the seed of its weights, the order of its samples and their augmentation. */
export interface Entry {
  /** Base name of its files: the network's name; for repeats, `NETWORK-seedN`. */
  readonly name: string;
  readonly network: VariantName;
  readonly seed: number;
}

/** Lists the trainings of a spec: every network with the seed of the spec, then the repeats. */
export function entriesOf({ networks, repeats, seed }: Spec): readonly Entry[] {
  const rows = networks.map((network): Entry => ({ name: network, network, seed }));
  const further = networks.flatMap((network) =>
    (repeats[network] ?? []).map((each): Entry => ({ name: `${network}-seed${each}`, network, seed: each })),
  );
  return [...rows, ...further];
}

/**
 * Reads a spec and fills in defaults.
 *
 * @param from  name of a preset, or path of a JSON file.
 * @throws {VolumetricError} `bad-argument` for an unknown preset, network, field or backdrop, a missing file, and
 *   numbers of networks, samples, epochs or processes that are not positive integers; a SyntaxError if the file is not
 *   JSON
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
  for (const network of [...spec.networks, ...(Object.keys(spec.repeats) as VariantName[])]) {
    check(VARIANT_NAMES.includes(network), 'bad-argument', () => {
      return `table1: networks must be among ${VARIANT_NAMES.join(', ')}, got ${network}`;
    });
  }
  check(['any', 'grey'].includes(spec.data.backdrop), 'bad-argument', () => {
    return `table1: data.backdrop must be any or grey, got ${spec.data.backdrop}`;
  });
  for (const [field, count] of Object.entries({
    'data.train': spec.data.train,
    'data.test': spec.data.test,
    'training.epochs': spec.training.epochs,
    processes: spec.processes,
    networks: spec.networks.length,
  })) {
    check(Number.isInteger(count) && count > 0, 'bad-argument', () => {
      return `table1: ${field} must be a positive integer, got ${count}`;
    });
  }
  return spec;
}

/** Rejects fields of `given` that `fields` does not have. The message shows them after `prefix`. */
function known(given: object, fields: object, prefix: string): void {
  for (const field of Object.keys(given)) {
    check(Object.hasOwn(fields, field), 'bad-argument', () => {
      return `table1: spec has no field ${prefix}${field}; fields are ${Object.keys(fields).join(', ')}`;
    });
  }
}
