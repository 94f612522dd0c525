// What every sample of a set is, from its number and the spec alone.
import type { Split } from '@vrn/bodies';
import { random } from '@vrn/voxel';

export const SPLITS = ['train', 'validation', 'test'] as const satisfies readonly Split[];

export type Shares = Readonly<Record<Split, number>>;

/** The seed of a sample: 53 bits of the spec's seed and the sample's number. */
export function seedOf(seed: number, sample: number): number {
  const rng = random(seed).fork(sample);
  const high = rng.integer(2 ** 21);
  return high * 2 ** 32 + rng.integer(2 ** 32);
}

/**
 * The split of a sample. The splits lie evenly among the numbers, so any run of them has the shares to within one sample,
 * and a set that is made longer keeps what it had.
 */
export function splitOf({ train, validation, test }: Shares, sample: number): Split {
  const held = (validation + test) / (train + validation + test);
  const before = Math.floor(sample * held);
  if (Math.floor((sample + 1) * held) === before && held < 1) return 'train';
  const share = test / (validation + test);
  return Math.floor((before + 1) * share) > Math.floor(before * share) ? 'test' : 'validation';
}

/** A sample's number, below this of the set: whether the sample is dressed, a part of its own in the stream of its seed. */
export const isDressed = (share: number, seed: number): boolean => random(seed).fork(0x0d7e55).uniform() < share;

/** Numbers of the first sample of a shard and of the one behind its last. */
export const rangeOf = (samples: number, index: number, count: number): readonly [first: number, end: number] => [
  Math.floor((index * samples) / count),
  Math.floor(((index + 1) * samples) / count),
];

/** `train-00000-of-00004.vrns` */
export const shardName = (split: Split, index: number, count: number): string =>
  `${split}-${String(index).padStart(5, '0')}-of-${String(count).padStart(5, '0')}.vrns`;

export interface ShardFile {
  readonly file: string;
  readonly split: Split;
  readonly index: number;
  readonly count: number;
}

/** What a name such as {@link shardName} makes says; undefined of any other. */
export function readShardName(file: string): ShardFile | undefined {
  const [, split, index, count] = /^(train|validation|test)-(\d{5,})-of-(\d{5,})\.vrns$/.exec(file) ?? [];
  return split === undefined ? undefined : { file, split: split as Split, index: Number(index), count: Number(count) };
}
