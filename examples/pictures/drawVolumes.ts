// Draws volumes as .png files: their fronts, or one slice of each, side by side.
import { encodePng } from '@vrn/bodies';
import { packed, type View } from '@vrn/voxel';

/** Minimum number of pixels along each side of a voxel, and the width in pixels up to which volumes are enlarged. */
const LEAST = { zoom: 3, width: 192 } as const;

/** Returns the number of pixels along each side of a voxel. */
const zoomFor = (columns: number): number => Math.max(LEAST.zoom, Math.floor(LEAST.width / columns));

const BACKGROUND = 255;

/** Draws the front views of volumes of equal shape side by side, on white. Nearer voxels are brighter. */
export function drawFronts(volumes: readonly View[]): Uint8Array {
  const [rows, columns] = volumes[0]!.shape as [number, number, number];
  const zoom = zoomFor(columns);
  const width = zoom * columns * volumes.length;
  const pixels = new Uint8Array(3 * zoom * rows * width).fill(BACKGROUND);
  for (const [n, { data, shape, stride, offset }] of volumes.entries()) {
    const slices = shape[2]!;
    for (let y = 0; y < zoom * rows; y++) {
      for (let x = 0; x < zoom * columns; x++) {
        const start = offset + Math.floor(y / zoom) * stride[0]! + Math.floor(x / zoom) * stride[1]!;
        let slice = 0;
        while (slice < slices && !(data[start + slice * stride[2]!]! >= 0.5)) slice++;
        if (slice === slices) continue;
        const at = 3 * (y * width + n * zoom * columns + x);
        pixels.fill(Math.round(220 - (200 * slice) / slices), at, at + 3);
      }
    }
  }
  return encodePng(packed(pixels, [zoom * rows, width, 3]));
}

/**
 * Draws the middle slices of volumes of equal shape side by side: the smallest value of all slices is white, the
 * largest black. If all values are equal, the picture is white.
 */
export function drawSlices(volumes: readonly View[]): Uint8Array {
  const [rows, columns, slices] = volumes[0]!.shape as [number, number, number];
  const zoom = zoomFor(columns);
  const read = ({ data, stride, offset }: View, row: number, column: number): number =>
    data[offset + row * stride[0]! + column * stride[1]! + (slices >> 1) * stride[2]!]!;
  const values = volumes.map((volume) =>
    Array.from({ length: rows * columns }, (_, at) => read(volume, Math.floor(at / columns), at % columns)),
  );
  let [least, largest] = [Infinity, -Infinity];
  for (const value of values.flat()) [least, largest] = [Math.min(least, value), Math.max(largest, value)];
  const width = zoom * ((columns + 1) * volumes.length - 1);
  const pixels = new Uint8Array(3 * zoom * rows * width).fill(BACKGROUND);
  for (const [n, slice] of values.entries()) {
    for (let y = 0; y < zoom * rows; y++) {
      for (let x = 0; x < zoom * columns; x++) {
        const value = slice[Math.floor(y / zoom) * columns + Math.floor(x / zoom)]!;
        const at = 3 * (y * width + n * zoom * (columns + 1) + x);
        const share = largest > least ? (largest - value) / (largest - least) : 1;
        pixels.fill(Math.round(BACKGROUND * share), at, at + 3);
      }
    }
  }
  return encodePng(packed(pixels, [zoom * rows, width, 3]));
}
