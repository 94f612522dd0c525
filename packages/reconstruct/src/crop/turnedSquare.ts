// Defines squares that are rotated in the picture, resamples them, and maps their points to the picture.
import { cut } from './cut.js';
import type { Photo } from './picture.js';
import type { Place } from './square.js';

/** A square of the picture, rotated clockwise about its centre. */
export interface TurnedSquare {
  /** The centre; integers are pixel centres. */
  readonly centre: Place;
  /** Length of a side, in pixels of the picture. */
  readonly side: number;
  /** Clockwise angle from the picture's axes, in radians. */
  readonly angle: number;
}

/** Margin on each side of the axis-aligned square, in pixels, which bilinear interpolation needs. */
const EDGE = 1;

/**
 * Resamples a rotated square to `size` × `size` pixels: first the axis-aligned square around it at the same resolution,
 * as `cut` does, then bilinearly. Pixels outside the picture are grey.
 *
 * @returns  a packed picture of `size` × `size` pixels.
 * Cost: that of `cut`, plus O(size²).
 */
export function cutTurned(photo: Photo, { centre, side, angle }: TurnedSquare, size: number): Photo {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  // `size` and `wide` are both even or both odd, so that quarter turns need no interpolation.
  const more = (size / 2) * (Math.abs(cos) + Math.abs(sin) - 1);
  const wide = angle === 0 ? size : size + 2 * (Math.ceil(more) + EDGE);
  const wideSide = (side * wide) / size;
  const around = {
    left: centre.column + 0.5 - wideSide / 2,
    top: centre.row + 0.5 - wideSide / 2,
    side: wideSide,
  };
  const upright = cut(photo, around, wide, 'grey');
  if (angle === 0) return upright;
  const out = new Uint8Array(size * size * 3);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const [down, across] = [i + 0.5 - size / 2, j + 0.5 - size / 2];
      const row = sin * across + cos * down + wide / 2 - 0.5;
      const column = cos * across - sin * down + wide / 2 - 0.5;
      interpolate(upright, row, column, out, (i * size + j) * 3);
    }
  }
  return { rows: size, columns: size, data: out };
}

/** Interpolates the three channels of a picture at a fractional position, and writes them to `out` from index `at`. */
function interpolate({ rows: size, data }: Photo, row: number, column: number, out: Uint8Array, at: number): void {
  const [i, j] = [Math.floor(row), Math.floor(column)];
  const [down, across] = [row - i, column - j];
  const inside = (index: number): number => Math.min(size - 1, Math.max(0, index));
  const [top, bottom] = [inside(i) * size, inside(i + 1) * size];
  const [left, right] = [inside(j), inside(j + 1)];
  for (let channel = 0; channel < 3; channel++) {
    const value = (line: number, place: number): number => data[(line + place) * 3 + channel]!;
    const upper = value(top, left) * (1 - across) + value(top, right) * across;
    const lower = value(bottom, left) * (1 - across) + value(bottom, right) * across;
    out[at + channel] = Math.round(upper * (1 - down) + lower * down);
  }
}

/**
 * Maps a point of a rotated square to the picture.
 *
 * @param row     position in the square, −½..½ from its top to its bottom.
 * @param column  position in the square, −½..½ from its left to its right.
 */
export function fromTurned({ centre, side, angle }: TurnedSquare, row: number, column: number): Place {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return {
    row: centre.row + side * (sin * column + cos * row),
    column: centre.column + side * (cos * column - sin * row),
  };
}
