// Reads and writes the headerless .raw volumes of the published face network.
import { type Bytes, toBytes } from '../core/bytes.js';
import { check, VolumetricError } from '../core/errors.js';
import { gather } from '../core/gather.js';
import { checkGrid, type Triple } from '../core/grid.js';
import { checkView, packed, type View, type Volume } from '../core/volume.js';

/** Table of the probability that each byte stands for, which avoids a division per voxel. */
const PROBABILITIES = /* @__PURE__ */ Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/**
 * Decodes the soft volume in a headerless `.raw` file: bytes `[slices, rows, columns]`, 255 times the probability,
 * the last slice nearest to the camera. The result has slice 0 nearest, as all volumes of this package.
 *
 * The file does not state its shape: the published network's is `[192, 192, 200]`.
 *
 * @param shape  shape of the result, `[rows, columns, slices]`.
 * @throws {VolumetricError} `bad-file` where the numbers of bytes and voxels differ, `bad-grid` (shape), `bad-argument`
 *   for anything but bytes, `no-eval` as {@link packed}
 * Cost: O(voxels).
 *
 * Source: AaronJackson/vrn, process.lua and rendervol.m. Its Python readers take the bytes as signed, which makes the
 * most certain voxels negative.
 */
export function decodeRaw(file: Bytes, shape: Triple): Volume<Float32Array> {
  const bytes = toBytes('decodeRaw', file);
  checkGrid({ shape, min: [0, 0, 0], max: [1, 1, 1] }, 'decodeRaw');
  const [rows, columns, slices] = shape;
  check(bytes.length === rows * columns * slices, 'bad-file', () => {
    return `decodeRaw: file must have ${rows * columns * slices} bytes for shape [${shape.join(', ')}], got ${bytes.length}`;
  });
  const pixels = rows * columns;
  const stride = [columns, 1, -pixels];
  const ordered = gather({ data: bytes, shape, stride, offset: (slices - 1) * pixels }, { mayShare: true });
  const data = new Float32Array(ordered.length);
  for (let n = 0; n < data.length; n++) data[n] = PROBABILITIES[ordered[n]!]!;
  return packed(data, shape);
}

/**
 * Encodes a volume as a headerless `.raw` file: the inverse of {@link decodeRaw}. Values are rounded to multiples of
 * 1/255.
 *
 * @param volume  `[rows, columns, slices]`, 0..1, any strides.
 * @throws {VolumetricError} `bad-volume`, also for values outside 0..1
 * Cost: O(voxels).
 *
 * @example
 * decodeRaw(encodeRaw(volume), volume.shape);  // → the volume, within 1/510
 */
export function encodeRaw(volume: View): Uint8Array {
  checkView(volume, 'encodeRaw', 'volume', 3);
  const [rows, columns, slices] = volume.shape as [number, number, number];
  const { data, stride, offset } = volume;
  const far: View = {
    data,
    shape: [slices, rows, columns],
    stride: [-stride[2]!, stride[0]!, stride[1]!],
    offset: offset + (slices - 1) * stride[2]!,
  };
  const values = gather(far, { mayShare: true });
  const bytes = new Uint8Array(values.length);
  for (let n = 0; n < bytes.length; n++) {
    const value = values[n]!;
    if (!(value >= 0 && value <= 1)) {
      throw new VolumetricError('bad-volume', `encodeRaw: volume must have values 0..1, got ${value}`);
    }
    bytes[n] = 255 * value + 0.5;
  }
  return bytes;
}
