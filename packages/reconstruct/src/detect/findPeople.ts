// Finds every person in a picture, with landmarks, mask and missing parts.
import { check, type Landmark, type Square } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import type { PersonMask } from '../crop/mask.js';
import { checkPicture, type Photo, type Picture } from '../crop/picture.js';
import type { Detectors } from './detectors.js';
import { type Candidate, findCandidates, type Pause } from './findCandidates.js';
import { findLandmarks } from './findLandmarks.js';
import { findMask } from './findMask.js';
import { describeMissing, type Missing, missingOf } from './missing.js';
import { skeletonOf } from './skeleton.js';
import { viewSquare } from './viewSquare.js';

/** A person in a picture. `reconstruct` accepts `landmarks`, `mask` and `square` as options. */
export interface Person {
  /** Square of the picture that is the network's input, in pixels. It may extend beyond the picture. */
  readonly square: Square;
  /** The 16 MPII landmarks in pixels of the picture, integers at pixel centres; confidence 0 if not found. */
  readonly landmarks: readonly Landmark[];
  /** Coverage over a square of the picture; 0 outside the picture and on other people. */
  readonly mask: PersonMask;
  /** Missing parts of the person. */
  readonly missing: Missing;
  /** The missing parts as text; empty if nothing is missing. */
  readonly warnings: readonly string[];
}

export interface FindPeopleOptions {
  /** Stops the search, by throwing the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Minimum number of landmarks that determine a pose. */
const MIN_LANDMARKS = 10;

/**
 * Finds every person in a picture, best first: in descending order of certainty times size.
 *
 * People are found by their joints (MoveNet, in overlapping views of the picture). For each, EfficientPose finds the
 * landmarks and BlazePose the mask; a pixel that several people claim belongs to the one whose limbs are nearest.
 *
 * @param picture    RGB or RGBA bytes.
 * @param detectors  from `loadDetectors`; a backend of TensorFlow.js must be set.
 * @returns  the people; empty if none was found.
 * @throws {VolumetricError} `bad-image`, `bad-argument`; the signal's reason when it is aborted.
 * Cost: 20 to 100 runs of MoveNet, then one of each other model per person, or two of EfficientPose where it misses
 *   landmarks.
 *
 * @example
 * const [best, ...others] = await findPeople({ data, width, height }, detectors);
 * best?.missing.cutBy; // → ['bottom'] if the picture cuts the person at the knees
 */
export async function findPeople(
  picture: Picture,
  detectors: Detectors,
  options: FindPeopleOptions = {},
): Promise<Person[]> {
  checkOptions('findPeople', options, ['signal']);
  const photo = checkPicture('findPeople', picture);
  checkDetectors('findPeople', detectors);
  const pause = pauseFor(options.signal);
  const candidates = await findCandidates(photo, detectors, pause);
  const people: Person[] = [];
  for (const candidate of candidates) {
    await pause();
    const { square, joints } = candidate;
    const landmarks = await findLandmarks(photo, square, { joints, detectors });
    await pause();
    const mask = await findMask(photo, square, { landmarks, others: othersOf(candidates, candidate), detectors });
    if (mask.data.some((value) => value >= 0.5)) people.push(personOf(photo, landmarks, mask));
  }
  return people;
}

/** Returns the skeletons of all other people. */
export const othersOf = (candidates: readonly Candidate[], one: Candidate | undefined) =>
  candidates.filter((each) => each !== one).map(({ skeleton }) => skeleton);

/** Builds a person, with the missing parts. */
export function personOf(photo: Photo, landmarks: readonly Landmark[], mask: PersonMask): Person {
  const { height } = skeletonOf(landmarks);
  const missing = missingOf(photo, mask, landmarks, height);
  const square = viewSquare(mask, landmarks, { cutBy: missing.cutBy, height });
  return { square, landmarks, mask, missing, warnings: warningsOf(missing, landmarks) };
}

function warningsOf(missing: Missing, landmarks: readonly Landmark[]): string[] {
  const words = describeMissing(missing);
  const found = landmarks.filter(([, , confidence = 1]) => confidence > 0).length;
  return [
    ...(words === '' ? [] : [`the person is incomplete: ${words}`]),
    ...(found < MIN_LANDMARKS ? [`only ${found} of 16 landmarks were found: the pose is uncertain`] : []),
  ];
}

/** Returns a function that yields to other tasks, then throws the signal's reason if it is aborted. */
export const pauseFor =
  (signal: AbortSignal | undefined): Pause =>
  async () => {
    signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
  };

/** Throws `bad-argument` unless the detectors are valid. */
export function checkDetectors(caller: string, detectors: Detectors | undefined): asserts detectors is Detectors {
  check(typeof detectors?.run === 'function', 'bad-argument', () => {
    return `${caller}: detectors must be the result of loadDetectors, got ${detectors === null ? 'null' : typeof detectors}`;
  });
}
