// Draws a simple background from a seed: a sky, often a floor, and shapes.
import { type Packed, packed, type Random } from '@vrn/voxel';

type Colour = [number, number, number];

/**
 * Returns an image `[rows, columns, 3]`, sRGB 0..1: a gradient, often a floor below it, and up to eight rectangles and
 * ellipses.
 */
export function backdrop(rng: Random, rows: number, columns: number): Packed<Float32Array> {
  const colour = (): Colour => [rng.uniform(), rng.uniform(), rng.uniform()];
  const [top, bottom, floor] = [colour(), colour(), colour()];
  const horizon = rng.uniform() < 0.6 ? rng.uniform(0.5, 0.95) * rows : rows;
  const data = new Float32Array(rows * columns * 3);
  const put = (i: number, j: number, c: Colour): void => data.set(c, (i * columns + j) * 3);
  for (let i = 0; i < rows; i++) {
    const mixed = top.map((c, channel) => c + (i / rows) * (bottom[channel]! - c)) as Colour;
    for (let j = 0; j < columns; j++) put(i, j, i < horizon ? mixed : floor);
  }
  for (let shape = rng.integer(9); shape > 0; shape--) {
    const [row, column, size] = [rng.uniform(0, rows), rng.uniform(0, columns), rng.uniform(0.03, 0.3) * rows];
    const [fill, isDisc, height] = [colour(), rng.uniform() < 0.5, rng.uniform(0.5, 2)];
    const inside = (i: number, j: number): boolean => {
      const [a, b] = [(i - row) / (size * height), (j - column) / size];
      return isDisc ? a * a + b * b < 1 : Math.abs(a) < 1 && Math.abs(b) < 1;
    };
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) if (inside(i, j)) put(i, j, fill);
  }
  return packed(data, [rows, columns, 3]);
}
