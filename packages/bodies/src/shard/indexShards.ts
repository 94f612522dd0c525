// Many shards as one list of samples by number: what `train` shuffles whole.
import { check } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import type { Split } from '../person/person.js';
import type { Shard } from './readShard.js';
import { decodeSample } from './sample/decodeSample.js';
import type { StoredSample } from './sample/storedSample.js';
import { whole } from './sample/wholeSample.js';

/** Makes a sample of `encodeSample`'s bytes; elsewhere, as on another thread, or with changes. */
export type Decode<T extends StoredSample = StoredSample> = (bytes: Uint8Array) => T | Promise<T>;

export interface IndexShardsOptions<T extends StoredSample> {
  /** Only shards whose header says so. Default: all. */
  readonly split?: Split;
  /** Default `decodeSample`. Where it runs on another thread, arrays may come back as plain `{ data, shape }`. */
  readonly decode?: Decode<T>;
}

/** A list of samples that are read when they are asked for. */
export interface ShardList<T extends StoredSample = StoredSample> {
  readonly length: number;
  get(index: number): Promise<T>;
}

/**
 * The samples of all shards under one numbering, in the shards' order: a dataset of `train` of `@vrn/model/train`,
 * which draws a new order every epoch and loads its next batches while it works on one.
 *
 * @throws {VolumetricError} `bad-argument` where there is no sample, and for a number that is none.
 *
 * @example
 * await train(vrn, indexShards(shards, { split: 'train' }), { epochs: 40 });
 */
export function indexShards<T extends StoredSample = StoredSample>(
  shards: readonly Shard[],
  options: IndexShardsOptions<T> = {},
): ShardList<T> {
  checkOptions('indexShards', options, ['split', 'decode']);
  const { split, decode = decodeSample as Decode<T> } = options;
  const used = ofSplit(shards, split, 'indexShards');
  const ends: number[] = [];
  for (const { length } of used) ends.push((ends.at(-1) ?? 0) + length);
  const length = ends.at(-1) ?? 0;
  return {
    length,
    get: async (index) => {
      check(Number.isInteger(index) && index >= 0 && index < length, 'bad-argument', () => {
        return `indexShards: index must be a whole number below ${length}, got ${index}`;
      });
      const at = ends.findIndex((end) => index < end);
      const bytes = await used[at]!.bytes(index - (at === 0 ? 0 : ends[at - 1]!));
      return whole(await decode(bytes));
    },
  };
}

/** The shards of one of the three sets, which must have samples. */
export function ofSplit(shards: readonly Shard[], split: Split | undefined, caller: string): readonly Shard[] {
  const used = shards.filter(({ header, length }) => length > 0 && (split === undefined || header.split === split));
  check(used.length > 0, 'bad-argument', () => {
    const kind = split === undefined ? '' : ` of split '${split}'`;
    return `${caller}: shards must have samples${kind}, got none in ${shards.length} of them`;
  });
  return used;
}
