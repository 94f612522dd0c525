// Computes the 16 MPII landmarks: from BlazePose, with depths, or, if MoveNet disagrees, from MoveNet without depths.
import type { Landmark } from '@vrn/voxel';
import type { Photo } from '../../crop/picture.js';
import type { Place } from '../../crop/square.js';
import { type Joint, SURE } from '../joints/findJoints.js';
import { COCO_JOINTS, landmarksOfJoints, skeletonOf } from '../joints/skeleton.js';
import type { Pose } from './findPose.js';
import { combineDepths, combinePositions, mainPoints } from './poseFit.js';

/** Minimum presence of each BlazePose point on which a landmark mostly depends, for the landmark to count as found. */
const MIN_PRESENCE = 0.5;

/** Lower bound of the confidence of found landmarks, which may be hidden; 0 would mean that they are missing. */
const MIN_CONFIDENCE = 0.05;

/** Maximum median distance, in body heights, at which BlazePose and MoveNet count as agreeing about a person. */
const AGREEMENT = 0.12;

/** Minimum number of confident joints by which agreement is judged; with fewer, agreement is assumed. */
const MIN_JOINTS = 6;

/** Landmarks of a person, with depths in pixels of the picture. */
export interface PlacedLandmarks {
  /** 16 landmarks in pixels of the picture, integers at pixel centres; confidence 0 where one was not found. */
  readonly landmarks: readonly Landmark[];
  /** Depth of each landmark behind the pelvis, in pixels of the picture; absent if unknown. */
  readonly depths?: readonly number[];
}

/**
 * Returns the landmarks of a person, from the pose or from the joints.
 *
 * BlazePose sometimes confuses left and right, or the direction of the body, if a person is upside down. On renders,
 * MoveNet was right wherever the two disagreed, so its joints are used in that case, without depths.
 *
 * @param joints  joints of MoveNet, in pixels of the picture; empty if MoveNet did not run.
 */
export function findLandmarks(photo: Photo, { points }: Pose, joints: readonly Joint[]): PlacedLandmarks {
  const rows = combinePositions(points.map(({ row }) => row));
  const columns = combinePositions(points.map(({ column }) => column));
  const landmarks = rows.map((row, landmark): Landmark => {
    const place = { row, column: columns[landmark]! };
    const main = mainPoints(landmark).map((point) => points[point]!);
    const isFound = isInside(photo, place) && main.every(({ presence }) => presence >= MIN_PRESENCE);
    const visibility = main.reduce((sum, each) => sum + each.visibility, 0) / main.length;
    return [place.row, place.column, isFound ? Math.max(MIN_CONFIDENCE, visibility) : 0];
  });
  if (agrees(landmarks, joints)) return { landmarks, depths: combineDepths(points.map(({ depth }) => depth)) };
  return {
    landmarks: landmarksOfJoints(joints).map(([row, column, confidence]): Landmark => {
      return [row, column, isInside(photo, { row, column }) ? confidence! : 0];
    }),
  };
}

/** Returns whether landmarks agree with the joints; also true if too few joints are confident to tell. */
function agrees(landmarks: readonly Landmark[], joints: readonly Joint[]): boolean {
  if (joints.length === 0) return true;
  const { height } = skeletonOf(landmarksOfJoints(joints));
  const distances = COCO_JOINTS.flatMap((number, landmark) => {
    const joint = number === undefined ? undefined : joints[number]!;
    if (joint === undefined || joint.score <= SURE) return [];
    const [row, column] = landmarks[landmark]!;
    return [Math.hypot(joint.row - row, joint.column - column)];
  }).toSorted((a, b) => a - b);
  return distances.length < MIN_JOINTS || distances[distances.length >> 1]! <= AGREEMENT * height;
}

const isInside = ({ rows, columns }: Photo, { row, column }: Place): boolean =>
  row > -0.5 && column > -0.5 && row < rows - 0.5 && column < columns - 0.5;
