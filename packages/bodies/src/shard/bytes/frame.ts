// Reads and writes the frames of a shard: a header with kind, number, length and checksum, followed by the content.
import { crc32 } from './crc32.js';

/**
 * First bytes of a shard. No text file begins with them. Conversion of line ends and truncation to 7 bits change them,
 * so such damage is detected at once.
 */
export const MAGIC = /* @__PURE__ */ Uint8Array.of(0x89, 0x56, 0x52, 0x4e, 0x53, 0x0d, 0x0a, 0x1a);

/** Version of the format of shards. Readers refuse other versions. */
export const VERSION = 1;

/** Size of magic and version in bytes. */
export const PREFIX = 12;

/** Size of a frame's header in bytes: kind, number, length and checksum of 4 bytes each. */
export const FRAME = 16;

/** Size of the last frame in bytes, header included. Its content is the offset of the index and the file's length. */
export const TAIL = FRAME + 16;

/** Size of an index entry in bytes: offset (8), length (4) and checksum (4) of a sample's frame. */
export const ENTRY = 16;

/** Kinds of frames, as stored: header, sample, index, end of file. */
export type Kind = 'HEAD' | 'SMPL' | 'INDX' | 'TAIL';

/** Creates a `DataView` of the same bytes. */
export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Encodes ASCII text, one byte per character. */
export const letters = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** Reads four bytes as ASCII text. */
export const word = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));

/** Writes an integer of up to 53 bits as eight little-endian bytes. */
export function setUint53(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % 4_294_967_296, true);
  view.setUint32(at + 4, Math.floor(value / 4_294_967_296), true);
}

/** Reads an integer that {@link setUint53} wrote. */
export const getUint53 = (view: DataView, at: number): number =>
  view.getUint32(at, true) + 4_294_967_296 * view.getUint32(at + 4, true);

/** Creates the first bytes of a shard: magic and version. */
export function prefix(): Uint8Array {
  const out = new Uint8Array(PREFIX);
  out.set(MAGIC);
  viewOf(out).setUint32(MAGIC.length, VERSION, true);
  return out;
}

/** Creates a frame. Its checksum covers the twelve bytes before the checksum and the content after it. */
export function frame(kind: Kind, number: number, content: Uint8Array): Uint8Array {
  const out = new Uint8Array(FRAME + content.length);
  const view = viewOf(out);
  out.set(letters(kind));
  view.setUint32(4, number, true);
  view.setUint32(8, content.length, true);
  view.setUint32(12, crc32(out.subarray(0, 12), content), true);
  out.set(content, FRAME);
  return out;
}

/** The header of a frame. */
export interface FrameHead {
  readonly kind: string;
  /** SMPL: index of the sample; INDX and TAIL: number of samples; HEAD: 0. */
  readonly number: number;
  /** Size of the content in bytes. */
  readonly length: number;
  readonly checksum: number;
}

/** Reads the header of a frame from its first 16 bytes. */
export function frameHead(bytes: Uint8Array): FrameHead {
  const view = viewOf(bytes);
  return {
    kind: word(bytes, 0),
    number: view.getUint32(4, true),
    length: view.getUint32(8, true),
    checksum: view.getUint32(12, true),
  };
}

/** Computes the checksum of a complete frame. */
export const frameChecksum = (bytes: Uint8Array): number => crc32(bytes.subarray(0, 12), bytes.subarray(FRAME));
