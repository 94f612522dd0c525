// Writes a shard from samples in memory.
import { checkOptions } from '@vrn/voxel/internal';
import type { EncodeSampleOptions } from './sample/encodeSample.js';
import type { ShardOptions } from './shardHeader.js';
import { SHARD_FIELDS, type ShardItem, shardPieces } from './streamShard.js';

/**
 * Encodes samples as a shard: header, samples, index, end (see docs/shards.md). Equal samples and options give equal
 * bytes.
 *
 * Use `streamShard` for shards that do not fit into memory.
 *
 * @param samples  samples of one shape, or bytes of `encodeSample`.
 * @param options  fields of the header, and the format of images. Default: shard 0 of 1, no spec, no split, PNG.
 * @throws {VolumetricError} `bad-argument`, `shape-mismatch`; `bad-file` for bytes that `encodeSample` did not write;
 *   the errors of `encodeSample`
 *
 * @example
 * const bytes = writeShard([sample(source, 0), sample(source, 1)], { spec: { seeds: [0, 1] } });
 * const shard = await readShard(bytes);
 * (await shard.sample(1)).volume.shape;  // → [128, 128, 128]
 */
export function writeShard(samples: Iterable<ShardItem>, options: ShardOptions & EncodeSampleOptions = {}): Uint8Array {
  checkOptions('writeShard', options, SHARD_FIELDS);
  const items = [...samples];
  const pieces = shardPieces({ ...options, samples: options.samples ?? items.length }, 'writeShard');
  const parts = [...items.flatMap((item) => [...pieces.sample(item)]), ...pieces.end()];
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
