// Resamples a volume that covers a square of a picture to a grid that covers the complete picture.
import { packed, type Square, type View, type Volume } from '@vrn/voxel';

/**
 * Resamples a volume that covers a square of a picture to a grid that covers the complete picture, by trilinear
 * interpolation. Both grids must have cubic voxels; they are centred at the same depth. Voxels outside the volume are
 * 0.
 *
 * @param volume   `[rows, columns, slices]` over `square`.
 * @param square   in pixels of the picture.
 * @param to.shape     shape of the result, `[rows, columns, slices]`.
 * @param to.columns   width of the picture in pixels.
 */
export function placeVolume(
  volume: View,
  square: Square,
  to: { readonly shape: readonly [number, number, number]; readonly columns: number },
): Volume<Float32Array> {
  const [rows, columns, slices] = to.shape;
  const pixel = to.columns / columns;
  const step = square.side / volume.shape[1]!;
  const down = positions(rows, (i) => ((i + 0.5) * pixel - square.top) / step - 0.5);
  const right = positions(columns, (j) => ((j + 0.5) * pixel - square.left) / step - 0.5);
  const back = positions(slices, (k) => ((k + 0.5 - slices / 2) * pixel) / step + volume.shape[2]! / 2 - 0.5);
  const out = new Float32Array(rows * columns * slices);
  const line = new Float32Array(volume.shape[2]! + 1);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      if (!readLine(volume, down[i]!, right[j]!, line)) continue;
      for (let k = 0; k < slices; k++) {
        const { first, share } = back[k]!;
        const [near, far] = [line[first] ?? 0, line[first + 1] ?? 0];
        out[(i * columns + j) * slices + k] = near + share * (far - near);
      }
    }
  }
  return packed(out, [rows, columns, slices]);
}

interface Position {
  readonly first: number;
  readonly share: number;
}

const positions = (length: number, at: (index: number) => number): Position[] =>
  Array.from({ length }, (_, index) => {
    const first = Math.floor(at(index));
    return { first, share: at(index) - first };
  });

/** Writes a line of sight, interpolated from four, to `line`; returns false if all four are outside the volume. */
function readLine({ data, shape, stride, offset }: View, row: Position, column: Position, line: Float32Array): boolean {
  line.fill(0);
  let isInside = false;
  for (const [i, down] of [
    [row.first, 1 - row.share],
    [row.first + 1, row.share],
  ] as const) {
    if (i < 0 || i >= shape[0]! || down === 0) continue;
    for (const [j, right] of [
      [column.first, 1 - column.share],
      [column.first + 1, column.share],
    ] as const) {
      if (j < 0 || j >= shape[1]! || right === 0) continue;
      isInside = true;
      const from = offset + i * stride[0]! + j * stride[1]!;
      for (let k = 0; k < shape[2]!; k++) line[k]! += down * right * data[from + k * stride[2]!]!;
    }
  }
  return isInside;
}
