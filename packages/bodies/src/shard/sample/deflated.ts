// Bytes packed by deflate, and unpacked to a length known beforehand.
import { check, VolumetricError } from '@vrn/voxel';
import { deflateSync, inflateSync } from 'fflate';

/** The same bytes for the same bytes: no time, no name, no machine in them. */
export const deflated = (bytes: Uint8Array): Uint8Array => deflateSync(bytes, { level: 6 });

/** Deflate's bound: no byte of it unfolds into more. */
const MOST_PER_BYTE = 1032;

/**
 * What was packed, never more than was promised.
 *
 * @throws {VolumetricError} `bad-file`
 */
export function inflated(bytes: Uint8Array, length: number, what: string): Uint8Array {
  check(length <= MOST_PER_BYTE * bytes.length, 'bad-file', () => {
    return `decodeSample: ${what} must unfold into ${length} bytes, got ${bytes.length} bytes, which cannot`;
  });
  let out: Uint8Array;
  try {
    out = inflateSync(bytes, { out: new Uint8Array(length) });
  } catch (cause) {
    throw new VolumetricError('bad-file', `decodeSample: ${what} must be whole deflate, got ${String(cause)}`, {
      cause,
    });
  }
  check(out.length === length, 'bad-file', () => {
    return `decodeSample: ${what} must unfold into ${length} bytes, got ${out.length}`;
  });
  return out;
}
