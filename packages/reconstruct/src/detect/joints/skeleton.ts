// Computes a person's skeleton in the picture: bones, the body's height, and the distance of pixels to the limbs.
import type { Landmark, Square } from '@vrn/voxel';
import { type Place, squareAround } from '../../crop/square.js';
import { type Joint, SURE } from './findJoints.js';

/** Bones between landmarks of MPII; length and radius in body heights of a person who stands upright. */
const BONES: readonly (readonly [from: number, to: number, length: number, radius: number])[] = [
  [0, 1, 0.245, 0.04],
  [1, 2, 0.245, 0.055],
  [3, 4, 0.245, 0.055],
  [4, 5, 0.245, 0.04],
  [2, 3, 0.11, 0.07],
  [6, 7, 0.29, 0.08],
  [2, 12, 0.3, 0.05],
  [3, 13, 0.3, 0.05],
  [12, 13, 0.22, 0.05],
  [10, 11, 0.15, 0.035],
  [11, 12, 0.18, 0.04],
  [13, 14, 0.18, 0.04],
  [14, 15, 0.15, 0.035],
  [8, 9, 0.15, 0.06],
];

/** Index of the COCO joint for each landmark of MPII; undefined if there is none. */
export const COCO_JOINTS: readonly (number | undefined)[] = [
  ...[16, 14, 12, 11, 13, 15, undefined, undefined, undefined, undefined, 10, 8, 6, 5, 7, 9],
];

/** Positions of the upper neck and the top of the head on the line from the thorax (0) through the nose (1). */
const NECK = 0.4;
const HEAD_TOP = 1.6;

const isFound = (landmark: Landmark): boolean => (landmark[2] ?? 1) > 0;

/** Converts COCO joints to MPII landmarks; pelvis, thorax, neck and head are estimated from other joints. */
export function landmarksOfJoints(joints: readonly Joint[]): Landmark[] {
  const at = (joint: number): Landmark => {
    const { row, column, score } = joints[joint]!;
    return [row, column, score > SURE ? score : 0];
  };
  const middle = (a: Landmark, b: Landmark): Landmark => {
    return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, isFound(a) && isFound(b) ? Math.min(a[2]!, b[2]!) : 0];
  };
  const [pelvis, thorax, nose] = [middle(at(11), at(12)), middle(at(5), at(6)), at(0)];
  const isHead = isFound(thorax) && isFound(nose);
  const alongHead = (share: number): Landmark => [
    thorax[0] + share * (nose[0] - thorax[0]),
    thorax[1] + share * (nose[1] - thorax[1]),
    isHead ? nose[2]! : 0,
  ];
  const estimates: Readonly<Record<number, Landmark>> = {
    6: pelvis,
    7: thorax,
    8: alongHead(NECK),
    9: alongHead(HEAD_TOP),
  };
  return COCO_JOINTS.map((joint, landmark) => (joint === undefined ? estimates[landmark]! : at(joint)));
}

/** Bones whose two landmarks were found, and the body's height, in pixels of the picture. */
export interface Skeleton {
  readonly bones: readonly { readonly from: Place; readonly to: Place; readonly radius: number }[];
  /**
   * Height when standing upright; 0 without bones. It is the largest ratio of a bone's length to its usual length in
   * body heights, since foreshortening only shortens bones; with more than three bones, the second largest.
   */
  readonly height: number;
}

/** Builds a skeleton from the 16 landmarks of MPII; those with confidence 0 are ignored. */
export function skeletonOf(landmarks: readonly Landmark[]): Skeleton {
  const found = BONES.filter(([from, to]) => isFound(landmarks[from]!) && isFound(landmarks[to]!));
  const place = ([row, column]: Landmark): Place => ({ row, column });
  const heights = found
    .map(([from, to, length]) => {
      return Math.hypot(landmarks[from]![0] - landmarks[to]![0], landmarks[from]![1] - landmarks[to]![1]) / length;
    })
    .toSorted((a, b) => b - a);
  // The second largest of more than three ratios is more robust, since a single landmark may be far off.
  const height = heights[heights.length > 3 ? 1 : 0] ?? 0;
  return {
    bones: found.map(([from, to, , radius]) => {
      return { from: place(landmarks[from]!), to: place(landmarks[to]!), radius: radius * height };
    }),
    height,
  };
}

/** Returns the distance to the nearest limb's surface in body heights, negative inside; infinite without bones. */
export function distanceTo({ bones, height }: Skeleton, row: number, column: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const { from, to, radius } of bones) {
    const [down, across] = [to.row - from.row, to.column - from.column];
    const length = down * down + across * across;
    const along = length === 0 ? 0 : ((row - from.row) * down + (column - from.column) * across) / length;
    const t = Math.min(1, Math.max(0, along));
    const distance = Math.hypot(row - from.row - t * down, column - from.column - t * across) - radius;
    if (distance < least) least = distance;
  }
  return least / height;
}

/** Returns the length of the bone between two landmarks, in body heights; 0 if there is none. */
export const boneLength = (a: number, b: number): number =>
  BONES.find(([from, to]) => (from === a && to === b) || (from === b && to === a))?.[2] ?? 0;

/** Returns the square around the found landmarks, enlarged by `factor`. */
export function squareOfLandmarks(landmarks: readonly Landmark[], factor: number): Square {
  return squareAround(
    landmarks.filter(isFound).map(([row, column]) => ({ row, column })),
    factor,
  );
}
