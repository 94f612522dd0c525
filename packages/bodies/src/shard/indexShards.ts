// Combines shards into one list of samples with random access, which `train` can shuffle completely.
import { check } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import type { Split } from '../person/person.js';
import type { Shard } from './readShard.js';
import { decodeSample } from './sample/decodeSample.js';
import { reviveSample } from './sample/reviveSample.js';
import type { StoredSample } from './sample/storedSample.js';

/** Decodes the bytes of `encodeSample`, for example on another thread, or with changes to the sample. */
export type Decode<T extends StoredSample = StoredSample> = (bytes: Uint8Array) => T | Promise<T>;

export interface IndexShardsOptions<T extends StoredSample> {
  /** Uses only shards whose header has this split. Default: all shards. */
  readonly split?: Split;
  /**
   * Decoder; by default `decodeSample`. The arrays of its result may be plain objects `{ data, shape }`, such as those
   * received from another thread.
   */
  readonly decode?: Decode<T>;
}

/** A list of samples that are read on demand. */
export interface ShardList<T extends StoredSample = StoredSample> {
  readonly length: number;
  get(index: number): Promise<T>;
}

/**
 * Numbers the samples of all shards, or of those with the given `split`, consecutively in the order of the shards.
 *
 * The result is a dataset for `train` of `@vrn/model/train`, which draws a new order for every epoch and loads the next
 * batches during a training step.
 *
 * @returns  the list; its `get` throws `bad-argument` for an index out of range, `bad-file` for a damaged sample.
 * @throws {VolumetricError} `bad-argument` if the shards, or those of `split`, have no samples
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
        return `indexShards: index must be an integer below ${length}, got ${index}`;
      });
      const at = ends.findIndex((end) => index < end);
      const bytes = await used[at]!.bytes(index - (at === 0 ? 0 : ends[at - 1]!));
      return reviveSample(await decode(bytes));
    },
  };
}

/**
 * Selects the shards that have samples: those of a split, or all if `split` is undefined.
 *
 * @throws {VolumetricError} `bad-argument` if there are none
 */
export function ofSplit(shards: readonly Shard[], split: Split | undefined, caller: string): readonly Shard[] {
  const used = shards.filter(({ header, length }) => length > 0 && (split === undefined || header.split === split));
  check(used.length > 0, 'bad-argument', () => {
    const kind = split === undefined ? '' : ` of split '${split}'`;
    return `${caller}: shards must have samples${kind}, got none in ${shards.length} of them`;
  });
  return used;
}
