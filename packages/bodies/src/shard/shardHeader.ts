// Encodes and decodes the header of a shard.
import { check, type Triple, VolumetricError } from '@vrn/voxel';
import { oneLine } from '@vrn/voxel/internal';
import type { Split } from '../person/person.js';
import { canonicalJson, type Json } from './bytes/canonicalJson.js';

export interface ShardHeader {
  /** The spec that the data set was made from; any JSON. */
  readonly spec?: Json;
  /** Index of this shard, from 0, and number of shards of the data set. */
  readonly shard: { readonly index: number; readonly count: number };
  /** The split of all samples of the shard. */
  readonly split?: Split;
  /** Number of samples. */
  readonly samples: number;
  /** Shape of every volume, `[rows, columns, slices]`. Undefined in a shard without samples. */
  readonly shape?: Triple;
  /** Size of every image and mask in pixels. Undefined in a shard without samples. */
  readonly picture?: readonly [rows: number, columns: number];
}

/** The fields of the header that a caller sets; the samples determine the others. */
export type ShardOptions = Partial<Omit<ShardHeader, 'shape' | 'picture'>>;

/** Encodes a header as JSON with sorted keys. @throws {VolumetricError} `bad-argument` */
export function encodeHeader(header: ShardHeader, caller: string): Uint8Array {
  const { index, count } = header.shard;
  check(Number.isInteger(index) && Number.isInteger(count) && index >= 0 && index < count, 'bad-argument', () => {
    return `${caller}: shard must be { index, count } with 0 ≤ index < count, got ${index} of ${count}`;
  });
  check(Number.isInteger(header.samples) && header.samples >= 0, 'bad-argument', () => {
    return `${caller}: samples must be the number of samples, got ${header.samples}`;
  });
  return new TextEncoder().encode(canonicalJson(header, caller));
}

/**
 * Decodes a header that {@link encodeHeader} encoded.
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
  const isNumbered = Number.isInteger(header?.shard?.index) && Number.isInteger(header.shard.count);
  check(isNumbered && Number.isInteger(header.samples) && header.samples >= 0, 'bad-file', () => {
    return `${caller} must have shard.index, shard.count and samples in its header, got ${oneLine(new TextDecoder().decode(bytes).slice(0, 80))}`;
  });
  return header;
}
