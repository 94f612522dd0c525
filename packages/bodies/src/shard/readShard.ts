// Opens a shard: reads its header and index, then any of its samples without reading the others.
import { check, VolumetricError } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import { damagedByte } from './bytes/crc32.js';
import { FRAME, frameChecksum, frameHead } from './bytes/frame.js';
import { type RandomAccess, randomAccess, type ShardSource } from './bytes/randomAccess.js';
import { decodeNote, decodeSample } from './sample/decodeSample.js';
import type { StoredSample } from './sample/storedSample.js';
import type { ShardHeader } from './shardHeader.js';
import { type Entry, readHeader, readIndex, shardChecksum, span } from './shardIndex.js';

export interface Shard extends AsyncIterable<StoredSample> {
  /** The name given in the options. */
  readonly name: string;
  readonly header: ShardHeader;
  /** Number of samples. */
  readonly length: number;
  /** Sixteen hexadecimal digits that depend on every byte. Shards with different checksums differ. */
  readonly checksum: string;
  /** Reads and decodes a sample by its index, from 0. */
  sample(number: number): Promise<StoredSample>;
  /** Reads the bytes of a sample and verifies them, for `decodeSample` on another thread or to write another shard. */
  bytes(number: number): Promise<Uint8Array>;
}

export interface ReadShardOptions {
  /** Name of the shard in error messages, such as its path. Default 'the shard'. */
  readonly name?: string;
}

export const READ_SHARD_DEFAULTS = { name: 'the shard' } as const;

/**
 * Opens a shard by reading its header and its index only. Every sample takes one more read, on demand.
 *
 * @param source  bytes (`Uint8Array`, `ArrayBuffer`, a view), a `Blob`, an open file of `node:fs/promises`, or an
 *   object with `size` and `read(offset, length)`. The caller closes the source.
 * @returns       the shard; its `sample` and `bytes` throw `bad-file` for a damaged sample and `bad-argument` for an
 *   index out of range; `sample` also throws `no-eval` where a Content-Security-Policy prevents decoding.
 * @throws {VolumetricError} `bad-file` if the source is not a complete shard, `bad-argument` for another kind of
 *   source. Lengths that the file claims are checked against its size before memory is allocated.
 *
 * @example
 * const shard = await readShard(await readFile('train-00000.vrns'), { name: 'train-00000.vrns' });
 * for await (const { image, volume } of shard) …
 */
export async function readShard(source: ShardSource, options: ReadShardOptions = {}): Promise<Shard> {
  checkOptions('readShard', options, READ_SHARD_DEFAULTS);
  const { name } = { ...READ_SHARD_DEFAULTS, ...defined(options) };
  const caller = `readShard: ${name}`;
  const access = await randomAccess(source, 'readShard');
  const { header, end, checksum } = await readHeader(access, caller);
  const index = await readIndex(access, end, caller);
  const { entries } = index;
  check(entries.length === header.samples, 'bad-file', () => {
    return `${caller} must have ${header.samples} samples as in its header, got ${entries.length}`;
  });
  const bytes = async (number: number): Promise<Uint8Array> => {
    check(Number.isInteger(number) && number >= 0 && number < entries.length, 'bad-argument', () => {
      return `${caller}: sample must be an integer below ${entries.length}, got ${number}`;
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
 * Decodes a sample of a shard. First compares the shape of its volume with the one in the shard's header.
 *
 * @throws {VolumetricError} `bad-file`, naming the sample; `no-eval` where a policy prevents decoding
 */
export function decodedAs(bytes: Uint8Array, number: number, { shape }: ShardHeader, caller: string): StoredSample {
  try {
    const { grid } = decodeNote(bytes);
    check(String(grid.shape) === String(shape), 'bad-file', () => `volume must be [${shape}], got [${grid.shape}]`);
    return decodeSample(bytes);
  } catch (cause) {
    // A security policy that prevents decoding is not a fault of the file.
    if (cause instanceof VolumetricError && cause.code === 'no-eval') throw cause;
    throw new VolumetricError('bad-file', `${caller}, sample ${number}: ${(cause as Error).message}`, { cause });
  }
}

/**
 * Reads the bytes of a sample and verifies their checksum.
 *
 * @throws {VolumetricError} `bad-file`, naming the sample, its range of bytes and, if one damaged byte explains the
 *   checksum, the offset of that byte
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
    return `${caller} must have an intact sample ${number} in ${span(place, length)}, got a wrong checksum${where}`;
  });
  // A copy with a buffer of its own can be transferred to another thread without the rest of the file. The method
  // `slice` would not copy a Buffer of Node.js.
  return new Uint8Array(bytes.subarray(FRAME));
}
