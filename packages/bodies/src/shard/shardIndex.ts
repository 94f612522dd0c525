// Reads the header and the index of a shard, and checks that the file is complete.
import { check } from '@vrn/voxel';
import {
  ENTRY,
  FRAME,
  type FrameHead,
  frameChecksum,
  frameHead,
  getUint53,
  type Kind,
  MAGIC,
  PREFIX,
  TAIL,
  VERSION,
  viewOf,
} from './bytes/frame.js';
import type { RandomAccess } from './bytes/randomAccess.js';
import { decodeHeader, type ShardHeader } from './shardHeader.js';

/** Offset, size in bytes and checksum of a sample's frame in the file. */
export interface Entry {
  readonly place: number;
  readonly length: number;
  readonly checksum: number;
}

/** Formats a range of bytes, end excluded, for messages. */
export const span = (offset: number, length: number): string => `bytes ${offset} to ${offset + length}`;

const hex = (value: number): string => value.toString(16).padStart(8, '0');

/**
 * Reads the first bytes and the first frame of a shard. Returns the header, the offset of the first sample (`end`) and
 * the checksum of the header's frame.
 *
 * @param caller  prefix of every message: the function and the name of the file.
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
    () => `${caller} must begin like a shard, with byte 0x89 and VRNS, got ${String([...first.subarray(0, 5)])}`,
  );
  const version = viewOf(first).getUint32(MAGIC.length, true);
  check(version === VERSION, 'bad-file', () => `${caller} must be of version ${VERSION}, got ${version}`);
  const bytes = await readFrame(access, PREFIX, 'HEAD', caller);
  const header = decodeHeader(bytes.subarray(FRAME), caller);
  return { header, end: PREFIX + bytes.length, checksum: frameHead(bytes).checksum };
}

/**
 * Reads the index of all samples, whose offset the last frame gives. The sample frames must be contiguous from `first`,
 * the offset after the header, to the index. Returns the entries, and the checksum and offset (`place`) of the index.
 *
 * @throws {VolumetricError} `bad-file`
 */
export async function readIndex(
  access: RandomAccess,
  first: number,
  caller: string,
): Promise<{ entries: Entry[]; checksum: number; place: number }> {
  const { size } = access;
  const minLength = first + FRAME + TAIL;
  check(
    size >= minLength,
    'bad-file',
    () => `${caller} must be at least ${minLength} bytes, got ${size}: the file is cut short`,
  );
  const tail = await access.read(size - TAIL, TAIL);
  const view = viewOf(tail);
  const isComplete =
    frameHead(tail).kind === 'TAIL' &&
    frameChecksum(tail) === frameHead(tail).checksum &&
    getUint53(view, FRAME + 8) === size;
  check(
    isComplete,
    'bad-file',
    () => `${caller} must end like a shard, got other bytes: the file is cut short or damaged`,
  );
  const place = getUint53(view, FRAME);
  const bytes = await readFrame(access, place, 'INDX', caller);
  const count = (bytes.length - FRAME) / ENTRY;
  const entries: Entry[] = [];
  let next = first;
  for (let n = 0; n < Math.floor(count); n++) {
    const at = FRAME + ENTRY * n;
    const index = viewOf(bytes);
    const entry = {
      place: getUint53(index, at),
      length: index.getUint32(at + 8, true),
      checksum: index.getUint32(at + 12, true),
    };
    check(entry.place === next && entry.length >= FRAME, 'bad-file', () => {
      return `${caller} must have sample ${n} at byte ${next}, got an index entry with byte ${entry.place}`;
    });
    entries.push(entry);
    next += entry.length;
  }
  const fits = Number.isInteger(count) && next === place && place + bytes.length + TAIL === size;
  check(
    fits,
    'bad-file',
    () => `${caller} must have samples up to its index, got ${span(next, place - next)} without a sample`,
  );
  return { entries, checksum: frameHead(bytes).checksum, place };
}

/**
 * Reads a frame and verifies its kind and checksum.
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
    return `${caller} must have checksum ${hex(head.checksum)} in ${span(place, length)}, got ${hex(Math.max(0, found))}: the file is damaged`;
  });
  return bytes;
}

/**
 * Reads the header of a frame. Checks that its content lies within the file, so that no memory is allocated for a
 * wrong length.
 *
 * @throws {VolumetricError} `bad-file`
 */
export async function readFrameHead(access: RandomAccess, place: number, caller: string): Promise<FrameHead> {
  const bytes = await access.read(place, FRAME);
  check(bytes.length === FRAME, 'bad-file', () => {
    return `${caller} must continue at byte ${place}, got a total of ${access.size} bytes: the file is cut short`;
  });
  const head = frameHead(bytes);
  check(place + FRAME + head.length <= access.size, 'bad-file', () => {
    return `${caller} must hold ${head.length} bytes from ${place + FRAME} on, got a total of ${access.size} bytes: the file is cut short or damaged`;
  });
  return head;
}

/**
 * Combines the checksums of header and index into sixteen hexadecimal digits. The index contains the checksums of the
 * samples, so the result depends on every byte of the shard.
 */
export const shardChecksum = (header: number, index: number): string => hex(header) + hex(index);
