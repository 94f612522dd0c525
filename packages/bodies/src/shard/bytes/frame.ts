// What a shard is made of: frames, each with its kind, its number, its length and its checksum; and numbers in bytes.
import { crc32 } from './crc32.js';

/** First bytes of a shard. No text begins so, and what mends line ends, or cuts bytes to 7 bits, breaks it at once. */
export const MAGIC = /* @__PURE__ */ Uint8Array.of(0x89, 0x56, 0x52, 0x4e, 0x53, 0x0d, 0x0a, 0x1a);

export const VERSION = 1;

/** Bytes of the magic and the version. */
export const PREFIX = 12;

/** Bytes before a frame's content: kind, number, length, checksum. */
export const FRAME = 16;

/** Bytes of the last frame, whole: the index's place and the file's length in it. */
export const TAIL = FRAME + 16;

/** Bytes of an entry of the index: a sample's place, its frame's length and checksum. */
export const ENTRY = 16;

/** Kinds of frames, by four letters. */
export type Kind = 'HEAD' | 'SMPL' | 'INDX' | 'TAIL';

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const letters = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

export const word = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));

/** A whole number of up to 53 bits, in eight bytes. */
export function setWhole(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % 4_294_967_296, true);
  view.setUint32(at + 4, Math.floor(value / 4_294_967_296), true);
}

export const getWhole = (view: DataView, at: number): number =>
  view.getUint32(at, true) + 4_294_967_296 * view.getUint32(at + 4, true);

/** The first bytes of every shard. */
export function prefix(): Uint8Array {
  const out = new Uint8Array(PREFIX);
  out.set(MAGIC);
  viewOf(out).setUint32(MAGIC.length, VERSION, true);
  return out;
}

/** A frame, whole. Its checksum is of the twelve bytes before it and the content behind it. */
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

/** What a frame says of itself. */
export interface FrameHead {
  readonly kind: string;
  readonly number: number;
  readonly length: number;
  readonly checksum: number;
}

export function frameHead(bytes: Uint8Array): FrameHead {
  const view = viewOf(bytes);
  return {
    kind: word(bytes, 0),
    number: view.getUint32(4, true),
    length: view.getUint32(8, true),
    checksum: view.getUint32(12, true),
  };
}

/** The checksum that a whole frame should have. */
export const frameChecksum = (bytes: Uint8Array): number => crc32(bytes.subarray(0, 12), bytes.subarray(FRAME));
