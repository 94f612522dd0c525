// Finds every person in a picture, with landmarks, mask and missing parts.
import { check, type Landmark, type Square } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { COVERED, type PersonMask } from '../crop/mask.js';
import { checkPicture, type Photo, type Picture } from '../crop/picture.js';
import type { Pause } from './joints/findCandidates.js';
import { skeletonOf } from './joints/skeleton.js';
import { locatePeople, maskAmong } from './locatePeople.js';
import type { LocatedPerson } from './locatePerson.js';
import { describeMissing, type Missing, missingOf } from './missing.js';
import type { Detectors } from './models/detectors.js';
import type { PlacedLandmarks } from './pose/findLandmarks.js';
import { viewSquare } from './viewSquare.js';

/** A detected person, without data about other people in the picture. */
export interface LonePerson {
  /** Square of the picture that is the network's input, in pixels. It may extend beyond the picture. */
  readonly square: Square;
  /**
   * The 16 MPII landmarks, `[row, column, confidence, depth?]`: in pixels of the picture, integers at pixel centres;
   * confidence 0 if not found; depth behind the pelvis as a fraction of the side of `square`, absent if unknown.
   */
  readonly landmarks: readonly Landmark[];
  /** Coverage over a square of the picture; 0 outside it and, if the mask was detected, on other people found. */
  readonly mask: PersonMask;
  /** Missing parts of the person. */
  readonly missing: Missing;
  /** The missing parts as text, and a warning if few landmarks were found; empty if nothing is missing. */
  readonly warnings: readonly string[];
}

/** A person of a picture; `reconstruct` accepts one as the option `person`. */
export interface Person extends LonePerson {
  /** Number of the person in the list, from 1. */
  readonly number: number;
  /** The `square` of each other person in the picture, best first. */
  readonly others: readonly Square[];
}

export interface FindPeopleOptions {
  /** Stops the search, by throwing the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Number of found landmarks below which a warning says that the pose is uncertain. */
const MIN_LANDMARKS = 10;

/**
 * Finds every person in a picture, in descending order of MoveNet's certainty times the person's size.
 *
 * People are found by their joints (MoveNet, in overlapping views of the picture). For each, BlazePose finds the
 * landmarks with their depths, and the mask. Where its landmarks disagree with MoveNet's joints, the landmarks are
 * computed from the joints, without depths. A pixel that several people claim belongs to the one whose limbs are
 * nearest.
 *
 * @param picture    RGB or RGBA bytes.
 * @param detectors  from `loadDetectors`; a backend of TensorFlow.js must be set.
 * @returns  the people; empty if none was found.
 * @throws {VolumetricError} `bad-image`, `bad-argument`, `disposed`; the signal's reason when it is aborted.
 * Cost: usually 10 to 100 runs of MoveNet, then usually two of BlazePose per candidate, up to five where BlazePose
 *   recognises the person only in a rotated view or not at all.
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
  const located = await locatePeople(photo, detectors, { search: pause, locate: pause });
  const people = located.flatMap((each) => visiblePerson(photo, each, located));
  return people.map((person, i) => {
    return { ...person, number: i + 1, others: people.filter((each) => each !== person).map(({ square }) => square) };
  });
}

/** Returns a list of one person, built from a located person; an empty list if no pixel of the mask is covered. */
export function visiblePerson(photo: Photo, one: LocatedPerson, people: readonly LocatedPerson[]): LonePerson[] {
  const mask = maskAmong(photo, one, people);
  return mask.data.some((value) => value >= COVERED) ? [personOf(photo, one.placed, mask)] : [];
}

/**
 * Builds a person, with the missing parts and the depths of landmarks.
 *
 * @param square  square that is the network's input. Default: that of `viewSquare`.
 */
export function personOf(
  photo: Photo,
  { landmarks, depths }: PlacedLandmarks,
  mask: PersonMask,
  square?: Square,
): LonePerson {
  const { height } = skeletonOf(landmarks);
  const missing = missingOf(photo, mask, landmarks, height);
  const view = square ?? viewSquare(mask, landmarks, { cutBy: missing.cutBy, height });
  return {
    square: view,
    landmarks: depths === undefined ? landmarks : withDepths(landmarks, depths, view),
    mask,
    missing,
    warnings: warningsOf(missing, landmarks),
  };
}

/** Adds depths to landmarks, converted from pixels to fractions of the square's side. */
const withDepths = (landmarks: readonly Landmark[], depths: readonly number[], { side }: Square): Landmark[] =>
  landmarks.map(([row, column, confidence = 1], i) => [row, column, confidence, depths[i]! / side]);

function warningsOf(missing: Missing, landmarks: readonly Landmark[]): string[] {
  const words = describeMissing(missing);
  const found = landmarks.filter(([, , confidence = 1]) => confidence > 0).length;
  return [
    ...(words === '' ? [] : [`the person is incomplete: ${words}`]),
    ...(found < MIN_LANDMARKS ? [`only ${found} of 16 landmarks were found: the pose is uncertain`] : []),
  ];
}

/** Returns a function that yields to other tasks, and rejects with the signal's reason if the signal is aborted. */
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
