// Finds the missing parts of a person: sides on which the frame cuts the person, and landmarks with confidence 0.
import { LANDMARK_NAMES, type Landmark } from '@vrn/voxel';
import { COVERED, type PersonMask } from '../crop/mask.js';
import type { Photo } from '../crop/picture.js';
import { boneLength } from './joints/skeleton.js';

/** The sides of a picture. */
export const SIDES = ['top', 'bottom', 'left', 'right'] as const;

export type Side = (typeof SIDES)[number];

/** A landmark with confidence 0, and why it is missing. */
export interface MissingLandmark {
  readonly landmark: (typeof LANDMARK_NAMES)[number];
  /** 'not found' means hidden or unclear within the picture. */
  readonly reason: 'outside the picture' | 'not found';
}

/** Missing parts of a person; both lists are empty for a completely visible person. */
export interface Missing {
  /** Sides of the picture that cut the person. */
  readonly cutBy: readonly Side[];
  readonly landmarks: readonly MissingLandmark[];
}

/** Minimum length of contact between the person and a side of the picture that cuts the person, in body heights. */
const MIN_CUT = 0.04;

/** Width of the strip along the frame in which covered pixels count as touching it, in pixels of the mask. */
const FRAME_PIXELS = 2;

/**
 * A missing landmark counts as outside the picture if the bone from its parent, stretched by this factor, could reach a
 * side of `cutBy`, or if its parent counts as outside.
 */
const MAX_STRETCH = 1.2;

/** For each landmark, the index of the next landmark towards the thorax; for the thorax (7), its own index. */
const PARENTS = [1, 2, 6, 6, 3, 4, 7, 7, 7, 8, 11, 12, 7, 7, 13, 14];

/**
 * Finds the sides of the picture that cut a person, and why landmarks with confidence 0 are missing.
 *
 * @param height  height of the body, in pixels of the picture.
 */
export function missingOf(photo: Photo, mask: PersonMask, landmarks: readonly Landmark[], height: number): Missing {
  const cutBy = SIDES.filter((side) => touched(photo, mask, side) > MIN_CUT * height);
  const outside = new Set<number>();
  const isMissing = (landmark: number): boolean => (landmarks[landmark]![2] ?? 1) === 0;
  // Visits landmarks from the trunk outwards, so that each comes after its parent.
  for (const landmark of [7, 6, 8, 9, 12, 13, 2, 3, 11, 14, 1, 4, 10, 15, 0, 5]) {
    if (!isMissing(landmark)) continue;
    const parent = PARENTS[landmark]!;
    if (outside.has(parent)) outside.add(landmark);
    else if (!isMissing(parent) && cutBy.some((side) => reaches(photo, landmarks, landmark, side, height))) {
      outside.add(landmark);
    }
  }
  return {
    cutBy,
    landmarks: LANDMARK_NAMES.flatMap((name, i): MissingLandmark[] =>
      isMissing(i) ? [{ landmark: name, reason: outside.has(i) ? 'outside the picture' : 'not found' }] : [],
    ),
  };
}

/** Returns whether the bone from a landmark's parent may end beyond a side of the picture. */
function reaches(photo: Photo, landmarks: readonly Landmark[], landmark: number, side: Side, height: number): boolean {
  const parent = PARENTS[landmark]!;
  const length = (boneLength(parent, landmark) || 0.15) * height * MAX_STRETCH;
  return distanceToSide(photo, landmarks[parent]!, side) < length;
}

function distanceToSide({ rows, columns }: Photo, [row, column]: Landmark, side: Side): number {
  if (side === 'top') return row;
  if (side === 'bottom') return rows - 1 - row;
  return side === 'left' ? column : columns - 1 - column;
}

/** Returns the length over which a mask touches a side, in pixels of the picture. */
function touched({ rows, columns }: Photo, { data, square, shape }: PersonMask, side: Side): number {
  const size = shape[0]!;
  const pixel = square.side / size;
  const isRow = side === 'top' || side === 'bottom';
  const first = isRow ? square.top : square.left;
  const frame = side === 'top' || side === 'left' ? 0 : isRow ? rows : columns;
  const line = (frame - first) / pixel;
  // The strip has only pixels of the mask that are completely inside the picture.
  const lines = Array.from({ length: FRAME_PIXELS }, (_, n) =>
    frame === 0 ? Math.ceil(line) + n : Math.floor(line) - 1 - n,
  );
  let count = 0;
  for (let along = 0; along < size; along++) {
    const covered = lines.some((each) => {
      if (each < 0 || each >= size) return false;
      return data[isRow ? each * size + along : along * size + each]! >= COVERED;
    });
    if (covered) count++;
  }
  return count * pixel;
}

/**
 * Formats missing parts: `cut off at the picture's bottom; outside the picture: right ankle`. Returns an empty string
 * if nothing is missing.
 */
export function describeMissing({ cutBy, landmarks }: Missing): string {
  const named = (reason: MissingLandmark['reason']): string[] => {
    const names = landmarks.filter((each) => each.reason === reason).map(({ landmark }) => landmark);
    return names.length === 0 ? [] : [`${reason}: ${names.join(', ')}`];
  };
  const cut = cutBy.length === 0 ? [] : [`cut off at the picture's ${cutBy.join(' and ')}`];
  return [...cut, ...named('outside the picture'), ...named('not found')].join('; ');
}
