// The samples of many shards in a random order, decoded ahead of whoever trains on them.
import { check, type Random, random } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { type Decode, type IndexShardsOptions, ofSplit } from './indexShards.js';
import type { Shard } from './readShard.js';
import { decodeSample } from './sample/decodeSample.js';
import type { StoredSample } from './sample/storedSample.js';
import { whole } from './sample/wholeSample.js';

export interface ReadShuffledOptions<T extends StoredSample = StoredSample> extends IndexShardsOptions<T> {
  /** What the order is a function of, with the epoch. Whole number. */
  readonly seed: number;
  /** The first epoch: another order for each. */
  readonly epoch?: number;
  /** How many times all samples come. */
  readonly epochs?: number;
  /** Samples among which the next one is drawn. They wait as bytes, some 10 to 50 kB each. 1: the shards' own order. */
  readonly buffer?: number;
  /** Samples that are decoded ahead, at once where `decode` is a pool's. */
  readonly ahead?: number;
  /**
   * Makes another sample of each, as `corruptInputs` does; the random numbers belong to this sample and epoch alone.
   */
  readonly change?: (sample: T, rng: Random) => T;
}

export const READ_SHUFFLED_DEFAULTS = { epoch: 0, epochs: 1, buffer: 1024, ahead: 8 } as const;

/**
 * Every sample once an epoch: shards in a random order, and within a buffer that moves over them samples in a random
 * order.
 *
 * The order is a function of seed, epoch and the shards alone, never of how fast anything is, so a run that is taken
 * up again sees what it would have seen. Decoding runs ahead by `ahead` samples, reading by the buffer.
 *
 * @throws {VolumetricError} `bad-argument`, `bad-file` where a sample is damaged: it is named, nothing is left out
 *   silently.
 * Cost: memory of `buffer` samples as bytes and `ahead` decoded ones.
 *
 * @example
 * const change = (sample: StoredSample, rng: Random) => corruptInputs(sample, rng, { occluders: 2 });
 * await train(vrn, (epoch) => readShuffled(shards, { seed: 7, epoch, split: 'train', change }), { epochs: 40 });
 */
export async function* readShuffled<T extends StoredSample = StoredSample>(
  shards: readonly Shard[],
  options: ReadShuffledOptions<T>,
): AsyncGenerator<T, void, undefined> {
  checkOptions('readShuffled', options, [...Object.keys(READ_SHUFFLED_DEFAULTS), 'seed', 'split', 'decode', 'change']);
  const { seed, epoch, epochs, buffer, ahead, split, decode, change } = {
    ...READ_SHUFFLED_DEFAULTS,
    decode: decodeSample as Decode<T>,
    ...options,
  };
  check(Number.isSafeInteger(seed), 'bad-argument', () => `readShuffled: seed must be a whole number, got ${seed}`);
  for (const [name, value, least] of [
    ['epoch', epoch, 0],
    ['epochs', epochs, 0],
    ['buffer', buffer, 1],
    ['ahead', ahead, 1],
  ] as const) {
    check(value >= least && (Number.isInteger(value) || value === Number.POSITIVE_INFINITY), 'bad-argument', () => {
      return `readShuffled: ${name} must be a whole number from ${least} on, got ${value}`;
    });
  }
  const used = ofSplit(shards, split, 'readShuffled');
  const decoded = async (bytes: Uint8Array, rng: Random): Promise<T> => {
    const sample = whole(await decode(bytes));
    return change === undefined ? sample : change(sample, rng);
  };
  for (let now = epoch; now < epoch + epochs; now++) {
    const rng = random(seed).fork(now);
    const waiting: Promise<T>[] = [];
    let place = 0;
    try {
      for await (const bytes of mixed(used, random(seed).fork(now), buffer)) {
        const next = decoded(bytes, rng.fork(place++));
        next.catch(() => undefined); // thrown where its turn comes
        waiting.push(next);
        if (waiting.length >= ahead) yield await waiting.shift()!;
      }
      while (waiting.length > 0) yield await waiting.shift()!;
    } finally {
      await Promise.allSettled(waiting);
    }
  }
}

/** The samples' bytes, each drawn from a buffer that the shards refill; reading runs ahead by the buffer. */
async function* mixed(shards: readonly Shard[], rng: Random, size: number): AsyncGenerator<Uint8Array> {
  const order = size === 1 ? [...shards] : shuffled(shards, rng);
  const buffer: Promise<Uint8Array>[] = [];
  for (const shard of order) {
    for (let number = 0; number < shard.length; number++) {
      const read = shard.bytes(number);
      read.catch(() => undefined);
      if (buffer.length < size) {
        buffer.push(read);
        // A moment for whoever trains, and no more open reads than a few.
        if (buffer.length % 32 === 0) await read.catch(() => undefined);
        continue;
      }
      const place = rng.integer(size);
      const drawn = buffer[place]!;
      buffer[place] = read;
      yield await drawn;
    }
  }
  while (buffer.length > 0) {
    const place = rng.integer(buffer.length);
    const drawn = buffer[place]!;
    buffer[place] = buffer.at(-1)!;
    buffer.pop();
    yield await drawn;
  }
}

/** Fisher and Yates. */
function shuffled<T>(list: readonly T[], rng: Random): T[] {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    const held = out[i]!;
    out[i] = out[j]!;
    out[j] = held;
  }
  return out;
}
