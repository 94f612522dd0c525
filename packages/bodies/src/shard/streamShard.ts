// Writes a shard as a stream of pieces, with one sample in memory at a time.
import { check } from '@vrn/voxel';
import { type Bytes, checkOptions, toBytes } from '@vrn/voxel/internal';
import { ENTRY, FRAME, frame, frameHead, prefix, setUint53, viewOf } from './bytes/frame.js';
import { decodeNote } from './sample/decodeSample.js';
import { type EncodeSampleOptions, encodeSample } from './sample/encodeSample.js';
import type { StoredSample } from './sample/storedSample.js';
import { encodeHeader, type ShardHeader, type ShardOptions } from './shardHeader.js';

/** A sample, or the bytes of one that `encodeSample` encoded. */
export type ShardItem = StoredSample | Bytes;

/** Maximum size of a sample's frame in bytes: the index stores it in 32 bits. */
const MAX_UINT32 = 0xffff_ffff;

/** Names of the options of `streamShard` and `writeShard`. */
export const SHARD_FIELDS = ['spec', 'shard', 'split', 'samples', 'image'] as const;

/** Index entry of a sample, known once the sample is written. */
interface Entry {
  readonly place: number;
  readonly length: number;
  readonly checksum: number;
}

/**
 * Yields the bytes of a shard in pieces; their concatenation is the file.
 *
 * The bytes depend on the samples and the options only, not on time or machine. The index follows the samples, so no
 * byte is written twice. To write a file atomically, write to a temporary file and rename it after the last piece.
 *
 * @param samples  samples of one shape, or bytes of `encodeSample`, such as those that a merge reads from shards.
 * @param options.samples  number of samples; the header, which precedes them, contains it.
 * @throws {VolumetricError} `bad-argument` for another number of samples, a sample of 4 GB or more, and invalid fields
 *   of the header; `shape-mismatch`; `bad-file` for bytes that `encodeSample` did not write; the errors of
 *   `encodeSample`
 * Cost: memory of one sample, plus an index entry for each.
 *
 * @example
 * for await (const piece of streamShard(people(), { samples: 1000, spec })) await file.write(piece);
 */
export async function* streamShard(
  samples: Iterable<ShardItem> | AsyncIterable<ShardItem>,
  options: ShardOptions & EncodeSampleOptions & { readonly samples: number },
): AsyncGenerator<Uint8Array, void, undefined> {
  const pieces = shardPieces(options, 'streamShard');
  for await (const item of samples) yield* pieces.sample(item);
  yield* pieces.end();
}

const isSample = (item: ShardItem): item is StoredSample =>
  typeof item === 'object' && item !== null && 'volume' in item;

/** Creates generators of a shard's bytes: `sample` is called for each sample in order, then `end`. */
export function shardPieces(
  options: ShardOptions & EncodeSampleOptions & { readonly samples: number },
  caller: string,
) {
  checkOptions(caller, options, SHARD_FIELDS);
  const { image, ...given } = options;
  const entries: Entry[] = [];
  let header: ShardHeader | undefined;
  let place = 0;
  const piece = (bytes: Uint8Array): Uint8Array => {
    place += bytes.length;
    return bytes;
  };
  function* begin(seen: Pick<ShardHeader, 'shape' | 'picture'>): Generator<Uint8Array> {
    header = { shard: { index: 0, count: 1 }, ...given, ...seen };
    yield piece(prefix());
    yield piece(frame('HEAD', 0, encodeHeader(header, caller)));
  }
  return {
    *sample(item: ShardItem): Generator<Uint8Array> {
      const bytes = isSample(item) ? encodeSample(item, image === undefined ? {} : { image }) : toBytes(caller, item);
      const { grid, picture } = decodeNote(bytes);
      if (header === undefined) yield* begin({ shape: grid.shape, picture });
      const isSameShape = String(grid.shape) === String(header?.shape) && String(picture) === String(header?.picture);
      check(isSameShape, 'shape-mismatch', () => {
        return `${caller}: sample ${entries.length} must have volume [${header?.shape}] and image [${header?.picture}] like the first, got [${grid.shape}] and [${picture}]`;
      });
      check(entries.length < given.samples && bytes.length <= MAX_UINT32 - FRAME, 'bad-argument', () => {
        return `${caller}: samples must be ${given.samples} as in the options, each below 4 GB, got more`;
      });
      const framed = frame('SMPL', entries.length, bytes);
      entries.push({ place, length: framed.length, checksum: frameHead(framed).checksum });
      yield piece(framed);
    },
    *end(): Generator<Uint8Array> {
      if (header === undefined) yield* begin({});
      check(entries.length === given.samples, 'bad-argument', () => {
        return `${caller}: samples must be ${given.samples} as in the options, got ${entries.length}`;
      });
      const index = place;
      yield piece(frame('INDX', entries.length, indexBytes(entries)));
      const tail = new Uint8Array(16);
      setUint53(viewOf(tail), 0, index);
      setUint53(viewOf(tail), 8, place + FRAME + tail.length);
      yield piece(frame('TAIL', entries.length, tail));
    },
  };
}

/** Encodes the index: offset, length and checksum of every sample's frame. */
function indexBytes(entries: readonly Entry[]): Uint8Array {
  const out = new Uint8Array(ENTRY * entries.length);
  const view = viewOf(out);
  for (const [n, { place, length, checksum }] of entries.entries()) {
    setUint53(view, ENTRY * n, place);
    view.setUint32(ENTRY * n + 8, length, true);
    view.setUint32(ENTRY * n + 12, checksum, true);
  }
  return out;
}
