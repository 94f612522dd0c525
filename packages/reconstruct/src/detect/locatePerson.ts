// Finds landmarks, skeleton and segmentation of one person, before people are separated from each other.
import type { Landmark, Square } from '@vrn/voxel';
import type { PersonMask } from '../crop/mask.js';
import type { Photo } from '../crop/picture.js';
import type { Joint } from './joints/findJoints.js';
import { type Skeleton, skeletonOf } from './joints/skeleton.js';
import type { Detectors } from './models/detectors.js';
import { findLandmarks, type PlacedLandmarks } from './pose/findLandmarks.js';
import { findPose } from './pose/findPose.js';

/** A person with a segmentation that may include neighbours. */
export interface LocatedPerson {
  readonly placed: PlacedLandmarks;
  readonly skeleton: Skeleton;
  readonly segmentation: PersonMask;
  /** BlazePose's probability that the view from which the points are taken shows a person, 0..1. */
  readonly certainty: number;
}

/**
 * Locates the person in a square.
 *
 * @param joints  joints of MoveNet; empty if MoveNet did not run.
 * @param given   landmarks that the caller passed; they replace those of the pose.
 */
export async function locatePerson(
  photo: Photo,
  { square, joints }: { readonly square: Square; readonly joints: readonly Joint[] },
  detectors: Detectors,
  given?: readonly Landmark[],
): Promise<LocatedPerson> {
  const pose = await findPose(photo, square, { joints, detectors });
  const placed = given === undefined ? findLandmarks(photo, pose, joints) : { landmarks: given };
  const { segmentation, certainty } = pose;
  return { placed, skeleton: skeletonOf(placed.landmarks), segmentation, certainty };
}
