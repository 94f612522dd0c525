// Images as PNG or JPEG, and back.
import { check, type Packed, packed, VolumetricError } from '@vrn/voxel';
import { decode as decodePng, encode as encodePngBytes } from 'fast-png';
import { decode as decodeJpeg, encode as encodeJpeg } from 'jpeg-js';

/** `png` keeps bytes exactly; `{ jpeg: quality }`, 1..100, is a third of the size and not what it was. */
export type PictureFormat = 'png' | { readonly jpeg: number };

/** Bytes that PNG adds to a picture at most, apart from a hundredth of it. */
const MOST_OVERHEAD = 4096;

/**
 * A picture as a PNG file: `[rows, columns, 3]` sRGB or `[rows, columns]` grey, floats of 0..1 or bytes of 0..255.
 *
 * @throws {VolumetricError} `bad-image`
 */
export function encodePng(image: {
  readonly data: Uint8Array | Float32Array;
  readonly shape: readonly number[];
}): Uint8Array {
  const [height, width, channels = 1] = image.shape as [number, number, number?];
  check(image.data.length === height * width * channels && (channels === 3 || channels === 1), 'bad-image', () => {
    return `encodePng: image must be packed [rows, columns] or [rows, columns, 3], got [${image.shape}]`;
  });
  return encodePngBytes({ width, height, data: toBytes(image.data), channels, depth: 8 });
}

/** Floats of 0..1 as bytes, bytes as they are. */
export function toBytes(data: Uint8Array | Float32Array): Uint8Array {
  if (data instanceof Uint8Array) return data;
  const out = new Uint8Array(data.length);
  for (let at = 0; at < out.length; at++) out[at] = Math.round(255 * Math.min(1, Math.max(0, data[at]!)));
  return out;
}

/** Packed pixels `[rows, columns, 3]` of 0..1 as a file of that format. */
export function encodePicture(
  pixels: Uint8Array | Float32Array,
  [height, width]: readonly [rows: number, columns: number],
  format: PictureFormat,
): Uint8Array {
  const bytes = toBytes(Float32Array.from(pixels));
  if (format === 'png') return encodePng({ data: bytes, shape: [height, width, 3] });
  const data = new Uint8Array(4 * width * height).fill(255);
  for (let at = 0, to = 0; at < bytes.length; at += 3, to += 4) data.set(bytes.subarray(at, at + 3), to);
  check(typeof Buffer !== 'undefined', 'bad-argument', () => {
    return `encodeSample: image must be 'png' where there is no Buffer of Node's, got jpeg`;
  });
  return new Uint8Array(encodeJpeg({ width, height, data }, format.jpeg).data);
}

/**
 * The image behind a file, told apart by its first byte: `[rows, columns, 3]`, steps of a 255th.
 *
 * @throws {VolumetricError} `bad-file` when it is not a whole picture of that size.
 */
export function decodePicture(bytes: Uint8Array, rows: number, columns: number): Packed<Float32Array> {
  const pixels = rows * columns;
  const from = bytes[0] === 0x89 ? fromPng(bytes, rows, columns) : fromJpeg(bytes, rows, columns);
  const { width, height, data } = from;
  check(width === columns && height === rows && data.length === from.channels * pixels, 'bad-file', () => {
    return `decodeSample: image must be ${rows} × ${columns} pixels, got ${height} × ${width}`;
  });
  const out = new Float32Array(3 * pixels);
  for (let at = 0, source = 0; at < out.length; source += from.channels) {
    out[at++] = data[source]! / 255;
    out[at++] = data[source + 1]! / 255;
    out[at++] = data[source + 2]! / 255;
  }
  return packed(out, [rows, columns, 3]);
}

interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly data: ArrayLike<number>;
}

function fromPng(bytes: Uint8Array, rows: number, columns: number): Decoded {
  const raw = 3 * rows * columns + rows;
  // What is longer than its pixels could unfold without bound; the size is checked before the pixels are.
  check(bytes.length > 33 && bytes.length <= 1.01 * raw + MOST_OVERHEAD, 'bad-file', () => {
    return `decodeSample: image must be a PNG of 34 to ${Math.floor(1.01 * raw) + MOST_OVERHEAD} bytes, got ${bytes.length}`;
  });
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  check(width === columns && height === rows && bytes[24] === 8 && bytes[25] === 2, 'bad-file', () => {
    return `decodeSample: image must be ${rows} × ${columns} pixels of 8-bit RGB, got ${height} × ${width}`;
  });
  try {
    return { width, height, channels: 3, data: decodePng(bytes, { checkCrc: true }).data };
  } catch (cause) {
    throw new VolumetricError('bad-file', `decodeSample: image must be a whole PNG, got ${String(cause)}`, { cause });
  }
}

function fromJpeg(bytes: Uint8Array, rows: number, columns: number): Decoded {
  try {
    const options = { useTArray: true, tolerantDecoding: false, maxMemoryUsageInMB: 512 } as const;
    const maxResolutionInMP = (rows * columns) / 1e6;
    return { ...decodeJpeg(bytes, { ...options, maxResolutionInMP }), channels: 4 };
  } catch (cause) {
    throw new VolumetricError('bad-file', `decodeSample: image must be a whole PNG or JPEG, got ${String(cause)}`, {
      cause,
    });
  }
}
