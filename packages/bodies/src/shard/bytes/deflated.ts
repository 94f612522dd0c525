// Compresses with deflate, and decompresses to a length that is known beforehand.
import { check, VolumetricError } from '@vrn/voxel';
import { inflate } from '@vrn/voxel/internal';
import { deflateSync } from 'fflate';

/** Compresses bytes with deflate. Equal input gives equal output: no time or name is stored. */
export const deflated = (bytes: Uint8Array): Uint8Array => deflateSync(bytes, { level: 6 });

/** Largest expansion of deflate: decompressed bytes per compressed byte. */
const MAX_EXPANSION = 1032;

/**
 * Decompresses data to exactly `length` bytes. Stops as soon as the data exceed that length.
 *
 * @param bytes   contains deflate data that begin at `start`.
 * @param length  expected number of decompressed bytes.
 * @param what    name of the data, for messages.
 * @param start   offset of the deflate data. Default 0.
 * @returns       exactly `length` bytes.
 * @throws {VolumetricError} `bad-file` for damaged data and for data of another length
 * Cost: O(compressed bytes + `length`), also for malicious data.
 */
export function inflated(bytes: Uint8Array, length: number, what: string, start = 0): Uint8Array {
  return inflatedWithEnd(bytes, length, what, start).data;
}

/** Decompresses like {@link inflated}, and also returns the offset of the first byte after the deflate data. */
export function inflatedWithEnd(
  bytes: Uint8Array,
  length: number,
  what: string,
  start: number,
): { readonly data: Uint8Array; readonly end: number } {
  check(length <= MAX_EXPANSION * bytes.length, 'bad-file', () => {
    return `decodeSample: ${what} must decompress to ${length} bytes, got ${bytes.length} compressed bytes, which are too few`;
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
