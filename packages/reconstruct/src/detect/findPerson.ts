// The person that a body is made of: detected, or from what the caller already knows.
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

/** What the caller knows of the person already; what is absent is detected. */
export interface Known {
  readonly detectors?: Detectors;
  readonly landmarks?: readonly Landmark[];
  readonly mask?: GivenMask;
  readonly square?: Square;
}

export interface PersonFound extends Person {
  /** Squares of the other people in the picture, best first; absent where nobody was searched for. */
  readonly others?: readonly Square[];
}

/** The square around given landmarks or a given mask is enlarged by this factor before anything is detected in it. */
const ROOM_AROUND_LANDMARKS = 1.5;
const ROOM_AROUND_MASK = 1.25;

const CALLER = 'reconstruct';

/**
 * The person in the picture: of several, the best.
 *
 * @param step  awaited as each step begins; it rejects when the caller has aborted.
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
    () => 'reconstruct: picture must show a person, got none that stands out from the background',
  );
  return { ...personOf(photo, landmarks, mask), ...(others !== undefined && { others }) };
}

interface PersonPlace {
  /** In which landmarks and mask are found. */
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
    return { square: squareOfLandmarks(landmarks, ROOM_AROUND_LANDMARKS), joints: [], candidates: [] };
  }
  if (mask !== undefined) {
    const around = scaled(mask.square, ROOM_AROUND_MASK);
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
    return 'reconstruct: picture must show a person, got none that could be found: use one in which the whole body is seen';
  });
  return { square: taken.square, joints: taken.joints, candidates, taken, others: rest.map((each) => each.square) };
}

/** @throws {VolumetricError} `bad-landmarks` */
function checkLandmarks(landmarks: readonly Landmark[]): void {
  check(Array.isArray(landmarks) && landmarks.length === 16, 'bad-landmarks', () => {
    return `${CALLER}: landmarks must be 16 points, got ${Array.isArray(landmarks) ? landmarks.length : typeof landmarks}`;
  });
  const found = landmarks.filter(([row, column, confidence = 1]) => {
    return Number.isFinite(row) && Number.isFinite(column) && confidence > 0;
  });
  check(found.length > 0, 'bad-landmarks', () => `${CALLER}: landmarks must have a point with confidence, got none`);
  for (const [i, [row, column, confidence = 1]] of landmarks.entries()) {
    const good = confidence === 0 || [row, column, confidence].every(Number.isFinite);
    check(good && confidence >= 0, 'bad-landmarks', () => {
      return `${CALLER}: landmarks must be [row, column, confidence?] in finite numbers, got [${row}, ${column}, ${confidence}] at ${i}`;
    });
  }
}
