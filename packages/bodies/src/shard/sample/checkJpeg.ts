// Checks that the JPEG files of stored samples have the expected size and only segments that `encodeSample` writes.
import { check } from '@vrn/voxel';
import { viewOf } from '../bytes/frame.js';

const MARKER = { SOI: 0xd8, EOI: 0xd9, SOF0: 0xc0, DHT: 0xc4, SOS: 0xda, DQT: 0xdb, APP0: 0xe0 } as const;

/** Maximum number of segments of each kind before the scan; other kinds are refused. */
const MAX_SEGMENTS: ReadonlyMap<number, number> = new Map([
  [MARKER.APP0, 1],
  [MARKER.DQT, 4],
  [MARKER.SOF0, 1],
  [MARKER.DHT, 4],
]);

/**
 * Maximum number of pixels per byte of the file. Baseline compression without chroma subsampling takes at least two
 * bits per channel for a block of 64 pixels, so a byte holds at most 8 · 64 / (3 · 2) ≈ 85 pixels.
 */
const MAX_PIXELS_PER_BYTE = 128;

/**
 * Refuses every JPEG file except baseline files of the expected size with a single scan and with no other segments than
 * `encodeSample` writes. Other files can take time and memory out of proportion to their length.
 *
 * @throws {VolumetricError} `bad-file`
 */
export function checkJpeg(bytes: Uint8Array, rows: number, columns: number): void {
  const must = (condition: boolean, what: string): void =>
    check(condition, 'bad-file', () => `decodeSample: image must be an intact PNG or JPEG, got ${what}`);
  must(bytes[0] === 0xff && bytes[1] === MARKER.SOI, 'other data');
  must(rows * columns <= MAX_PIXELS_PER_BYTE * bytes.length, `${bytes.length} bytes for ${rows} × ${columns} pixels`);
  const view = viewOf(bytes);
  const counts = new Map<number, number>();
  for (let at = 2; ; ) {
    must(at + 4 <= bytes.length && bytes[at] === 0xff, 'a file that is cut short or damaged');
    const marker = bytes[at + 1]!;
    const length = view.getUint16(at + 2);
    must(length >= 2 && at + 2 + length <= bytes.length, 'a file that is cut short');
    if (marker === MARKER.SOS) {
      must(counts.get(MARKER.SOF0) === 1, 'a scan without a frame header before it');
      must(isOneScan(bytes, at + 2 + length), 'more than one scan, or bytes after its end');
      return;
    }
    const count = (counts.get(marker) ?? 0) + 1;
    counts.set(marker, count);
    must(
      count <= (MAX_SEGMENTS.get(marker) ?? 0),
      `a segment 0x${marker.toString(16)} that encodeSample does not write`,
    );
    if (marker === MARKER.SOF0) {
      const isGood = length === 17 && view.getUint16(at + 5) === rows && view.getUint16(at + 7) === columns;
      must(isGood, `another size than ${rows} × ${columns}`);
    }
    at += 2 + length;
  }
}

/** Returns whether the only marker in the data of a scan is the end of the image, as the last bytes of the file. */
function isOneScan(bytes: Uint8Array, from: number): boolean {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 2)) {
    if (bytes[at + 1] !== 0) return bytes[at + 1] === MARKER.EOI && at + 2 === bytes.length;
  }
  return false;
}
