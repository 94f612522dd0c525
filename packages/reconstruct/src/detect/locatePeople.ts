// Locates every person of a picture, each once.
import type { Square } from '@vrn/voxel';
import type { PersonMask } from '../crop/mask.js';
import type { Photo } from '../crop/picture.js';
import { findCandidates, type Pause } from './joints/findCandidates.js';
import { type LocatedPerson, locatePerson } from './locatePerson.js';
import type { Detectors } from './models/detectors.js';
import { separateMask } from './separateMask.js';

/** Minimum certainty of BlazePose for every person but the first; for the first, a detection by MoveNet suffices. */
const MIN_CERTAINTY = 0.5;

/** Median distance of landmarks, in body heights, below which two detections are the same person. */
const MIN_APART = 0.06;

/** `search` is awaited before each run of MoveNet, `locate` before each candidate is located; they reject to stop. */
export interface Pauses {
  readonly search: Pause;
  readonly locate: Pause;
}

/**
 * Locates every person, best first. MoveNet sometimes combines joints of several people into one candidate, so each
 * candidate but the first is dropped if BlazePose sees nobody there, or somebody who was located already.
 */
export async function locatePeople(
  photo: Photo,
  detectors: Detectors,
  { search, locate }: Pauses,
): Promise<LocatedPerson[]> {
  const people: LocatedPerson[] = [];
  for (const candidate of await findCandidates(photo, detectors, search)) {
    await locate();
    const located = await locatePerson(photo, candidate, detectors);
    if (people.length > 0 && located.certainty < MIN_CERTAINTY) continue;
    if (!people.some((other) => isSame(located, other))) people.push(located);
  }
  return people;
}

/** Separates the mask of one person from those of the people whose squares overlap. */
export const maskAmong = (photo: Photo, one: LocatedPerson, people: readonly LocatedPerson[]): PersonMask =>
  separateMask(
    photo,
    one,
    people.filter((each) => each !== one && overlaps(each.segmentation.square, one.segmentation.square)),
  );

const overlaps = (a: Square, b: Square): boolean =>
  a.left < b.left + b.side && b.left < a.left + a.side && a.top < b.top + b.side && b.top < a.top + a.side;

function isSame(one: LocatedPerson, other: LocatedPerson): boolean {
  const distances = one.placed.landmarks
    .map(([row, column], i) => Math.hypot(row - other.placed.landmarks[i]![0], column - other.placed.landmarks[i]![1]))
    .toSorted((a, b) => a - b);
  return distances[distances.length >> 1]! < MIN_APART * Math.max(one.skeleton.height, other.skeleton.height);
}
