// A shard, opened: its header, and any of its samples without reading the others.
import { check, VolumetricError } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { damagedByte } from './bytes/crc32.js';
import { FRAME, frameChecksum, frameHead } from './bytes/frame.js';
import { type RandomAccess, randomAccess, type ShardSource } from './bytes/randomAccess.js';
import { decodeNote, decodeSample } from './sample/decodeSample.js';
import type { StoredSample } from './sample/storedSample.js';
import type { ShardHeader } from './shardHeader.js';
import { type Entry, readHeader, readIndex, shardChecksum, span } from './shardIndex.js';

export interface Shard extends AsyncIterable<StoredSample> {
  /** As it was given. */
  readonly name: string;
  readonly header: ShardHeader;
  /** How many samples. */
  readonly length: number;
  /** Sixteen hexadecimal digits: of shards with the same ones, the bytes are the same. */
  readonly checksum: string;
  /** A sample by its number, from 0. */
  sample(number: number): Promise<StoredSample>;
  /** The same as `decodeSample` reads it, checked: for other threads, and for other shards. */
  bytes(number: number): Promise<Uint8Array>;
}

export interface ReadShardOptions {
  /** What errors call it, as its path. */
  readonly name?: string;
}

export const READ_SHARD_DEFAULTS = { name: 'the shard' } as const;

/**
 * Opens a shard: three short reads, then one for every sample that is asked for.
 *
 * @param source  bytes (`Uint8Array`, `ArrayBuffer`, a view), a `Blob`, an open file of Node's `fs/promises`, or
 *   anything with `size` and `read(offset, length)`. It stays
 *   open; closing it is the caller's.
 * @throws {VolumetricError} `bad-file` for what is no whole shard, at once and without allocating more than the file
 *   holds; `sample` and `bytes` as well, for a sample that is not what was written, and `bad-argument` for a number
 *   that is none.
 *
 * @example
 * const shard = await readShard(await readFile('train-00000.vrns'), { name: 'train-00000.vrns' });
 * for await (const { image, volume } of shard) …
 */
export async function readShard(source: ShardSource, options: ReadShardOptions = {}): Promise<Shard> {
  checkOptions('readShard', options, READ_SHARD_DEFAULTS);
  const { name } = { ...READ_SHARD_DEFAULTS, ...options };
  const caller = `readShard: ${name}`;
  const access = await randomAccess(source, 'readShard');
  const { header, end, checksum } = await readHeader(access, caller);
  const index = await readIndex(access, end, caller);
  const { entries } = index;
  check(entries.length === header.samples, 'bad-file', () => {
    return `${caller} must have the ${header.samples} samples of its header, got ${entries.length}`;
  });
  const bytes = async (number: number): Promise<Uint8Array> => {
    check(Number.isInteger(number) && number >= 0 && number < entries.length, 'bad-argument', () => {
      return `${caller}: sample must be a whole number below ${entries.length}, got ${number}`;
    });
    return sampleBytes(access, entries[number]!, number, caller);
  };
  const sample = async (number: number): Promise<StoredSample> =>
    decodedAs(await bytes(number), number, header, caller);
  return {
    name,
    header,
    length: entries.length,
    checksum: shardChecksum(checksum, index.checksum),
    sample,
    bytes,
    async *[Symbol.asyncIterator]() {
      for (let number = 0; number < entries.length; number++) yield sample(number);
    },
  };
}

/**
 * A sample of a shard, decoded; of the shape that the header says, before its arrays are.
 *
 * @throws {VolumetricError} `bad-file`, naming the sample.
 */
export function decodedAs(bytes: Uint8Array, number: number, { shape }: ShardHeader, caller: string): StoredSample {
  try {
    const { grid } = decodeNote(bytes);
    check(String(grid.shape) === String(shape), 'bad-file', () => `volume must be [${shape}], got [${grid.shape}]`);
    return decodeSample(bytes);
  } catch (cause) {
    // Where nothing can be decoded, that is not the file's fault.
    if (cause instanceof VolumetricError && cause.code === 'no-eval') throw cause;
    throw new VolumetricError('bad-file', `${caller}, sample ${number}: ${(cause as Error).message}`, { cause });
  }
}

/**
 * A sample's bytes, as they were written.
 *
 * @throws {VolumetricError} `bad-file`, naming the sample, its bytes, and the damaged one where it is a single one.
 */
export async function sampleBytes(
  access: RandomAccess,
  { place, length, checksum }: Entry,
  number: number,
  caller: string,
): Promise<Uint8Array> {
  const bytes = await access.read(place, length);
  check(bytes.length === length, 'bad-file', () => {
    return `${caller} must have sample ${number} in ${span(place, length)}, got ${bytes.length} bytes of it: the file is cut short`;
  });
  const head = frameHead(bytes);
  const found = frameChecksum(bytes);
  const isAsWritten =
    found === checksum && head.checksum === checksum && head.kind === 'SMPL' && head.number === number;
  check(isAsWritten && head.length === length - FRAME, 'bad-file', () => {
    const at = found === checksum ? undefined : damagedByte(found, checksum, length - 4);
    const where = at === undefined ? '' : `; byte ${place + (at < 12 ? at : at + 4)} is damaged`;
    return `${caller} must have sample ${number} as it was written in ${span(place, length)}, got another checksum${where}`;
  });
  // Bytes of their own, so that they can be handed to another thread without the rest.
  return bytes.slice(FRAME);
}
