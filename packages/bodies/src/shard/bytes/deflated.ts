// Deflate compression, and decompression to a length known beforehand.
import { check, VolumetricError } from '@vrn/voxel';
import { inflate } from '@vrn/voxel/internal';
import { deflateSync } from 'fflate';

/** Compresses. Equal bytes give equal results: no time, name or machine is stored. */
export const deflated = (bytes: Uint8Array): Uint8Array => deflateSync(bytes, { level: 6 });

/** Deflate cannot expand a byte further than this. */
const MAX_EXPANSION = 1032;

/**
 * Decompresses data that must fill a known length; stops as soon as they exceed it.
 *
 * @param start  first byte of the deflate data.
 * @returns      exactly `length` bytes.
 * @throws {VolumetricError} `bad-file`
 * Cost: O(compressed + `length`), whatever the data promise.
 */
export function inflated(bytes: Uint8Array, length: number, what: string, start = 0): Uint8Array {
  return inflatedWithEnd(bytes, length, what, start).data;
}

/** As {@link inflated}; with the byte after the deflate data. */
export function inflatedWithEnd(
  bytes: Uint8Array,
  length: number,
  what: string,
  start: number,
): { readonly data: Uint8Array; readonly end: number } {
  check(length <= MAX_EXPANSION * bytes.length, 'bad-file', () => {
    return `decodeSample: ${what} must decompress to ${length} bytes, got ${bytes.length} bytes, which cannot`;
  });
  const out = { data: new Uint8Array(length), length: 0, limit: length };
  const end = inflate(bytes, start, out, (reason) => {
    throw new VolumetricError('bad-file', `decodeSample: ${what} must be intact deflate data, got ${reason}`);
  });
  check(out.length === length, 'bad-file', () => {
    return `decodeSample: ${what} must decompress to ${length} bytes, got ${out.length}`;
  });
  return { data: out.data, end };
}
