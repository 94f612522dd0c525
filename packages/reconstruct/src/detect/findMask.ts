// Finds the mask of a person: BlazePose's segmentation without other people and disconnected regions.
import type { Landmark, Square } from '@vrn/voxel';
import { cut } from '../crop/cut.js';
import { COVERED, clipped, type PersonMask, personMask } from '../crop/mask.js';
import type { Photo } from '../crop/picture.js';
import type { Detectors } from './detectors.js';
import { distanceTo, type Skeleton, skeletonOf } from './skeleton.js';

/** Pixels per side of BlazePose's input. */
const MASK_SIZE = 256;

/** Maximum distance of the person's pixels from the limbs, in body heights; the rest is furniture and other objects. */
const MAX_DISTANCE = 0.2;

/** Minimum coverage of partly covered pixels, which are kept only beside covered pixels. */
const MIN_COVER = 0.1;

/** Distance from a landmark within which pixels are seeds of the mask, in pixels of the mask. */
const SEED_RADIUS = 3;

/**
 * Finds the mask of one person.
 *
 * Each pixel of BlazePose's segmentation belongs to the person whose limbs are nearest, relative to the person's size.
 * Of this person's pixels, those connected to a landmark are kept.
 *
 * @param landmarks  of this person.
 * @param others     skeletons of the other people in the picture.
 * @returns  coverage over the square; 0 outside the picture.
 */
export async function findMask(
  photo: Photo,
  square: Square,
  {
    landmarks,
    others,
    detectors,
  }: { readonly landmarks: readonly Landmark[]; readonly others: readonly Skeleton[]; readonly detectors: Detectors },
): Promise<PersonMask> {
  const view = cut(photo, square, MASK_SIZE, 'grey');
  const data = await detectors.run('blazepose-full', view, { scale: 1 / 255, shift: 0, output: 'Identity_1' });
  const pixel = square.side / MASK_SIZE;
  const { data: own } = clipped(
    personMask(separated(data, square, skeletonOf(landmarks), others), MASK_SIZE, square),
    photo,
  );
  const seeds = landmarks
    .filter(([, , confidence = 1]) => confidence > 0)
    .map(
      ([row, column]) => [Math.round((row - square.top) / pixel), Math.round((column - square.left) / pixel)] as const,
    );
  return personMask(connected(own, seeds), MASK_SIZE, square);
}

/** Returns the segmentation where this person's limbs are the nearest; 0 elsewhere. */
function separated(data: Float32Array, square: Square, own: Skeleton, others: readonly Skeleton[]): Float32Array {
  if (own.bones.length === 0) return data;
  const pixel = square.side / MASK_SIZE;
  return data.map((value, at) => {
    if (value < MIN_COVER) return 0;
    const row = square.top + (Math.floor(at / MASK_SIZE) + 0.5) * pixel - 0.5;
    const column = square.left + ((at % MASK_SIZE) + 0.5) * pixel - 0.5;
    const distance = distanceTo(own, row, column);
    if (distance > MAX_DISTANCE) return 0;
    return others.some((other) => distanceTo(other, row, column) < distance) ? 0 : value;
  });
}

/** Keeps covered pixels that are connected to the seeds, and partly covered pixels beside them; 0 elsewhere. */
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
    for (let i = -SEED_RADIUS; i <= SEED_RADIUS; i++) {
      for (let j = -SEED_RADIUS; j <= SEED_RADIUS; j++) visit(row + i, column + j, COVERED);
    }
  }
  while (waiting.length > 0) {
    const at = waiting.pop()!;
    const [i, j] = [Math.floor(at / size), at % size];
    // Partly covered pixels are reached from covered pixels only. From them, no pixel is reached.
    const least = data[at]! >= COVERED ? MIN_COVER : Number.POSITIVE_INFINITY;
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
