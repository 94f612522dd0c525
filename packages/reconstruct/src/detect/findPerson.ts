// Finds the person to reconstruct, by detection or from the landmarks and mask that the caller passes.
import { check, type Landmark, type Square } from '@vrn/voxel';
import { type GivenMask, type PersonMask, placeMask } from '../crop/mask.js';
import type { Photo } from '../crop/picture.js';
import { scaled } from '../crop/square.js';
import type { Detectors } from './detectors.js';
import { type Candidate, candidateIn, findCandidates } from './findCandidates.js';
import { findJoints, type Joint } from './findJoints.js';
import { findLandmarks } from './findLandmarks.js';
import { findMask } from './findMask.js';
import { checkDetectors, othersOf, type Person, personOf } from './findPeople.js';
import { squareOfLandmarks } from './skeleton.js';

/** Data about the person that the caller passes; absent data is detected. */
export interface Known {
  readonly detectors?: Detectors;
  readonly landmarks?: readonly Landmark[];
  readonly mask?: GivenMask;
  readonly square?: Square;
}

export interface PersonFound extends Person {
  /** Squares of the other people in the picture, best first; absent if people were not searched. */
  readonly others?: readonly Square[];
}

/** Factors on the square around given landmarks or a given mask, in which missing data is detected. */
const LANDMARK_SQUARE_FACTOR = 1.5;
const MASK_SQUARE_FACTOR = 1.25;

const CALLER = 'reconstruct';

/**
 * Finds the person in the picture; of several people, the one with the highest score.
 *
 * @param step  awaited as each step begins; rejects when the caller has aborted.
 * @throws {VolumetricError} `no-person`, `bad-argument`, `bad-landmarks`
 */
export async function findPerson(
  photo: Photo,
  known: Known,
  step: (name: 'find' | 'landmarks' | 'mask') => Promise<void>,
): Promise<PersonFound> {
  if (known.landmarks !== undefined) checkLandmarks(known.landmarks);
  const given = known.mask === undefined ? undefined : placeMask(CALLER, known.mask, photo);
  if (known.landmarks !== undefined && given !== undefined) return personOf(photo, known.landmarks, given);
  const { detectors } = known;
  checkDetectors(CALLER, detectors);

  await step('find');
  const { square, joints, others, candidates, taken } = await placeOf(photo, { ...known, detectors }, given, () =>
    step('find'),
  );
  await step('landmarks');
  const landmarks = known.landmarks ?? (await findLandmarks(photo, square, { joints, detectors }));
  await step('mask');
  const mask = given ?? (await findMask(photo, square, { landmarks, others: othersOf(candidates, taken), detectors }));
  check(
    mask.data.some((value) => value >= 0.5),
    'no-person',
    () => 'reconstruct: picture must show a person, got an empty mask',
  );
  return { ...personOf(photo, landmarks, mask), ...(others !== undefined && { others }) };
}

interface PersonPlace {
  /** Square in which landmarks and mask are searched. */
  readonly square: Square;
  readonly joints: readonly Joint[];
  readonly candidates: readonly Candidate[];
  readonly taken?: Candidate;
  readonly others?: readonly Square[];
}

async function placeOf(
  photo: Photo,
  { detectors, landmarks, square }: Known & { readonly detectors: Detectors },
  mask: PersonMask | undefined,
  pause: () => Promise<void>,
): Promise<PersonPlace> {
  if (landmarks !== undefined) {
    return { square: squareOfLandmarks(landmarks, LANDMARK_SQUARE_FACTOR), joints: [], candidates: [] };
  }
  if (mask !== undefined) {
    const around = scaled(mask.square, MASK_SQUARE_FACTOR);
    return { square: around, joints: await findJoints(photo, around, detectors), candidates: [] };
  }
  if (square !== undefined) {
    const taken = await candidateIn(photo, square, detectors);
    check(
      taken !== undefined,
      'no-person',
      () => 'reconstruct: square must show a person, got none that could be found',
    );
    return { square: taken.square, joints: taken.joints, candidates: [taken], taken };
  }
  const candidates = await findCandidates(photo, detectors, pause);
  const [taken, ...rest] = candidates;
  check(taken !== undefined, 'no-person', () => {
    return 'reconstruct: picture must show a person, got none that could be found: use a picture that shows the complete body';
  });
  return { square: taken.square, joints: taken.joints, candidates, taken, others: rest.map((each) => each.square) };
}

/** Throws `bad-landmarks` unless the landmarks are valid and at least one was found. */
function checkLandmarks(landmarks: readonly Landmark[]): void {
  check(Array.isArray(landmarks) && landmarks.length === 16, 'bad-landmarks', () => {
    return `${CALLER}: landmarks must be 16 points, got ${Array.isArray(landmarks) ? landmarks.length : typeof landmarks}`;
  });
  const found = landmarks.filter(([row, column, confidence = 1]) => {
    return Number.isFinite(row) && Number.isFinite(column) && confidence > 0;
  });
  check(found.length > 0, 'bad-landmarks', () => `${CALLER}: landmarks must have a point with confidence, got none`);
  for (const [i, [row, column, confidence = 1, depth = 0]] of landmarks.entries()) {
    const good = confidence === 0 || [row, column, confidence].every(Number.isFinite);
    // NaN marks an unknown depth.
    check(good && confidence >= 0 && Math.abs(depth) !== Number.POSITIVE_INFINITY, 'bad-landmarks', () => {
      return `${CALLER}: landmarks must be [row, column, confidence?, depth?] of finite numbers, got [${landmarks[i]}] at ${i}`;
    });
  }
}
