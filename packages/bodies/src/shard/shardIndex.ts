// What is read of a shard before any sample: its header, where its samples are, and that the file is whole.
import { check } from '@vrn/voxel';
import {
  ENTRY,
  FRAME,
  type FrameHead,
  frameChecksum,
  frameHead,
  getWhole,
  type Kind,
  MAGIC,
  PREFIX,
  TAIL,
  VERSION,
  viewOf,
} from './bytes/frame.js';
import type { RandomAccess } from './bytes/randomAccess.js';
import { decodeHeader, type ShardHeader } from './shardHeader.js';

/** Where a sample's frame lies. */
export interface Entry {
  readonly place: number;
  readonly length: number;
  readonly checksum: number;
}

/** Bytes and their numbers, for messages. */
export const span = (offset: number, length: number): string => `bytes ${offset} to ${offset + length}`;

const hex = (value: number): string => value.toString(16).padStart(8, '0');

/**
 * The first frame: where the samples begin, and what the shard says of itself.
 *
 * @param caller  begins every message: who reads, and of which file.
 * @throws {VolumetricError} `bad-file`
 */
export async function readHeader(
  access: RandomAccess,
  caller: string,
): Promise<{ header: ShardHeader; end: number; checksum: number }> {
  check(access.size > 0, 'bad-file', () => `${caller} must be a shard, got an empty file`);
  const first = await access.read(0, PREFIX);
  check(
    first.length === PREFIX && MAGIC.every((byte, at) => first[at] === byte),
    'bad-file',
    () => `${caller} must begin as a shard does, with byte 0x89 and VRNS, got ${String([...first.subarray(0, 5)])}`,
  );
  const version = viewOf(first).getUint32(MAGIC.length, true);
  check(version === VERSION, 'bad-file', () => `${caller} must be of version ${VERSION}, got ${version}`);
  const bytes = await readFrame(access, PREFIX, 'HEAD', caller);
  const header = decodeHeader(bytes.subarray(FRAME), caller);
  return { header, end: PREFIX + bytes.length, checksum: frameHead(bytes).checksum };
}

/**
 * The last frames: where every sample is. Its entries follow each other without a gap from the header to the index.
 *
 * @throws {VolumetricError} `bad-file`
 */
export async function readIndex(
  access: RandomAccess,
  first: number,
  caller: string,
): Promise<{ entries: Entry[]; checksum: number; place: number }> {
  const { size } = access;
  const least = first + FRAME + TAIL;
  check(
    size >= least,
    'bad-file',
    () => `${caller} must be at least ${least} bytes, got ${size}: the file is cut short`,
  );
  const tail = await access.read(size - TAIL, TAIL);
  const view = viewOf(tail);
  const isWhole =
    frameHead(tail).kind === 'TAIL' &&
    frameChecksum(tail) === frameHead(tail).checksum &&
    getWhole(view, FRAME + 8) === size;
  check(
    isWhole,
    'bad-file',
    () => `${caller} must end as a shard does, got another end: the file is cut short or damaged`,
  );
  const place = getWhole(view, FRAME);
  const bytes = await readFrame(access, place, 'INDX', caller);
  const count = (bytes.length - FRAME) / ENTRY;
  const entries: Entry[] = [];
  let next = first;
  for (let n = 0; n < Math.floor(count); n++) {
    const at = FRAME + ENTRY * n;
    const index = viewOf(bytes);
    const entry = {
      place: getWhole(index, at),
      length: index.getUint32(at + 8, true),
      checksum: index.getUint32(at + 12, true),
    };
    check(entry.place === next && entry.length >= FRAME, 'bad-file', () => {
      return `${caller} must have sample ${n} at byte ${next}, its index says ${entry.place}`;
    });
    entries.push(entry);
    next += entry.length;
  }
  const fits = Number.isInteger(count) && next === place && place + bytes.length + TAIL === size;
  check(fits, 'bad-file', () => `${caller} must have samples up to its index, got ${span(next, place - next)} of none`);
  return { entries, checksum: frameHead(bytes).checksum, place };
}

/**
 * A frame, whole and as it was written.
 *
 * @throws {VolumetricError} `bad-file`
 */
export async function readFrame(access: RandomAccess, place: number, kind: Kind, caller: string): Promise<Uint8Array> {
  const head = await readFrameHead(access, place, caller);
  check(
    head.kind === kind,
    'bad-file',
    () => `${caller} must have ${kind} at byte ${place}, got ${JSON.stringify(head.kind)}`,
  );
  const length = FRAME + head.length;
  const bytes = await access.read(place, length);
  const found = bytes.length === length ? frameChecksum(bytes) : -1;
  check(found === head.checksum, 'bad-file', () => {
    return `${caller} must have in ${span(place, length)} what was written, got checksum ${hex(Math.max(0, found))} for ${hex(head.checksum)}`;
  });
  return bytes;
}

/** What a frame says of itself; its length is within the file, so that nothing is allocated for what is not there. */
export async function readFrameHead(access: RandomAccess, place: number, caller: string): Promise<FrameHead> {
  const bytes = await access.read(place, FRAME);
  check(bytes.length === FRAME, 'bad-file', () => {
    return `${caller} must go on at byte ${place}, got ${access.size} bytes in all: the file is cut short`;
  });
  const head = frameHead(bytes);
  check(place + FRAME + head.length <= access.size, 'bad-file', () => {
    return `${caller} must hold ${head.length} bytes from ${place + FRAME} on, got ${access.size} bytes in all: the file is cut short or damaged`;
  });
  return head;
}

/**
 * Sixteen digits that differ where any byte of header, samples or index does: the checksums of header and index, which
 * holds the samples'.
 */
export const shardChecksum = (header: number, index: number): string => hex(header) + hex(index);
