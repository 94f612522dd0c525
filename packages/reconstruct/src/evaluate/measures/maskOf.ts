// Converts images and masks to the resolution of a volume or a network.
import type { StoredSample } from '@vrn/bodies';
import { check, type Packed, packed, type View } from '@vrn/voxel';

/** Returns the mask of a sample at the resolution of its volume, `[rows, columns]`. */
export const maskOf = ({ mask, volume }: Pick<StoredSample, 'mask' | 'volume'>): Packed<Float32Array> =>
  shrink(mask, [volume.shape[0]!, volume.shape[1]!], 'mask');

/**
 * Reduces an image or a mask by an integer factor: each pixel is the mean of a square block.
 *
 * @param view   `[rows, columns]` or `[rows, columns, channels]`.
 * @param size   rows and columns of the result; the view must have the same integer multiple of each.
 * @param name   name of the view in messages.
 * @returns  as many axes as the view.
 * @throws {VolumetricError} `shape-mismatch`
 */
export function shrink(view: View, size: readonly [number, number], name: string): Packed<Float32Array> {
  const [height, width, channels = 1] = view.shape as [number, number, number?];
  const [rows, columns] = size;
  const factor = height / rows;
  check(Number.isInteger(factor) && factor * columns === width, 'shape-mismatch', () => {
    return `evaluateSet: ${name} must have a multiple of ${rows} × ${columns} pixels, got ${height} × ${width}`;
  });
  const { data, stride, offset } = view;
  const out = new Float32Array(rows * columns * channels);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const from = offset + i * stride[0]! + j * stride[1]!;
      const to = (Math.floor(i / factor) * columns + Math.floor(j / factor)) * channels;
      for (let c = 0; c < channels; c++) out[to + c]! += data[from + c * (stride[2] ?? 0)]! / factor ** 2;
    }
  }
  return packed(out, view.shape.length === 3 ? [rows, columns, channels] : [rows, columns]);
}
