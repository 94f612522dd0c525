// Converts a volume in the frame of the view to metric space, where people have the same size at every depth.
import { packed, type View, type Volume } from '@vrn/voxel';

/**
 * Resamples the slices of a volume in the frame of a perspective view: each is scaled about the middle of the grid, to
 * undo the perspective. Interpolation is bilinear; voxels outside the volume are 0. Voxels must be cubic.
 *
 * @param fov  vertical angle of view in degrees, below 90, so that the camera is outside of a cubic grid.
 */
export function metricVolume({ data, shape, stride, offset }: View, fov: number): Volume<Float32Array> {
  const [rows, columns, slices] = shape as [number, number, number];
  const distance = rows / 2 / Math.tan((fov * Math.PI) / 360);
  const out = new Float32Array(rows * columns * slices);
  const at = (i: number, j: number, k: number): number =>
    i < 0 || j < 0 || i >= rows || j >= columns ? 0 : data[offset + i * stride[0]! + j * stride[1]! + k * stride[2]!]!;
  for (let k = 0; k < slices; k++) {
    const size = distance / (distance + k + 0.5 - slices / 2);
    for (let i = 0; i < rows; i++) {
      const row = (i + 0.5 - rows / 2) * size + rows / 2 - 0.5;
      const [top, down] = [Math.floor(row), row - Math.floor(row)];
      for (let j = 0; j < columns; j++) {
        const column = (j + 0.5 - columns / 2) * size + columns / 2 - 0.5;
        const [left, right] = [Math.floor(column), column - Math.floor(column)];
        const upper = at(top, left, k) * (1 - right) + at(top, left + 1, k) * right;
        const lower = at(top + 1, left, k) * (1 - right) + at(top + 1, left + 1, k) * right;
        out[(i * columns + j) * slices + k] = upper * (1 - down) + lower * down;
      }
    }
  }
  return packed(out, [rows, columns, slices]);
}
