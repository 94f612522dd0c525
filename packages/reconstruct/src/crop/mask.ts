// The square that a network is shown, and what was found in the photograph as seen in it.
import { PERSON_SHARE } from '@vrn/bodies';
import { check, type Landmark, type Packed, packed } from '@vrn/voxel';
import { MASK_SIZE, type Mask } from './detect/findMask.js';
import type { Square } from './photo/photo.js';

/**
 * The square about a mask in which the person has the size that networks were trained on.
 *
 * @throws {VolumetricError} `no-person` when the mask is empty.
 */
export function cropSquare({ square, data }: Mask): Square {
  let [top, bottom, left, right] = [MASK_SIZE, -1, MASK_SIZE, -1];
  for (let at = 0; at < data.length; at++) {
    if (data[at]! < 0.5) continue;
    const [i, j] = [Math.floor(at / MASK_SIZE), at % MASK_SIZE];
    [top, bottom] = [Math.min(top, i), Math.max(bottom, i)];
    [left, right] = [Math.min(left, j), Math.max(right, j)];
  }
  check(bottom >= 0, 'no-person', () => 'must show a person, got none that stands out from the background');
  const pixel = square.side / MASK_SIZE;
  const side = (Math.max(bottom - top, right - left) + 1) * (pixel / PERSON_SHARE);
  return {
    left: square.left + ((left + right + 1) / 2) * pixel - side / 2,
    top: square.top + ((top + bottom + 1) / 2) * pixel - side / 2,
    side,
  };
}

/** A mask over another square at `size` × `size` pixels, every pixel the mean of what it covers. */
export function maskIn({ square, data }: Mask, to: Square, size: number): Packed<Float32Array> {
  const out = new Float32Array(size * size);
  const step = to.side / size;
  const pixel = square.side / MASK_SIZE;
  const samples = Math.max(1, Math.ceil(step / pixel));
  const at = (i: number, j: number): number =>
    i < 0 || j < 0 || i >= MASK_SIZE || j >= MASK_SIZE ? 0 : data[i * MASK_SIZE + j]!;
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

/** Landmarks of the photograph in pixels of a square of `size` × `size`. */
export const landmarksIn = (landmarks: readonly Landmark[], { left, top, side }: Square, size: number): Landmark[] =>
  landmarks.map(
    ([row, column, confidence = 1]): Landmark => [
      ((row + 0.5 - top) / side) * size - 0.5,
      ((column + 0.5 - left) / side) * size - 0.5,
      confidence,
    ],
  );
