// Reads and checks the JSON spec of `vrn train`, and fills in its defaults.
import { basename, dirname, extname, isAbsolute, join } from 'node:path';
import { CORRUPT_DEFAULTS, type CorruptOptions } from '@vrn/bodies';
import { VARIANT_NAMES, VARIANTS, type VariantName, type VRNConfig } from '@vrn/model';
import type { LossOptions, TrainOptions } from '@vrn/model/train';
import { check, VolumetricError } from '@vrn/voxel';
import { TRAINING_ENGINES, type TrainingEngineChoice } from '../../engine/engineNames.js';
import { readInput } from '../../output/files.js';
import { about } from '../../output/messages.js';
import * as field from './fields.js';
import { type PASSED_ON_FIELDS, SPEC_FIELDS } from './specFields.js';

/** A network that a run continues from. */
export interface StoredNetwork {
  /** Path of the weights. */
  readonly weights: string;
  /** Config fields that differ from the stored ones. New or reshaped parameters are initialised as in a new network. */
  readonly changes?: Partial<VRNConfig>;
}

/** Options of `train` that the spec passes on unchanged. */
type PassedOn = Pick<TrainOptions, (typeof PASSED_ON_FIELDS)[number]>;

export interface TrainSpec {
  /** Base name of the files that are written. */
  readonly name: string;
  /** A variant, a config, or the weights to continue from. */
  readonly network: VariantName | Partial<VRNConfig> | StoredNetwork;
  /** `[rows, columns, slices]`. Undefined: taken from the shards, else from the network's config. */
  readonly size: readonly [number, number, number] | undefined;
  readonly features: number | undefined;
  readonly seed: number;
  /** Initial bias of every output, in logits. Undefined: random. */
  readonly outputBias: number | undefined;
  /** `capsules`, or the path of a folder of shards or of one shard. */
  readonly data: string;
  /** Number of training samples of `capsules`. */
  readonly samples: number;
  /** Number of validation samples. Undefined: 32 for `capsules`, all samples of the validation split for shards. */
  readonly validation: number | undefined;
  readonly corrupt: CorruptOptions | undefined;
  readonly augment: boolean;
  readonly epochs: number;
  readonly batch: number;
  readonly engine: TrainingEngineChoice;
  /** Number of threads of the engine `onnx`; undefined: one for each core. */
  readonly threads: number | undefined;
  /** Path of the output folder. */
  readonly output: string;
  readonly training: PassedOn;
}

const DEFAULTS = { samples: 1000, epochs: 60, batch: 6, seed: 0, data: 'capsules', engine: 'auto' } as const;

const LOSS_FIELDS = [
  'crossEntropy', 'jaccard', 'front', 'side', 'positiveWeight', 'smooth', 'temperature', 'reduction',
] as const satisfies readonly (keyof LossOptions)[]; // biome-ignore format: a list

const PASSED_ON: Readonly<Record<keyof PassedOn, field.Reader<unknown>>> = {
  microBatch: field.integer(1),
  schedule: scheduleOf,
  optimiser: field.object(['kind', 'decay', 'epsilon', 'beta1', 'beta2', 'weightDecay']),
  loss: field.object(LOSS_FIELDS),
  clipNorm: field.number,
  average: field.object(['decay', 'rampUp', 'every']),
  stepsPerEpoch: field.integer(1),
  checkpointEvery: field.integer(1),
};

/**
 * Reads a spec. Paths in it are relative to its own folder, or to the current folder for standard input.
 *
 * @param file    path, or `-` for standard input.
 * @param output  folder that replaces the spec's, relative to the current folder.
 * @throws {VolumetricError} naming the file and the field.
 */
export async function readTrainSpec(file: string, output?: string): Promise<TrainSpec> {
  return about(file, async () => {
    const content = new TextDecoder().decode(await readInput(file));
    let value: unknown;
    try {
      value = JSON.parse(content);
    } catch (cause) {
      throw new VolumetricError('bad-file', `the spec must be JSON: ${(cause as Error).message}`, { cause });
    }
    const folder = file === '-' ? '.' : dirname(file);
    const place = (path: string): string => (isAbsolute(path) ? path : join(folder, path));
    const spec = trainSpecOf(value, file === '-' ? 'network' : basename(file, extname(file)));
    return {
      ...spec,
      network: isStored(spec.network) ? { ...spec.network, weights: place(spec.network.weights) } : spec.network,
      data: spec.data === 'capsules' ? spec.data : place(spec.data),
      output: output ?? place(spec.output),
    };
  });
}

/**
 * Checks the value of a spec and fills in its defaults.
 *
 * @param name  default base name of the outputs.
 * @throws {VolumetricError} `bad-argument`, naming the field.
 */
export function trainSpecOf(value: unknown, name: string): TrainSpec {
  const fields = field.object(SPEC_FIELDS)(value, 'the spec');
  const training = Object.entries(PASSED_ON).flatMap(([key, read]) =>
    fields[key] === undefined ? [] : [[key, read(fields[key], key)]],
  );
  return {
    name: field.optional(fields, 'name', fileName) ?? name,
    network: networkFrom(fields),
    size: field.optional(fields, 'size', field.size),
    features: field.optional(fields, 'features', field.integer(4)),
    seed: field.optional(fields, 'seed', field.integer(0)) ?? DEFAULTS.seed,
    outputBias: field.optional(fields, 'outputBias', field.number),
    data: field.optional(fields, 'data', field.text) ?? DEFAULTS.data,
    samples: field.optional(fields, 'samples', field.integer(1)) ?? DEFAULTS.samples,
    validation: field.optional(fields, 'validation', field.integer(0)),
    corrupt: field.optional(fields, 'corrupt', corruptOf),
    augment: field.optional(fields, 'augment', field.flag) ?? false,
    epochs: field.optional(fields, 'epochs', field.integer(1)) ?? DEFAULTS.epochs,
    batch: field.optional(fields, 'batch', field.integer(1)) ?? DEFAULTS.batch,
    engine: field.optional(fields, 'engine', field.oneOf(TRAINING_ENGINES)) ?? DEFAULTS.engine,
    threads: field.optional(fields, 'threads', field.integer(1)),
    output: field.text(fields.output ?? '.', 'output'),
    training: Object.fromEntries(training) as PassedOn,
  };
}

/** Returns whether a network is read from a file of weights. */
export const isStored = (network: TrainSpec['network']): network is StoredNetwork =>
  typeof network === 'object' && 'weights' in network;

/** Reads the network: a variant's name, a config, or weights, alone or with the fields of their config that change. */
function networkFrom(fields: Readonly<Record<string, unknown>>): TrainSpec['network'] {
  const described = ['weights', 'config'].find((name) => fields[name] !== undefined);
  check(fields.variant === undefined || described === undefined, 'bad-argument', () => {
    return `variant must not be combined with ${described}, which describes a complete network`;
  });
  const config = field.optional(fields, 'config', field.object(Object.keys(VARIANTS.multistack)));
  if (fields.weights === undefined) {
    return (config as Partial<VRNConfig>) ?? field.oneOf(VARIANT_NAMES)(fields.variant, 'variant');
  }
  const without = ['size', 'features', 'outputBias'].find((name) => fields[name] !== undefined);
  check(without === undefined, 'bad-argument', () => {
    return `${without} must not be combined with weights, which describe a complete network`;
  });
  return { weights: field.text(fields.weights, 'weights'), ...(config && { changes: config as Partial<VRNConfig> }) };
}

/** Reads a file name without folders. */
function fileName(value: unknown, name: string): string {
  const read = field.text(value, name);
  check(basename(read) === read && read !== '.' && read !== '..', 'bad-argument', () => {
    return `${name} must be a file name without folders, got '${read}'`;
  });
  return read;
}

/** Reads a learning rate, a table of rates, or a named schedule; `train` checks the numbers. */
function scheduleOf(value: unknown, name: string): unknown {
  if (typeof value === 'number') return field.number(value, name);
  if (Array.isArray(value)) {
    return value.map((row, i) => field.object(['epochs', 'rate'])(row, `${name}[${i}]`));
  }
  return field.object(['kind', 'rate', 'rows', 'every', 'factor', 'floor', 'warmup'])(value, name);
}

/** Reads which errors to add to inputs: `true` for the default amounts, `false`, or an object with other amounts. */
function corruptOf(value: unknown, name: string): CorruptOptions | undefined {
  if (typeof value === 'boolean') return value ? {} : undefined;
  return field.object([...Object.keys(CORRUPT_DEFAULTS), 'dilation'])(value, name) as CorruptOptions;
}
