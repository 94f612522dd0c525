// Reads the pixels of a photograph: single pixels as bytes, and the complete picture at a reduced size.
import type { View } from '@vrn/voxel';
import { readPicture } from './picture.js';

export interface Photograph {
  readonly rows: number;
  readonly columns: number;
  /**
   * Writes the colour at a position as sRGB bytes. Integer positions are centres of pixels; between them, colours are
   * interpolated bilinearly. Positions beyond the border take the nearest pixels.
   */
  bytesAt(row: number, column: number, out: Uint8Array, to: number): void;
  /**
   * Returns the picture reduced to at most `longest` pixels along the longer side, in linear colours. Each area is
   * averaged in sRGB before the conversion.
   */
  reduced(longest: number): { readonly rows: number; readonly columns: number; readonly picture: Float32Array };
  /** Reduces a mask of this photograph to the size of `reduced`: 1 where at least half of the pixels are 1. */
  reducedMask(mask: Uint8Array, longest: number): Uint8Array;
}

/**
 * Creates the reader of a photograph.
 *
 * @param image `[rows, columns, 3]`, sRGB bytes, or 0..1
 */
export function photograph(image: View): Photograph {
  const { data, shape, stride, offset } = image;
  const [rows, columns] = shape as [number, number, number];
  const scale = data instanceof Uint8Array || data instanceof Uint8ClampedArray ? 1 : 255;
  const inside = (n: number, length: number): number => Math.min(length - 1, Math.max(0, n));
  const value = (i: number, j: number, c: number): number =>
    scale * data[offset + inside(i, rows) * stride[0]! + inside(j, columns) * stride[1]! + c * stride[2]!]!;
  const sizeFor = (longest: number): [number, number] => {
    const factor = Math.min(1, longest / Math.max(rows, columns));
    return [Math.max(1, Math.round(factor * rows)), Math.max(1, Math.round(factor * columns))];
  };
  return {
    rows,
    columns,
    bytesAt(row, column, out, to) {
      const [i, j] = [Math.floor(row), Math.floor(column)];
      const [down, across] = [row - i, column - j];
      for (let c = 0; c < 3; c++) {
        const upper = value(i, j, c) * (1 - across) + value(i, j + 1, c) * across;
        const lower = value(i + 1, j, c) * (1 - across) + value(i + 1, j + 1, c) * across;
        out[to + c] = Math.round(Math.min(255, Math.max(0, upper * (1 - down) + lower * down)));
      }
    },
    reduced(longest) {
      const [height, width] = sizeFor(longest);
      if (height === rows && width === columns) return { rows, columns, picture: readPicture(image) };
      const small = new Float32Array(3 * height * width);
      forAreas([rows, columns], [height, width], (to, top, bottom, left, right) => {
        const area = 255 * (bottom - top) * (right - left);
        for (let c = 0; c < 3; c++) {
          let sum = 0;
          for (let i = top; i < bottom; i++) for (let j = left; j < right; j++) sum += value(i, j, c);
          small[3 * to + c] = sum / area;
        }
      });
      const view = { data: small, shape: [height, width, 3], stride: [3 * width, 3, 1], offset: 0 };
      return { rows: height, columns: width, picture: readPicture(view) };
    },
    reducedMask(mask, longest) {
      const [height, width] = sizeFor(longest);
      const out = new Uint8Array(height * width);
      forAreas([rows, columns], [height, width], (to, top, bottom, left, right) => {
        let sum = 0;
        for (let i = top; i < bottom; i++) for (let j = left; j < right; j++) sum += mask[i * columns + j]!;
        out[to] = 2 * sum >= (bottom - top) * (right - left) ? 1 : 0;
      });
      return out;
    },
  };
}

/** Visits the pixels of a reduced picture, each with the rows and columns of the picture that it covers. */
function forAreas(
  [rows, columns]: readonly [number, number],
  [height, width]: readonly [number, number],
  visit: (to: number, top: number, bottom: number, left: number, right: number) => void,
): void {
  const edge = (n: number, to: number, from: number): number => Math.floor((n * from) / to);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const [top, bottom] = [edge(i, height, rows), edge(i + 1, height, rows)];
      visit(i * width + j, top, bottom, edge(j, width, columns), edge(j + 1, width, columns));
    }
  }
}
