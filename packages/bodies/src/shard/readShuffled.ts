// Iterates over the samples of many shards in random order, and decodes ahead of the consumer.
import { check, type Random, random } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { type Decode, type IndexShardsOptions, ofSplit } from './indexShards.js';
import type { Shard } from './readShard.js';
import { decodeSample } from './sample/decodeSample.js';
import { reviveSample } from './sample/reviveSample.js';
import type { StoredSample } from './sample/storedSample.js';

export interface ReadShuffledOptions<T extends StoredSample = StoredSample> extends IndexShardsOptions<T> {
  /** Seed of the order of the samples and of the `rng` of `change`, an integer. */
  readonly seed: number;
  /** Index of the first epoch, from 0. With a `buffer` above 1, each epoch has its own random order. */
  readonly epoch?: number;
  /** Number of passes over all samples; may be Infinity. */
  readonly epochs?: number;
  /**
   * Number of encoded samples in the shuffle buffer, typically 10 to 50 kB each. 1 keeps shards and samples in order.
   */
  readonly buffer?: number;
  /** Number of samples being decoded at once, the next one included; in parallel if `decode` uses a pool of threads. */
  readonly ahead?: number;
  /** Augments a sample, as `corruptInputs` does. `rng` depends on the seed, the epoch and the position in the order. */
  readonly change?: (sample: T, rng: Random) => T;
}

export const READ_SHUFFLED_DEFAULTS = { epoch: 0, epochs: 1, buffer: 1024, ahead: 8 } as const;

/**
 * Yields every sample, or every one of the given `split`, once per epoch. Shuffles the shards, and draws samples at
 * random from a buffer that slides over them.
 *
 * The order depends on the seed, the epoch, the shards and the size of the buffer only, not on timing, so a resumed run
 * sees the same samples as an uninterrupted one. Decodes `ahead` samples at once, and reads ahead by the size of the
 * buffer.
 *
 * @throws {VolumetricError} `bad-argument`; `bad-file`, naming the sample, for a damaged sample: none is skipped
 * Cost: memory of `buffer` encoded and `ahead` decoded samples.
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
  check(Number.isSafeInteger(seed), 'bad-argument', () => `readShuffled: seed must be an integer, got ${seed}`);
  for (const [name, value, minimum] of [
    ['epoch', epoch, 0],
    ['epochs', epochs, 0],
    ['buffer', buffer, 1],
    ['ahead', ahead, 1],
  ] as const) {
    check(value >= minimum && (Number.isInteger(value) || value === Number.POSITIVE_INFINITY), 'bad-argument', () => {
      return `readShuffled: ${name} must be an integer from ${minimum}, got ${value}`;
    });
  }
  const used = ofSplit(shards, split, 'readShuffled');
  const decoded = async (bytes: Uint8Array, rng: Random): Promise<T> => {
    const sample = reviveSample(await decode(bytes));
    return change === undefined ? sample : change(sample, rng);
  };
  for (let now = epoch; now < epoch + epochs; now++) {
    const rng = random(seed).fork(now);
    const waiting: Promise<T>[] = [];
    let place = 0;
    try {
      for await (const bytes of mixed(used, random(seed).fork(now), buffer)) {
        const next = decoded(bytes, rng.fork(place++));
        next.catch(() => undefined); // The error is thrown when this sample is due.
        waiting.push(next);
        if (waiting.length >= ahead) yield await waiting.shift()!;
      }
      while (waiting.length > 0) yield await waiting.shift()!;
    } finally {
      await Promise.allSettled(waiting);
    }
  }
}

/** Yields encoded samples, drawn at random from a buffer that is refilled from the shards. */
async function* mixed(shards: readonly Shard[], rng: Random, size: number): AsyncGenerator<Uint8Array> {
  const order = size === 1 ? [...shards] : shuffled(shards, rng);
  const buffer: Promise<Uint8Array>[] = [];
  for (const shard of order) {
    for (let number = 0; number < shard.length; number++) {
      const read = shard.bytes(number);
      read.catch(() => undefined);
      if (buffer.length < size) {
        buffer.push(read);
        // Waits from time to time, to limit the number of pending reads and to let other tasks run.
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

/** Returns the list in random order (Fisher–Yates). */
function shuffled<T>(list: readonly T[], rng: Random): T[] {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    const swapped = out[i]!;
    out[i] = out[j]!;
    out[j] = swapped;
  }
  return out;
}
