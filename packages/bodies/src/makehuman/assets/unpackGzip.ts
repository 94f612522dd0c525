// Gzip data unpacked, never to more than it can hold.
import { check, VolumetricError } from '@vrn/voxel';
import { gunzipSync } from 'fflate';

/** Deflate packs no byte tighter than this. */
const MOST = 1032;

/**
 * What a .gz file holds.
 *
 * @param path for messages
 * @throws {VolumetricError} `bad-file`, with the path: cut off, or no gzip data
 */
export function unpackGzip(bytes: Uint8Array, path: string): Uint8Array {
  const bad = (what: string, cause?: unknown) =>
    new VolumetricError('bad-file', `unpackGzip: ${path} must be whole gzip data, got ${what}`, { cause });
  if (bytes.length < 18) throw bad(`${bytes.length} bytes`);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) throw bad('other data');
  // The last four bytes say how long it is; in a file that is cut off they are any number.
  const size = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true);
  if (size > MOST * bytes.length) throw bad('a file that is cut off');
  try {
    const out = gunzipSync(bytes);
    check(out.length === size, 'bad-file', () => bad(`${out.length} bytes for ${size}`).message);
    return out;
  } catch (error) {
    throw error instanceof VolumetricError ? error : bad('a file that is cut off or damaged', error);
  }
}
