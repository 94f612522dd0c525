// The headerless .raw volumes of the published face network.
import { check } from './errors.js';
import { checkGrid, type Triple } from './grid.js';
import { packed, type Volume } from './volume.js';

/**
 * The soft volume in a headerless `.raw` file: bytes `[slices, rows, columns]`, 255 times the probability, the last slice
 * nearest to the camera. The result has slice 0 nearest, as all volumes here.
 *
 * The file does not say its shape: the published network's is `[192, 192, 200]`.
 *
 * @param shape  of the result, `[rows, columns, slices]`.
 * @throws {VolumetricError} `bad-file` when the bytes are not as many as the voxels, `bad-grid` (shape)
 *
 * Source: AaronJackson/vrn, process.lua and rendervol.m. Its Python readers take the bytes as signed, which turns the
 * surest voxels negative.
 */
export function decodeRaw(bytes: Uint8Array, shape: Triple): Volume<Float32Array> {
  checkGrid({ shape, min: [0, 0, 0], max: [1, 1, 1] }, 'decodeRaw');
  const [rows, columns, slices] = shape;
  check(bytes.length === rows * columns * slices, 'bad-file', () => {
    return `decodeRaw: file must have ${rows * columns * slices} bytes for shape [${shape.join(', ')}], got ${bytes.length}`;
  });
  const data = new Float32Array(bytes.length);
  const pixels = rows * columns;
  for (let k = 0; k < slices; k++) {
    const from = (slices - 1 - k) * pixels;
    for (let pixel = 0; pixel < pixels; pixel++) data[pixel * slices + k] = bytes[from + pixel]! / 255;
  }
  return packed(data, shape);
}
