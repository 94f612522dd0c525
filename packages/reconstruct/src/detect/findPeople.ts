// Every person of a picture, with landmarks, mask and what is missing of them.
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

/** A person of a picture. `reconstruct` takes `landmarks`, `mask` and `square` as they are. */
export interface Person {
  /** The square of the picture that a network is shown, in its pixels. It may extend beyond the picture. */
  readonly square: Square;
  /** The 16 of MPII in pixels of the picture, integers at pixel centres; confidence 0 where one was not found. */
  readonly landmarks: readonly Landmark[];
  /** Coverage over a square of the picture; 0 outside the picture and on other people. */
  readonly mask: PersonMask;
  /** What is missing of the person. */
  readonly missing: Missing;
  /** The same in words; empty when nothing is missing. */
  readonly warnings: readonly string[];
}

export interface FindPeopleOptions {
  /** Stops the search: its reason is thrown. */
  readonly signal?: AbortSignal;
}

/** Fewer landmarks than this say little of a pose. */
const MIN_LANDMARKS = 10;

/**
 * Finds every person of a picture, best first: certain, and large in the picture.
 *
 * People are found by their joints (MoveNet, in overlapping views of the picture). For each, EfficientPose finds the
 * landmarks and BlazePose the mask; a pixel that several people claim belongs to the one whose limbs are nearest.
 *
 * @param picture    RGB or RGBA bytes.
 * @param detectors  from `loadDetectors`; a backend of TensorFlow.js must be set.
 * @returns  empty when nobody was found.
 * @throws {VolumetricError} `bad-image`, `bad-argument`; the signal's reason when it is aborted.
 * Cost: 20 to 100 runs of MoveNet, then one of each other model per person, or two of EfficientPose where it misses
 *   landmarks.
 *
 * @example
 * const [best, ...others] = await findPeople({ data, width, height }, detectors);
 * best?.missing.cutBy; // → ['bottom'] for somebody whom the picture cuts at the knees
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

/** Skeletons of everybody else. */
export const othersOf = (candidates: readonly Candidate[], one: Candidate | undefined) =>
  candidates.filter((each) => each !== one).map(({ skeleton }) => skeleton);

/** A person, and what is missing of them. */
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
    ...(found < MIN_LANDMARKS ? [`only ${found} of 16 landmarks were found: the pose is a guess`] : []),
  ];
}

/** Lets other work run, such as the click that aborts; then throws the signal's reason if it is aborted. */
export const pauseFor =
  (signal: AbortSignal | undefined): Pause =>
  async () => {
    signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
  };

/** @throws {VolumetricError} `bad-argument` */
export function checkDetectors(caller: string, detectors: Detectors | undefined): asserts detectors is Detectors {
  check(typeof detectors?.run === 'function', 'bad-argument', () => {
    return `${caller}: detectors must be what loadDetectors gives, got ${detectors === null ? 'null' : typeof detectors}`;
  });
}
