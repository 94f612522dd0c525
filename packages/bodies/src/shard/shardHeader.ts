// What a shard says of itself before its samples.
import { check, type Triple, VolumetricError } from '@vrn/voxel';
import type { Split } from '../person/person.js';
import { canonicalJson, type Json } from './bytes/canonicalJson.js';
import { oneLine } from './bytes/oneLine.js';

export interface ShardHeader {
  /** What the set was made from; any JSON. */
  readonly spec?: Json;
  /** Which part of the set this is. */
  readonly shard: { readonly index: number; readonly count: number };
  /** Which of the three sets it belongs to. */
  readonly split?: Split;
  /** How many samples there are. */
  readonly samples: number;
  /** Of every volume, `[rows, columns, slices]`. None in a shard without samples. */
  readonly shape?: Triple;
  /** Of every image and mask. */
  readonly picture?: readonly [rows: number, columns: number];
}

/** What a caller says of a shard; the rest is seen from its samples. */
export type ShardOptions = Partial<Omit<ShardHeader, 'shape' | 'picture'>>;

/** A header as bytes: JSON, keys in order of their letters. */
export function encodeHeader(header: ShardHeader, caller: string): Uint8Array {
  const { index, count } = header.shard;
  check(Number.isInteger(index) && Number.isInteger(count) && index >= 0 && index < count, 'bad-argument', () => {
    return `${caller}: shard must be { index, count } with 0 ≤ index < count, got ${index} of ${count}`;
  });
  check(Number.isInteger(header.samples) && header.samples >= 0, 'bad-argument', () => {
    return `${caller}: samples must be how many there are, got ${header.samples}`;
  });
  return new TextEncoder().encode(canonicalJson(header, caller));
}

/**
 * The header behind bytes.
 *
 * @throws {VolumetricError} `bad-file`
 */
export function decodeHeader(bytes: Uint8Array, caller: string): ShardHeader {
  let header: ShardHeader;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as ShardHeader;
  } catch (cause) {
    throw new VolumetricError('bad-file', `${caller} must have a header of JSON, got ${oneLine(cause)}`, { cause });
  }
  const isWhole = Number.isInteger(header?.shard?.index) && Number.isInteger(header.shard.count);
  check(isWhole && Number.isInteger(header.samples) && header.samples >= 0, 'bad-file', () => {
    return `${caller} must say in its header shard.index, shard.count and samples, got ${oneLine(new TextDecoder().decode(bytes).slice(0, 80))}`;
  });
  return header;
}
