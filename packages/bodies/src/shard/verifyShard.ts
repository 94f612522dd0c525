// Verifies a shard: finds every damaged part, with its position in the file.
import { VolumetricError } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import { FRAME, frameHead, PREFIX, TAIL } from './bytes/frame.js';
import { type RandomAccess, randomAccess, type ShardSource } from './bytes/randomAccess.js';
import { decodedAs, READ_SHARD_DEFAULTS, type ReadShardOptions, sampleBytes } from './readShard.js';
import type { ShardHeader } from './shardHeader.js';
import { type Entry, readFrameHead, readHeader, readIndex } from './shardIndex.js';

export interface Damage {
  readonly part: 'header' | 'sample' | 'index';
  /** Index of the sample, from 0. */
  readonly sample?: number;
  /** Offset of the part's first byte, as far as it is known. */
  readonly offset: number;
  /** Size of the part in bytes, as far as it is known. */
  readonly length: number;
  /** A message of one line that names the shard. */
  readonly message: string;
}

export interface VerifyShardOptions extends ReadShardOptions {
  /** Also decodes every sample, to find invalid samples with correct checksums. Default true. */
  readonly decode?: boolean;
}

export const VERIFY_SHARD_DEFAULTS = { ...READ_SHARD_DEFAULTS, decode: true } as const satisfies VerifyShardOptions;

/**
 * Finds every damaged part of a shard.
 *
 * Every byte is covered by the checksum of a frame, or must have a fixed value. If the index is damaged, the function
 * follows the lengths of the sample frames instead, and cannot find samples after a frame whose kind or length is
 * damaged. If the length of the header is unknown, it reports the header only.
 *
 * @param source  as for `readShard`. Errors of the read itself, such as those of a disk, are rethrown.
 * @returns       the damaged parts in file order; empty for an intact shard. Invalid bytes are reported, never thrown.
 * @throws {VolumetricError} `no-eval` if a security policy prevents decoding; use `decode: false` there. `bad-argument`
 *   for another kind of source
 * Cost: reads everything once, with one sample in memory.
 *
 * @example
 * await verifyShard(bytes);  // → []
 * bytes[5000] ^= 1;
 * (await verifyShard(bytes))[0].message;
 * // → '… must have an intact sample 0 in bytes 187 to 9012, got a wrong checksum; byte 5000 is damaged'
 */
export async function verifyShard(source: ShardSource, options: VerifyShardOptions = {}): Promise<Damage[]> {
  checkOptions('verifyShard', options, VERIFY_SHARD_DEFAULTS);
  const { name, decode } = { ...VERIFY_SHARD_DEFAULTS, ...defined(options) };
  const caller = `verifyShard: ${name}`;
  const access = await randomAccess(source, 'verifyShard');
  const damages: Damage[] = [];
  const found = (damage: Omit<Damage, 'message'>, cause: unknown): void => {
    if (!(cause instanceof VolumetricError) || cause.code === 'no-eval') throw cause;
    damages.push({ ...damage, message: cause.message });
  };
  let header: ShardHeader | undefined;
  let first: number | undefined;
  try {
    const read = await readHeader(access, caller);
    header = read.header;
    first = read.end;
  } catch (cause) {
    const length = await headerLength(access);
    first = length === undefined ? undefined : PREFIX + length;
    found({ part: 'header', offset: 0, length: first ?? Math.min(PREFIX, access.size) }, cause);
  }
  const index = await indexOrWalk(access, first, caller, found);
  for (const [number, entry] of index.entries()) {
    try {
      const bytes = await sampleBytes(access, entry, number, caller);
      if (decode && header !== undefined) decodedAs(bytes, number, header, caller);
    } catch (cause) {
      found({ part: 'sample', sample: number, offset: entry.place, length: entry.length }, cause);
    }
  }
  if (header !== undefined && damages.length === 0 && index.length !== header.samples) {
    const message = `${caller} must have ${header.samples} samples as in its header, got ${index.length}`;
    damages.push({ part: 'header', offset: PREFIX, length: (first ?? PREFIX) - PREFIX, message });
  }
  return damages.sort((a, b) => a.offset - b.offset);
}

/** Returns the size of the header's frame in bytes; undefined if it is not a HEAD frame or exceeds the file. */
async function headerLength(access: RandomAccess): Promise<number | undefined> {
  const bytes = await access.read(PREFIX, FRAME);
  if (bytes.length < FRAME || frameHead(bytes).kind !== 'HEAD') return undefined;
  const length = FRAME + frameHead(bytes).length;
  return PREFIX + length <= access.size ? length : undefined;
}

type Found = (damage: Omit<Damage, 'message'>, cause: unknown) => void;

/**
 * Reads the entries of the index. If the index is damaged, reports it and reads the entries from the headers of the
 * sample frames, as long as one complete sample frame follows another. Returns no entries if `first` is undefined.
 */
async function indexOrWalk(
  access: RandomAccess,
  first: number | undefined,
  caller: string,
  found: Found,
): Promise<readonly Entry[]> {
  if (first === undefined) return [];
  try {
    return (await readIndex(access, first, caller)).entries;
  } catch (cause) {
    const entries = await walk(access, first);
    const end = entries.reduce((_, { place, length }) => place + length, first);
    found({ part: 'index', offset: end, length: Math.max(0, access.size - end) }, cause);
    return entries;
  }
}

async function walk(access: RandomAccess, first: number): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let place = first; place + FRAME + TAIL <= access.size; ) {
    const head = await readFrameHead(access, place, '').catch(() => undefined);
    if (head?.kind !== 'SMPL') break;
    const length = FRAME + head.length;
    entries.push({ place, length, checksum: head.checksum });
    place += length;
  }
  return entries;
}
