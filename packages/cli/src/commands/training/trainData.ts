// Provides training and validation samples: capsule people made on demand, or the samples of shards.
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { bodySource, corruptInputs, indexShards, readShard, type Shard, sample } from '@vrn/bodies';
import type { VRN } from '@vrn/model';
import type { Augment, IndexedDataset } from '@vrn/model/train';
import { augment, check, type Sample, VolumetricError } from '@vrn/voxel';
import { about } from '../../output/messages.js';
import type { TrainSpec } from './trainSpec.js';

/** First seed of training samples of `capsules`; seeds of validation samples begin at 0. */
const FIRST_TRAINING_SEED = 1_000_000;

/** Default number of validation samples of `capsules`. */
const VALIDATION_SAMPLES = 32;

const SHARD = /\.vrns$/;

export interface TrainingData {
  readonly train: IndexedDataset;
  /** Validation samples; undefined if there are none. */
  readonly validation: IndexedDataset | undefined;
  /** Closes the files. */
  close(): Promise<void>;
}

/** The shards of a spec's samples; empty for capsule people, which are made in the shape of the network's volumes. */
export interface DataSource {
  readonly shards: readonly Shard[];
  /** `[rows, columns, slices]` of the volumes in the shards; undefined for capsule people. */
  readonly shape: readonly [number, number, number] | undefined;
  /** Frame of the volumes. */
  readonly frame: 'metric' | 'view';
  close(): Promise<void>;
}

/**
 * Opens one shard, or the shards of a folder; none for `capsules`.
 *
 * @throws {VolumetricError} naming the folder or the shard.
 */
export async function openSource(data: string): Promise<DataSource> {
  if (data === 'capsules') return { shards: [], shape: undefined, frame: 'metric', close: async () => {} };
  const isShard = SHARD.test(data) && (await about(data, () => stat(data))).isFile();
  const folder = isShard ? dirname(data) : data;
  const names = isShard
    ? [basename(data)]
    : (await about(data, () => readdir(data))).filter((name) => SHARD.test(name)).sort();
  check(names.length > 0, 'bad-file', () => `${data}: the folder must contain shards (.vrns), got none`);
  const handles: FileHandle[] = [];
  const close = async (): Promise<void> => void (await Promise.all(handles.map((handle) => handle.close())));
  try {
    const shards: Shard[] = [];
    for (const name of names) {
      const file = join(folder, name);
      await about(file, async () => {
        check((await stat(file)).isFile(), 'bad-file', () => 'a shard must be a file');
        const handle = await open(file, 'r');
        handles.push(handle);
        shards.push(await readShard(handle, { name: file }));
      });
    }
    const shapes = new Set(shards.map(({ header }) => String(header.shape)));
    check(shapes.size === 1, 'bad-file', () => {
      return `${data}: all shards must have volumes of one shape, got ${[...shapes].join(' and ')}`;
    });
    return { shards, shape: shards[0]!.header.shape, frame: await frameOf(shards), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Returns the frame of the volumes in shards: that of the spec in the first header or, if the header has no spec of
 * samples, that of the first sample. `metric` if it is not stated.
 */
async function frameOf(shards: readonly Shard[]): Promise<'metric' | 'view'> {
  const spec = shards[0]!.header.spec as { sample?: { frame?: unknown } } | undefined;
  const filled = shards.find(({ length }) => length > 0);
  const frame = spec?.sample === undefined ? (await filled?.sample(0))?.drawn?.frame : spec.sample.frame;
  return frame === 'view' ? 'view' : 'metric';
}

/**
 * Returns the samples of a source for a network.
 *
 * @throws {VolumetricError} `bad-argument` if the spec asks for validation samples and the shards have none.
 */
export function trainingData(spec: TrainSpec, source: DataSource, vrn: VRN): TrainingData {
  const { close } = source;
  if (source.shards.length === 0) {
    const people = capsules(vrn);
    const count = spec.validation ?? VALIDATION_SAMPLES;
    return {
      train: { length: spec.samples, get: (index) => people(FIRST_TRAINING_SEED + index) },
      validation: count === 0 ? undefined : { length: count, get: (index) => people(index) },
      close,
    };
  }
  const hasValidation = source.shards.some(({ header, length }) => header.split === 'validation' && length > 0);
  if (!hasValidation && (spec.validation ?? 0) > 0) {
    throw new VolumetricError(
      'bad-argument',
      `${spec.data}: validation must be 0 for shards without a validation split`,
    );
  }
  const validation = hasValidation ? indexShards(source.shards, { split: 'validation' }) : undefined;
  const count = Math.min(validation?.length ?? 0, spec.validation ?? Number.POSITIVE_INFINITY);
  return {
    train: indexShards(source.shards, { split: 'train' }),
    validation: count === 0 ? undefined : { length: count, get: (index) => validation!.get(index) },
    close,
  };
}

function capsules({ config }: VRN): (seed: number) => Sample {
  const people = bodySource('capsules');
  const { rows, columns, slices, inputScale } = config;
  const options = {
    shape: [rows, columns, slices],
    imageScale: inputScale,
    ...(!config.inputs.includes('image') && { image: false }),
  } as const;
  return (seed) => sample(people, seed, options) as Sample;
}

/** Returns a function that corrupts and augments training samples; undefined if the spec asks for neither. */
export function changesOf({ corrupt, augment: augmented }: TrainSpec): Augment | undefined {
  if (corrupt === undefined && !augmented) return undefined;
  return (each, rng) => {
    const seen = corrupt === undefined ? each : corruptInputs(each as never, rng.fork(0), corrupt);
    return augmented ? augment(seen as Sample, { rng: rng.fork(1) }) : seen;
  };
}
