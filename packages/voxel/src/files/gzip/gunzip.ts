// Decompresses gzip data (RFC 1952): reads all members, verifies checksums and lengths, and refuses too large results.
import { VolumetricError } from '../../core/errors.js';
import { type Fail, inflate, type Output } from './inflate.js';

export interface GunzipOptions {
  /** Maximum number of decompressed bytes. */
  readonly limit: number;
  /** Name of the calling function, for messages. */
  readonly caller: string;
  /**
   * Called if other data than zeros follow the last member, with their number of bytes (without padding zeros at the
   * end); they are ignored. Without this function they are an error, since they may be a damaged member.
   */
  readonly onTrailing?: (bytes: number) => void;
}

/** Maximum expansion of deflate: bytes of output per byte of input. */
const MAX_EXPANSION = 1032;
/** Maximum initial size of the output buffer, in bytes per input byte; `SMALLEST_BUFFER` bytes are always allowed. */
const TRUSTED_EXPANSION = 16;
const SMALLEST_BUFFER = 1024;

const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;
const DEFLATE = 8;
const FLAG = { headerCrc: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;

/**
 * Decompresses all members of gzip data and concatenates them. Synchronous, and the same in every engine, whereas
 * `DecompressionStream` treats members after the first differently in browsers and Node.js.
 *
 * @returns  a new array of the decompressed bytes.
 * @throws {VolumetricError} `bad-file` for data that are not gzip, cut short, damaged (the checksum and the length of
 *   every member are verified), longer than `limit` bytes, or, without `onTrailing`, followed by other data than zeros.
 * Cost: O(input + output) time; memory up to three times the output while the buffer grows, or 16 times the input.
 *
 * @example
 * gunzip(bytes, { limit: 2 ** 26, caller: 'decodeNrrd' });
 */
export function gunzip(bytes: Uint8Array, { limit, caller, onTrailing }: GunzipOptions): Uint8Array<ArrayBuffer> {
  const fail: Fail = (what) => {
    throw new VolumetricError('bad-file', `${caller}: data must be intact gzip, got ${what}`);
  };
  const trailer = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const promised = bytes.length < 4 ? 0 : trailer.getUint32(bytes.length - 4, true);
  const room = Math.max(SMALLEST_BUFFER, Math.min(promised, TRUSTED_EXPANSION * bytes.length));
  const out: Output = {
    data: new Uint8Array(Math.min(limit, room)),
    length: 0,
    limit: Math.min(limit, MAX_EXPANSION * bytes.length),
  };
  let at = 0;
  do {
    const from = out.length;
    at = inflate(bytes, endOfHeader(bytes, at, fail), out, fail);
    if (at + TRAILER_BYTES > bytes.length) fail('a file that is cut short');
    if (trailer.getUint32(at, true) !== crc32(out.data, from, out.length))
      fail('content that its checksum contradicts');
    if (trailer.getUint32(at + 4, true) !== (out.length - from) >>> 0) fail('content that its length contradicts');
    at += TRAILER_BYTES;
  } while (isMember(bytes, at));
  let end = bytes.length;
  while (end > at && bytes[end - 1] === 0) end--;
  if (end > at) {
    if (onTrailing === undefined) fail(`${end - at} other bytes after its end`);
    else onTrailing(end - at);
  }
  return out.length === out.data.length ? out.data : out.data.slice(0, out.length);
}

const isMember = (bytes: Uint8Array, at: number): boolean => bytes[at] === 0x1f && bytes[at + 1] === 0x8b;

/** Returns the offset after the header of the member that begins at `at`. */
function endOfHeader(bytes: Uint8Array, at: number, fail: Fail): number {
  if (!isMember(bytes, at)) fail(bytes.length < HEADER_BYTES ? `${bytes.length} bytes` : 'other data');
  if (at + HEADER_BYTES > bytes.length) fail('a file that is cut short');
  if (bytes[at + 2] !== DEFLATE) fail(`compression method ${bytes[at + 2]}`);
  const flags = bytes[at + 3]!;
  if ((flags & FLAG.reserved) !== 0) fail(`reserved flags ${flags & FLAG.reserved}`);
  let end = at + HEADER_BYTES;
  if ((flags & FLAG.extra) !== 0) end += 2 + (bytes[end] ?? 0) + 256 * (bytes[end + 1] ?? 0);
  for (const text of [FLAG.name, FLAG.comment]) {
    if ((flags & text) === 0) continue;
    const zero = bytes.indexOf(0, end);
    if (zero < 0) fail('a file that is cut short');
    end = zero + 1;
  }
  if ((flags & FLAG.headerCrc) !== 0) {
    const stored = (bytes[end] ?? 0) + 256 * (bytes[end + 1] ?? 0);
    if (stored !== (crc32(bytes, at, Math.min(end, bytes.length)) & 0xffff))
      fail('a header that its checksum contradicts');
    end += 2;
  }
  if (end > bytes.length) fail('a file that is cut short');
  return end;
}

const POLYNOMIAL = 0xedb88320;
const CRC_TABLE = /* @__PURE__ */ Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (POLYNOMIAL & -(crc & 1));
  return crc;
});

/** Computes the CRC-32 of the bytes from `start` (inclusive) to `end` (exclusive). */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = 0xffffffff;
  for (let at = start; at < end; at++) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ bytes[at]!) & 255]!;
  return ~crc >>> 0;
}
