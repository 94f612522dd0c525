// Derives the seed, split and shard of a sample from the sample's number and the spec of the data set.
import { random } from '@vrn/voxel';
import type { Split } from '../../person/person.js';

export const SPLITS = ['train', 'validation', 'test'] as const satisfies readonly Split[];

export type Shares = Readonly<Record<Split, number>>;

/** Maximum number of shards of a data set: file names give index and number of shards in five digits each. */
export const MAX_SHARDS = 99_999;

/** Maximum number of samples of a shard: their numbers are held in memory. */
export const MAX_SHARD_SAMPLES = 1_000_000;

/** Returns the seed of a sample: 53 bits, derived from the spec's seed and the sample's number. */
export function seedOf(seed: number, sample: number): number {
  const rng = random(seed).fork(sample);
  const high = rng.integer(2 ** 21);
  return high * 2 ** 32 + rng.integer(2 ** 32);
}

/**
 * Determines the split of a sample from its number. Splits are interleaved evenly: among any n consecutive samples, the
 * number in a split differs from n times the split's share by less than 2. Samples keep their split when the data set
 * is extended.
 */
export function splitOfSample({ train, validation, test }: Shares, sample: number): Split {
  const heldOut = (validation + test) / (train + validation + test);
  const before = Math.floor(sample * heldOut);
  if (Math.floor((sample + 1) * heldOut) === before && heldOut < 1) return 'train';
  const share = test / (validation + test);
  return Math.floor((before + 1) * share) > Math.floor(before * share) ? 'test' : 'validation';
}

/**
 * Decides from the seed of a sample whether its person is dressed, with probability `share` and a separate random
 * stream.
 */
export const isDressed = (share: number, seed: number): boolean => random(seed).fork(0x0d7e55).uniform() < share;

/** Returns the number of the first sample of a shard, and one more than the number of the last. */
export const rangeOf = (samples: number, index: number, count: number): readonly [first: number, end: number] => [
  Math.floor((index * samples) / count),
  Math.floor(((index + 1) * samples) / count),
];

/** Returns the file name of a shard, such as `train-00000-of-00004.vrns`. */
export const shardName = (split: Split, index: number, count: number): string =>
  `${split}-${String(index).padStart(5, '0')}-of-${String(count).padStart(5, '0')}.vrns`;

export interface ShardFile {
  readonly file: string;
  readonly split: Split;
  readonly index: number;
  readonly count: number;
}

/** Parses a name that {@link shardName} made. Returns undefined for any other name. */
export function readShardName(file: string): ShardFile | undefined {
  const [, split, index, count] = /^(train|validation|test)-(\d{5})-of-(\d{5})\.vrns$/.exec(file) ?? [];
  return split === undefined ? undefined : { file, split: split as Split, index: Number(index), count: Number(count) };
}
