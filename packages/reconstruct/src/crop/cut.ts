// Resamples a square of a picture: area means where it is reduced, bilinear interpolation where it is enlarged.
import type { Square } from '@vrn/voxel';
import type { Photo } from './picture.js';

/** Values outside the picture: its outermost pixels repeated, or grey. */
export type Border = 'repeat' | 'grey';

/** Value of pixels outside the picture for the border 'grey'. */
const GREY = 128;

/**
 * Source pixels of each output pixel along one axis: `count` pixels from `first`, with weights that sum to 1. The
 * weights of output pixel i start at index i · `width` of `weights`.
 */
interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Float64Array;
  readonly width: number;
}

function tapsOf(from: number, side: number, size: number): Taps {
  const step = side / size;
  const width = step > 1 ? Math.ceil(step) + 1 : 2;
  const first = new Int32Array(size);
  const count = new Int32Array(size);
  const weights = new Float64Array(size * width);
  for (let to = 0; to < size; to++) {
    if (step > 1) {
      const [low, high] = [from + to * step, from + (to + 1) * step];
      first[to] = Math.floor(low);
      count[to] = Math.min(width, Math.ceil(high) - first[to]!);
      for (let i = 0; i < count[to]!; i++) {
        const source = first[to]! + i;
        weights[to * width + i] = (Math.min(high, source + 1) - Math.max(low, source)) / step;
      }
    } else {
      const centre = from + (to + 0.5) * step - 0.5;
      first[to] = Math.floor(centre);
      count[to] = 2;
      weights[to * width + 1] = centre - first[to]!;
      weights[to * width] = 1 - weights[to * width + 1]!;
    }
  }
  return { first, count, weights, width };
}

/**
 * Resamples a square of a picture to `size` × `size` pixels.
 *
 * Each pixel is the mean of the area that it covers; enlarged squares are interpolated bilinearly. The arithmetic is
 * in double precision and in a fixed order, so every machine gives the same bytes.
 *
 * @param square  in pixels of the picture; it may extend beyond the picture.
 * @param border  values outside the picture. Default 'repeat': its outermost pixels.
 * @returns  a packed picture of `size` × `size` pixels.
 * Cost: O(max(side, size) · (rows of the picture within the square + size)).
 */
export function cut(photo: Photo, square: Square, size: number, border: Border = 'repeat'): Photo {
  const { rows, columns, data } = photo;
  const down = tapsOf(square.top, square.side, size);
  const right = tapsOf(square.left, square.side, size);
  const top = clamp(down.first[0]!, rows);
  const bottom = clamp(down.first[size - 1]! + down.count[size - 1]! - 1, rows);
  const places = placesOf(right, columns, border);
  // First pass: resamples each needed source row to `size` columns.
  const narrow = new Float64Array((bottom - top + 1) * size * 3);
  for (let i = top; i <= bottom; i++) {
    const start = i * columns * 3;
    for (let j = 0; j < size; j++) {
      let r = 0;
      let g = 0;
      let b = 0;
      const last = j * right.width + right.count[j]!;
      for (let tap = j * right.width; tap < last; tap++) {
        const weight = right.weights[tap]!;
        if (places[tap]! < 0) {
          r += weight * GREY;
          g += weight * GREY;
          b += weight * GREY;
          continue;
        }
        const at = start + places[tap]!;
        r += weight * data[at]!;
        g += weight * data[at + 1]!;
        b += weight * data[at + 2]!;
      }
      const to = ((i - top) * size + j) * 3;
      narrow[to] = r;
      narrow[to + 1] = g;
      narrow[to + 2] = b;
    }
  }
  const out = new Uint8Array(size * size * 3);
  const line = size * 3;
  const sums = new Float64Array(line);
  for (let i = 0; i < size; i++) {
    sums.fill(0);
    for (let tap = 0; tap < down.count[i]!; tap++) {
      const weight = down.weights[i * down.width + tap]!;
      const row = down.first[i]! + tap;
      if (border === 'grey' && (row < 0 || row >= rows)) {
        for (let at = 0; at < line; at++) sums[at]! += weight * GREY;
        continue;
      }
      const from = (clamp(row, rows) - top) * line;
      for (let at = 0; at < line; at++) sums[at]! += weight * narrow[from + at]!;
    }
    for (let at = 0; at < line; at++) out[i * line + at] = Math.round(sums[at]!);
  }
  return { rows: size, columns: size, data: out };
}

/** Returns the offset of each tap's pixel in a row of RGB values; −1 outside the picture if `border` is 'grey'. */
function placesOf({ first, count, width }: Taps, columns: number, border: Border): Int32Array {
  const places = new Int32Array(first.length * width);
  for (let j = 0; j < first.length; j++) {
    for (let tap = 0; tap < count[j]!; tap++) {
      const column = first[j]! + tap;
      const isBeyond = column < 0 || column >= columns;
      places[j * width + tap] = isBeyond && border === 'grey' ? -1 : 3 * clamp(column, columns);
    }
  }
  return places;
}

const clamp = (value: number, length: number): number => Math.min(length - 1, Math.max(0, value));
