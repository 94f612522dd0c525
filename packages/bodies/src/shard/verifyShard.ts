// All that is wrong with a shard, by name and place.
import { VolumetricError } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { FRAME, frameHead, PREFIX, TAIL } from './bytes/frame.js';
import { type RandomAccess, randomAccess, type ShardSource } from './bytes/randomAccess.js';
import { decodedAs, READ_SHARD_DEFAULTS, type ReadShardOptions, sampleBytes } from './readShard.js';
import type { ShardHeader } from './shardHeader.js';
import { type Entry, readFrameHead, readHeader, readIndex } from './shardIndex.js';

export interface Damage {
  readonly part: 'header' | 'sample' | 'index';
  /** Which sample, from 0. */
  readonly sample?: number;
  /** First byte of the part, and how many it has; what is known of them. */
  readonly offset: number;
  readonly length: number;
  /** One line for people; it names the shard. */
  readonly message: string;
}

export interface VerifyShardOptions extends ReadShardOptions {
  /** Whether samples are decoded too, so that one with the right checksum but no content is found. Default true. */
  readonly decode?: boolean;
}

export const VERIFY_SHARD_DEFAULTS = { ...READ_SHARD_DEFAULTS, decode: true } as const satisfies VerifyShardOptions;

/**
 * Every damage of a shard, in order of the file; none for a whole one.
 *
 * Every byte is under a checksum: the header's, a sample's, the index's, or one that must be what it is. Where the
 * index is damaged the samples are looked for one after the other, so each damaged one is still named; what lies
 * behind a damaged length is lost.
 *
 * @param source  as for `readShard`. Errors of reading itself (a disk that fails) are thrown.
 * @returns  none where the shard is whole. Never throws for what the bytes are.
 * @throws {VolumetricError} `no-eval` where a policy keeps samples from being decoded: there `decode: false` checks
 *   the rest Cost: reads everything once, one sample in memory.
 *
 * @example
 * await verifyShard(bytes);  // → []
 * bytes[5000] ^= 1;
 * (await verifyShard(bytes))[0].message;  // → '… must have sample 0 as it was written in bytes 187 to 9012, …; byte
 * 5000 is damaged'
 */
export async function verifyShard(source: ShardSource, options: VerifyShardOptions = {}): Promise<Damage[]> {
  checkOptions('verifyShard', options, VERIFY_SHARD_DEFAULTS);
  const { name, decode } = { ...VERIFY_SHARD_DEFAULTS, ...options };
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
    const message = `${caller} must have the ${header.samples} samples of its header, got ${index.length}`;
    damages.push({ part: 'header', offset: PREFIX, length: (first ?? PREFIX) - PREFIX, message });
  }
  return damages.sort((a, b) => a.offset - b.offset);
}

/** Length of the header's frame, as far as it can be believed. */
async function headerLength(access: RandomAccess): Promise<number | undefined> {
  const bytes = await access.read(PREFIX, FRAME);
  if (bytes.length < FRAME || frameHead(bytes).kind !== 'HEAD') return undefined;
  const length = FRAME + frameHead(bytes).length;
  return PREFIX + length <= access.size ? length : undefined;
}

type Found = (damage: Omit<Damage, 'message'>, cause: unknown) => void;

/** The entries of the index; where it is damaged, of the frames themselves, as far as one follows the other. */
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
