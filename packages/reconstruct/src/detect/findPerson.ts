// Finds the person to reconstruct, by detection or from what the caller passes.
import { check, type Landmark, type Square } from '@vrn/voxel';
import { COVERED, type GivenMask, placeMask } from '../crop/mask.js';
import type { Photo } from '../crop/picture.js';
import { scaled } from '../crop/square.js';
import { checkDetectors, type LonePerson, type Person, personOf, visiblePerson } from './findPeople.js';
import { candidateIn } from './joints/findCandidates.js';
import { findJoints } from './joints/findJoints.js';
import { squareOfLandmarks } from './joints/skeleton.js';
import { locatePeople, maskAmong } from './locatePeople.js';
import { type LocatedPerson, locatePerson } from './locatePerson.js';
import type { Detectors } from './models/detectors.js';

/** What the caller knows about the person, and the detectors, which find what is absent. */
export interface Known {
  readonly detectors?: Detectors;
  readonly person?: Person;
  readonly landmarks?: readonly Landmark[];
  readonly mask?: GivenMask;
  readonly square?: Square;
}

/** A person; `number` and `others` are absent if people were not searched for and no `person` was passed. */
export type PersonFound = LonePerson & Partial<Pick<Person, 'number' | 'others'>>;

/** Factors that enlarge the square around given landmarks, or around a given mask, in which the rest is detected. */
const LANDMARK_SQUARE_FACTOR = 1.5;
const MASK_SQUARE_FACTOR = 1.25;

const CALLER = 'reconstruct';

/**
 * Finds the person in the picture; data that the caller passed replace what would be detected. Of several people, takes
 * the one with the highest certainty of MoveNet times size.
 *
 * @param step  awaited as each step begins; while the picture is searched for people, awaited with 'find' before each
 *   run of MoveNet and with 'landmarks' before each candidate. Rejects when the caller has aborted.
 * @throws {VolumetricError} `no-person`, `bad-argument`, `bad-landmarks`; for the mask, `bad-volume`, `shape-mismatch`;
 *   `disposed` for disposed detectors; what `step` throws.
 */
export async function findPerson(
  photo: Photo,
  known: Known,
  step: (name: 'find' | 'landmarks' | 'mask') => Promise<void>,
): Promise<PersonFound> {
  const { person, square } = known;
  const landmarks = known.landmarks ?? person?.landmarks;
  if (landmarks !== undefined) checkLandmarks(landmarks);
  const givenMask = known.mask ?? person?.mask;
  const given = givenMask === undefined ? undefined : placeMask(CALLER, givenMask, photo);
  if (landmarks !== undefined && given !== undefined) {
    const { number, others } = person ?? {};
    const placed = { landmarks: square === undefined ? landmarks : rescaled(landmarks, known, square) };
    return {
      ...personOf(photo, placed, given, square ?? person?.square),
      ...(number !== undefined && others !== undefined && { number, others }),
    };
  }
  const { detectors } = known;
  checkDetectors(CALLER, detectors);

  await step('find');
  const { one, people } = await locate(photo, { ...known, detectors }, given?.square, step);
  await step('mask');
  const mask = given ?? maskAmong(photo, one, people);
  check(
    mask.data.some((value) => value >= COVERED),
    'no-person',
    () => 'reconstruct: picture must show a person, got an empty mask',
  );
  const found = personOf(photo, one.placed, mask, square);
  if (people.length === 0) return found;
  const others = people.filter((each) => each !== one).flatMap((each) => visiblePerson(photo, each, people));
  return { ...found, number: 1, others: others.map(({ square }) => square) };
}

/** Returns the person, and the list of all people found; the list is empty if only one square was searched. */
async function locate(
  photo: Photo,
  { detectors, landmarks, square }: Known & { readonly detectors: Detectors },
  around: Square | undefined,
  step: (name: 'find' | 'landmarks') => Promise<void>,
): Promise<{ one: LocatedPerson; people: readonly LocatedPerson[] }> {
  const within = async (place: Square, joints: Parameters<typeof locatePerson>[1]['joints']) => {
    await step('landmarks');
    return { one: await locatePerson(photo, { square: place, joints }, detectors, landmarks), people: [] };
  };
  if (landmarks !== undefined) return within(squareOfLandmarks(landmarks, LANDMARK_SQUARE_FACTOR), []);
  if (around !== undefined) {
    const place = scaled(around, MASK_SQUARE_FACTOR);
    return within(place, await findJoints(photo, place, detectors));
  }
  if (square !== undefined) {
    const taken = await candidateIn(photo, square, detectors);
    check(taken !== undefined, 'no-person', () => {
      return 'reconstruct: square must show a person, got none that could be found';
    });
    return within(taken.square, taken.joints);
  }
  const people = await locatePeople(photo, detectors, { search: () => step('find'), locate: () => step('landmarks') });
  const [one] = people;
  check(one !== undefined, 'no-person', () => {
    return 'reconstruct: picture must show a person, got none that could be found: use a picture that shows the complete body';
  });
  return { one, people };
}

/** Converts depths of landmarks of `person` to fractions of another square's side; given landmarks are unchanged. */
const rescaled = (landmarks: readonly Landmark[], { person, landmarks: given }: Known, { side }: Square) =>
  person === undefined || given !== undefined
    ? landmarks
    : landmarks.map(([row, column, confidence = 1, depth]): Landmark => {
        return depth === undefined
          ? [row, column, confidence]
          : [row, column, confidence, (depth * person.square.side) / side];
      });

/** Throws `bad-landmarks` unless the landmarks are valid and at least one was found. */
function checkLandmarks(landmarks: readonly Landmark[]): void {
  check(Array.isArray(landmarks) && landmarks.length === 16, 'bad-landmarks', () => {
    return `${CALLER}: landmarks must be 16 points, got ${Array.isArray(landmarks) ? landmarks.length : typeof landmarks}`;
  });
  const found = landmarks.filter(([row, column, confidence = 1]) => {
    return Number.isFinite(row) && Number.isFinite(column) && confidence > 0;
  });
  check(found.length > 0, 'bad-landmarks', () => `${CALLER}: landmarks must have a point with confidence, got none`);
  for (const [i, [row, column, confidence = 1, depth = Number.NaN]] of landmarks.entries()) {
    // NaN marks an unknown depth.
    const isDepth = typeof depth === 'number' && Math.abs(depth) !== Number.POSITIVE_INFINITY;
    const good = confidence === 0 || ([row, column, confidence].every(Number.isFinite) && isDepth);
    check(good && confidence >= 0, 'bad-landmarks', () => {
      return `${CALLER}: landmarks must be [row, column, confidence?, depth?] of finite numbers, got [${landmarks[i]}] at ${i}`;
    });
  }
}
