// Encodes images as PNG or JPEG, and decodes them.
import { check, type Packed, packed, VolumetricError } from '@vrn/voxel';
import { oneLine } from '@vrn/voxel/internal';
import { encode as encodePngBytes } from 'fast-png';
import { decode as decodeJpeg, encode as encodeJpeg } from 'jpeg-js';
import { checkJpeg } from './checkJpeg.js';
import { decodePng } from './decodePng.js';

/**
 * `'png'` is lossless. `{ jpeg: quality }`, with quality 1..100, is lossy and takes less space; encoding it needs the
 * `Buffer` of Node.js.
 */
export type PictureFormat = 'png' | { readonly jpeg: number };

/**
 * Encodes an image as a PNG file.
 *
 * @param image  packed `[rows, columns, 3]` sRGB or `[rows, columns]` grey; floats of 0..1 or bytes of 0..255.
 * @returns      the content of the file.
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
  return encodePngBytes({ width, height, data: pixelBytes(image.data), channels, depth: 8 });
}

/** Converts floats of 0..1 to bytes of 0..255. Returns bytes unchanged. */
export function pixelBytes(data: Uint8Array | Float32Array): Uint8Array {
  if (data instanceof Uint8Array) return data;
  const out = new Uint8Array(data.length);
  for (let at = 0; at < out.length; at++) out[at] = Math.round(255 * Math.min(1, Math.max(0, data[at]!)));
  return out;
}

/**
 * Encodes packed pixels `[rows, columns, 3]` of 0..1 in the given format.
 *
 * @throws {VolumetricError} `bad-argument` for JPEG where there is no `Buffer`
 */
export function encodePicture(
  pixels: Uint8Array | Float32Array,
  [height, width]: readonly [rows: number, columns: number],
  format: PictureFormat,
): Uint8Array {
  const bytes = pixelBytes(Float32Array.from(pixels));
  if (format === 'png') return encodePng({ data: bytes, shape: [height, width, 3] });
  const data = new Uint8Array(4 * width * height).fill(255);
  for (let at = 0, to = 0; at < bytes.length; at += 3, to += 4) data.set(bytes.subarray(at, at + 3), to);
  check(typeof Buffer !== 'undefined', 'bad-argument', () => {
    return `encodeSample: image must be 'png' on platforms without Buffer of Node.js, got jpeg`;
  });
  return new Uint8Array(encodeJpeg({ width, height, data }, format.jpeg).data);
}

/**
 * Decodes an image that {@link encodePicture} encoded.
 *
 * @returns  `[rows, columns, 3]`, multiples of 1/255.
 * @throws {VolumetricError} `bad-file` for damaged files, for other sizes, and for content that `encodePicture` does
 *   not write
 */
export function decodePicture(bytes: Uint8Array, rows: number, columns: number): Packed<Float32Array> {
  const [data, channels] =
    bytes[0] === 0x89 ? [decodePng(bytes, rows, columns), 3] : [decodeJpegPixels(bytes, rows, columns), 4];
  const out = new Float32Array(3 * rows * columns);
  for (let at = 0, source = 0; at < out.length; source += channels) {
    out[at++] = data[source]! / 255;
    out[at++] = data[source + 1]! / 255;
    out[at++] = data[source + 2]! / 255;
  }
  return packed(out, [rows, columns, 3]);
}

/** Decodes a JPEG file to RGBA bytes `[rows, columns, 4]`. */
function decodeJpegPixels(bytes: Uint8Array, rows: number, columns: number): Uint8Array {
  checkJpeg(bytes, rows, columns);
  try {
    const options = { useTArray: true, tolerantDecoding: false, maxMemoryUsageInMB: 512 } as const;
    const maxResolutionInMP = (rows * columns) / 1e6;
    const { width, height, data } = decodeJpeg(bytes, { ...options, maxResolutionInMP });
    check(width === columns && height === rows, 'bad-file', () => `${height} × ${width} pixels`);
    return data;
  } catch (cause) {
    throw new VolumetricError('bad-file', `decodeSample: image must be an intact PNG or JPEG, got ${oneLine(cause)}`, {
      cause,
    });
  }
}
