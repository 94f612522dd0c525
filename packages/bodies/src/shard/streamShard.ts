// A shard in pieces, sample by sample: as much memory as one sample, whatever the number of them.
import { check } from '@vrn/voxel';
import { type Bytes, checkOptions, toBytes } from '@vrn/voxel/internal';
import { ENTRY, FRAME, frame, frameHead, prefix, setWhole, viewOf } from './bytes/frame.js';
import { decodeNote } from './sample/decodeSample.js';
import { type EncodeSampleOptions, encodeSample } from './sample/encodeSample.js';
import type { StoredSample } from './sample/storedSample.js';
import { encodeHeader, type ShardHeader, type ShardOptions } from './shardHeader.js';

/** A sample, or the bytes that `encodeSample` made of one. */
export type ShardItem = StoredSample | Bytes;

/** Largest number of samples, and of bytes of one: what 32 bits count. */
const MAX_UINT32 = 0xffff_ffff;

/** Names of the options of `streamShard` and `writeShard`. */
export const SHARD_FIELDS = ['spec', 'shard', 'split', 'samples', 'image'] as const;

/** What is known only while samples go by. */
interface Entry {
  readonly place: number;
  readonly length: number;
  readonly checksum: number;
}

/**
 * The bytes of a shard, piece by piece: written one after the other they are the file.
 *
 * A function of the samples and the options alone: no time, no name, no machine in it. The index comes last, so
 * nothing is written twice; whoever writes a file should write beside its place and move it there when the last piece
 * is written.
 *
 * @param samples  one after the other, all of one shape: samples, or bytes of `encodeSample` (as a merge takes them
 *   out of shards).
 * @param options.samples  how many there will be; it stands before them.
 * @throws {VolumetricError} `bad-argument` where there are more or fewer, `shape-mismatch`, and what `encodeSample`
 *   throws.
 * Cost: memory of one sample, and 24 bytes for each.
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

/** Makes the pieces of a shard, for iterables of either kind. */
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
      const alike = String(grid.shape) === String(header?.shape) && String(picture) === String(header?.picture);
      check(alike, 'shape-mismatch', () => {
        return `${caller}: sample ${entries.length} must have volume [${header?.shape}] and image [${header?.picture}] as the first, got [${grid.shape}] and [${picture}]`;
      });
      check(entries.length < given.samples && bytes.length <= MAX_UINT32 - FRAME, 'bad-argument', () => {
        return `${caller}: samples must be the ${given.samples} that were promised, each below 4 GB, got more`;
      });
      const framed = frame('SMPL', entries.length, bytes);
      entries.push({ place, length: framed.length, checksum: frameHead(framed).checksum });
      yield piece(framed);
    },
    *end(): Generator<Uint8Array> {
      if (header === undefined) yield* begin({});
      check(entries.length === given.samples, 'bad-argument', () => {
        return `${caller}: samples must be the ${given.samples} that were promised, got ${entries.length}`;
      });
      const index = place;
      yield piece(frame('INDX', entries.length, indexBytes(entries)));
      const tail = new Uint8Array(16);
      setWhole(viewOf(tail), 0, index);
      setWhole(viewOf(tail), 8, place + FRAME + tail.length);
      yield piece(frame('TAIL', entries.length, tail));
    },
  };
}

/** For every sample its place in the file, its frame's length, its checksum. */
function indexBytes(entries: readonly Entry[]): Uint8Array {
  const out = new Uint8Array(ENTRY * entries.length);
  const view = viewOf(out);
  for (const [n, { place, length, checksum }] of entries.entries()) {
    setWhole(view, ENTRY * n, place);
    view.setUint32(ENTRY * n + 8, length, true);
    view.setUint32(ENTRY * n + 12, checksum, true);
  }
  return out;
}
