// Computes squares of a picture, and the positions of landmarks in a square.
import { check, type Landmark, type Square } from '@vrn/voxel';

/** Scales a square about its centre. */
export function scaled({ left, top, side }: Square, factor: number): Square {
  const more = (side * (factor - 1)) / 2;
  return { left: left - more, top: top - more, side: side * factor };
}

/** A point in pixels of the picture; integers are pixel centres. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Returns the smallest square around points, with a side of at least 1, scaled by `factor` about its centre. */
export function squareAround(places: readonly Place[], factor: number): Square {
  const [rows, columns] = [places.map(({ row }) => row), places.map(({ column }) => column)];
  const [top, bottom] = [Math.min(...rows), Math.max(...rows)];
  const [left, right] = [Math.min(...columns), Math.max(...columns)];
  const side = Math.max(bottom - top, right - left, 1);
  return scaled({ left: (left + right - side) / 2, top: (top + bottom - side) / 2, side }, factor);
}

/**
 * Converts landmarks from pixels of the picture to pixels of a square of `size` × `size`. Depths are copied: they are
 * fractions of the side of the person's square, and are correct only if that square is passed.
 */
export const landmarksIn = (landmarks: readonly Landmark[], { left, top, side }: Square, size: number): Landmark[] =>
  landmarks.map(
    ([row, column, confidence = 1, ...depth]): Landmark => [
      ((row + 0.5 - top) / side) * size - 0.5,
      ((column + 0.5 - left) / side) * size - 0.5,
      confidence,
      ...depth,
    ],
  );

/** Throws `bad-argument` unless a square is valid; `name` is the argument's name in the message. */
export function checkSquare(caller: string, square: Square, name = 'square'): void {
  const good =
    typeof square === 'object' && square !== null && [square.left, square.top, square.side].every(Number.isFinite);
  check(good && square.side > 0, 'bad-argument', () => {
    return `${caller}: ${name} must be { left, top, side } with finite numbers and a positive side, got ${JSON.stringify(square)}`;
  });
}
