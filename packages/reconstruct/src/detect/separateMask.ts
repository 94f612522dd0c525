// Separates the mask of a person: BlazePose's segmentation without other people, distant or disconnected regions.
import { COVERED, clipped, coverageAt, type PersonMask, personMask } from '../crop/mask.js';
import type { Photo } from '../crop/picture.js';
import { distanceTo } from './joints/skeleton.js';
import type { LocatedPerson } from './locatePerson.js';

/** Maximum distance of the person's pixels from the limbs, in body heights; farther pixels show other objects. */
const MAX_DISTANCE = 0.2;

/** Minimum coverage of partly covered pixels, which are kept only beside covered pixels. */
const MIN_COVER = 0.1;

/** Covered pixels at most this many rows and columns of the mask from a landmark are the seeds of its region. */
const SEED_RADIUS = 3;

/**
 * Separates the mask of one person from the segmentation.
 *
 * A pixel belongs to the person whose limbs are nearest, relative to that person's height. But a pixel that only this
 * person's segmentation covers, by at least `COVERED`, is kept, even if the limbs of somebody behind are nearer.
 * Pixels farther than `MAX_DISTANCE` from the person's own limbs are removed, and then those that are not connected to
 * a landmark. A person without bones keeps all pixels that are connected to a landmark.
 *
 * @param others  the people whose segmentations may overlap this person's.
 * @returns  coverage over the square of the segmentation; 0 outside the picture.
 */
export function separateMask(
  photo: Photo,
  { placed: { landmarks }, skeleton, segmentation }: LocatedPerson,
  others: readonly LocatedPerson[],
): PersonMask {
  const { square } = segmentation;
  const size = segmentation.shape[0]!;
  const pixel = square.side / size;
  const own = segmentation.data.map((value, at) => {
    if (value < MIN_COVER || skeleton.bones.length === 0) return value;
    const row = square.top + (Math.floor(at / size) + 0.5) * pixel - 0.5;
    const column = square.left + ((at % size) + 0.5) * pixel - 0.5;
    const distance = distanceTo(skeleton, row, column);
    if (distance > MAX_DISTANCE) return 0;
    return others.some((other) => takes(other, row, column, { value, distance })) ? 0 : value;
  });
  const seeds = landmarks
    .filter(([, , confidence = 1]) => confidence > 0)
    .map(
      ([row, column]) => [Math.round((row - square.top) / pixel), Math.round((column - square.left) / pixel)] as const,
    );
  return personMask(connected(clipped(personMask(own, size, square), photo).data, size, seeds), size, square);
}

/** Returns whether a pixel belongs to this person, rather than to the one with the given coverage and distance. */
function takes(
  { skeleton, segmentation }: LocatedPerson,
  row: number,
  column: number,
  { value, distance }: { readonly value: number; readonly distance: number },
): boolean {
  const theirs = coverageAt(segmentation, row, column);
  if (theirs < COVERED && value >= COVERED) return false;
  return distanceTo(skeleton, row, column) < distance;
}

/** Keeps covered pixels that are connected to the seeds, and partly covered pixels beside them; 0 elsewhere. */
function connected(
  data: Float32Array,
  size: number,
  seeds: readonly (readonly [row: number, column: number])[],
): Float32Array {
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
    // The search continues only from covered pixels; it keeps the partly covered pixels that it reaches.
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
