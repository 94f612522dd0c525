// Defines the mask of a person in a square of the picture, and checks and resamples masks.
import { check, checkView, type Packed, packed, type Square, type View } from '@vrn/voxel';
import type { Photo } from './picture.js';
import { checkSquare } from './square.js';

/** `[n, n]` over a square of the picture: the fraction of each pixel that the person covers, 0..1. */
export interface PersonMask extends Packed<Float32Array> {
  readonly square: Square;
}

/** A mask as a caller may pass it: a `PersonMask`, or `[rows, columns]` over the complete picture, 0..1. */
export type GivenMask = View & { readonly square?: Square };

/** Minimum coverage of a pixel that belongs to the person. */
export const COVERED = 0.5;

/** Maximum pixels per side of a `PersonMask` that is made from a mask over the complete picture. */
const MAX_MASK_SIZE = 512;

/** Makes a mask of `[size, size]` values over a square. */
export const personMask = (data: Float32Array, size: number, square: Square): PersonMask =>
  Object.assign(packed(data, [size, size]), { square });

/** Returns a copy of a mask in which each value is multiplied by the fraction of its pixel that is in the picture. */
export function clipped(mask: PersonMask, { rows, columns }: Photo): PersonMask {
  const { data, square } = mask;
  const size = mask.shape[0]!;
  const pixel = square.side / size;
  const inside = (from: number, length: number) =>
    Float64Array.from({ length: size }, (_, i) => {
      const low = from + i * pixel;
      return Math.max(0, Math.min(length, low + pixel) - Math.max(0, low)) / pixel;
    });
  const [down, right] = [inside(square.top, rows), inside(square.left, columns)];
  const out = data.map((value, at) => value * down[Math.floor(at / size)]! * right[at % size]!);
  return personMask(out, size, square);
}

/** Returns the coverage of the mask's pixel at a position of the picture; 0 outside the mask. */
export function coverageAt({ data, square, shape }: PersonMask, row: number, column: number): number {
  const size = shape[0]!;
  const pixel = square.side / size;
  const [i, j] = [Math.floor((row + 0.5 - square.top) / pixel), Math.floor((column + 0.5 - square.left) / pixel)];
  return i < 0 || j < 0 || i >= size || j >= size ? 0 : data[i * size + j]!;
}

/**
 * Resamples a mask over another square to `size` × `size` pixels, each the mean of bilinear samples that are spread
 * evenly over it.
 *
 * @returns  `[size, size]`, 0..1; the mask counts as 0 outside its own square.
 */
export function maskIn(mask: PersonMask, to: Square, size: number): Packed<Float32Array> {
  const { data, square } = mask;
  const source = mask.shape[0]!;
  const out = new Float32Array(size * size);
  const step = to.side / size;
  const pixel = square.side / source;
  const samples = Math.max(1, Math.ceil(step / pixel));
  const at = (i: number, j: number): number =>
    i < 0 || j < 0 || i >= source || j >= source ? 0 : data[i * source + j]!;
  const value = (y: number, x: number): number => {
    const [row, column] = [(y - square.top) / pixel - 0.5, (x - square.left) / pixel - 0.5];
    const [i, j] = [Math.floor(row), Math.floor(column)];
    const [down, across] = [row - i, column - j];
    const upper = at(i, j) * (1 - across) + at(i, j + 1) * across;
    return upper * (1 - down) + (at(i + 1, j) * (1 - across) + at(i + 1, j + 1) * across) * down;
  };
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let a = 0; a < samples; a++) {
        for (let b = 0; b < samples; b++) {
          sum += value(to.top + (i + (a + 0.5) / samples) * step, to.left + (j + (b + 0.5) / samples) * step);
        }
      }
      out[i * size + j] = sum / samples ** 2;
    }
  }
  return packed(out, [size, size]);
}

/**
 * Checks a mask that a caller passed. A mask over the complete picture is resampled over a square around the person; a
 * mask with a `square` keeps its pixels and is set to 0 outside the picture.
 *
 * @throws {VolumetricError} `bad-volume`, `shape-mismatch`; `bad-argument` for the mask's square; `no-person` if no
 *   value is at least `COVERED`
 */
export function placeMask(caller: string, mask: GivenMask, photo: Photo): PersonMask {
  checkView(mask, caller, 'mask', 2);
  const [rows, columns] = mask.shape as [number, number];
  const value = (i: number, j: number): number => mask.data[mask.offset + i * mask.stride[0]! + j * mask.stride[1]!]!;
  let [top, bottom, left, right] = [rows, -1, columns, -1];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const covered = value(i, j);
      check(covered >= 0 && covered <= 1, 'bad-volume', () => {
        return `${caller}: mask must have values in 0..1, got ${covered} at [${i}, ${j}]`;
      });
      if (covered < COVERED) continue;
      [top, bottom] = [Math.min(top, i), i];
      [left, right] = [Math.min(left, j), Math.max(right, j)];
    }
  }
  check(bottom >= 0, 'no-person', () => `${caller}: mask must cover a pixel, got no value of at least ${COVERED}`);
  if (mask.square !== undefined) {
    check(rows === columns, 'shape-mismatch', () => {
      return `${caller}: mask with a square must have as many rows as columns, got ${rows} × ${columns}`;
    });
    checkSquare(caller, mask.square, 'mask.square');
    const data = Float32Array.from({ length: rows * rows }, (_, at) => value(Math.floor(at / rows), at % rows));
    return clipped(personMask(data, rows, mask.square), photo);
  }
  check(rows === photo.rows && columns === photo.columns, 'shape-mismatch', () => {
    return `${caller}: mask must have the shape of the picture, ${photo.rows} × ${photo.columns}, got ${rows} × ${columns}`;
  });
  const longest = Math.max(rows, columns);
  const whole = { left: 0, top: 0, side: longest };
  const data = new Float32Array(longest * longest);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) data[i * longest + j] = value(i, j);
  const side = Math.max(bottom - top, right - left) + 3;
  const square = {
    left: Math.floor((left + right + 1 - side) / 2),
    top: Math.floor((top + bottom + 1 - side) / 2),
    side,
  };
  const size = Math.min(MAX_MASK_SIZE, side);
  return personMask(maskIn(personMask(data, longest, whole), square, size).data, size, square);
}
