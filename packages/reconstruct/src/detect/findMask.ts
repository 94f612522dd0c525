// Which pixels are the person: BlazePose's segmentation, without what is not connected to them.
import type { Landmark } from '@vrn/voxel';
import { cut, type Photo, type Square } from '../photo/photo.js';
import { detect } from './models.js';

/** Pixels along each side of the square. */
export const MASK_SIZE = 256;

/** `[MASK_SIZE, MASK_SIZE]` over a square of the photograph, 0..1. */
export interface Mask {
  readonly square: Square;
  readonly data: Float32Array;
}

/** The person's pixels in a square: all pieces on which a landmark lies, or near it. */
export async function findMask(photo: Photo, square: Square, landmarks: readonly Landmark[]): Promise<Mask> {
  const picture = await cut(photo, square, MASK_SIZE);
  const { data } = await detect('blazepose-full', picture, { scale: 1 / 255, shift: 0, output: 'Identity_1' });
  const pixel = square.side / MASK_SIZE;
  const seeds = landmarks
    .filter(([, , confidence = 1]) => confidence > 0)
    .map(
      ([row, column]) => [Math.round((row - square.top) / pixel), Math.round((column - square.left) / pixel)] as const,
    );
  return { square, data: connected(data, seeds) };
}

/** Solid pixels reached from the seeds, and the soft ones beside them; the rest 0. */
function connected(data: Float32Array, seeds: readonly (readonly [row: number, column: number])[]): Float32Array {
  const size = MASK_SIZE;
  const reached = new Uint8Array(size * size);
  const waiting: number[] = [];
  const visit = (i: number, j: number, least: number): void => {
    const at = i * size + j;
    if (i < 0 || j < 0 || i >= size || j >= size || reached[at] === 1 || data[at]! < least) return;
    reached[at] = 1;
    waiting.push(at);
  };
  for (const [row, column] of seeds) {
    for (let i = -3; i <= 3; i++) for (let j = -3; j <= 3; j++) visit(row + i, column + j, 0.5);
  }
  while (waiting.length > 0) {
    const at = waiting.pop()!;
    const [i, j] = [Math.floor(at / size), at % size];
    // Soft rims are reached from solid pixels only.
    const least = data[at]! >= 0.5 ? 0.1 : 2;
    for (const [di, dj] of [
      [0, 1],
      [0, -1],
      [1, 0],
      [-1, 0],
    ] as const) {
      visit(i + di, j + dj, least);
    }
  }
  return data.map((value, at) => (reached[at] === 1 ? value : 0));
}
