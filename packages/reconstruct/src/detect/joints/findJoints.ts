// Finds the joints of one person in a square of the picture, with MoveNet.
import type { Square } from '@vrn/voxel';
import { cut } from '../../crop/cut.js';
import type { Photo } from '../../crop/picture.js';
import { squareAround } from '../../crop/square.js';
import type { Detectors } from '../models/detectors.js';

/** A joint: its position in pixels of the picture, integers at pixel centres, and its score, 0..1. */
export interface Joint {
  readonly row: number;
  readonly column: number;
  readonly score: number;
}

/** Indices of the COCO joints of the trunk: shoulders and hips. */
export const TRUNK = [5, 6, 11, 12] as const;

/** Joints above this score are confident. */
export const SURE = 0.3;

/** Minimum number of confident joints of a person, and of those in the trunk. */
const MIN_JOINTS = 6;
const MIN_TRUNK = 2;

/** Factor that enlarges the square around a person's confident joints, so that it includes head, hands and feet. */
const ENLARGEMENT = 1.5;

const INPUT = 192;
const JOINTS = 17;

export const sureOf = (joints: readonly Joint[]): Joint[] => joints.filter(({ score }) => score > SURE);
export const certainty = (joints: readonly Joint[]): number => joints.reduce((sum, { score }) => sum + score, 0);

export const isPerson = (joints: readonly Joint[]): boolean =>
  sureOf(joints).length >= MIN_JOINTS && sureOf(TRUNK.map((j) => joints[j]!)).length >= MIN_TRUNK;

/** Returns the square in which to search for a person's landmarks and mask. */
export const searchSquare = (joints: readonly Joint[]): Square => squareAround(sureOf(joints), ENLARGEMENT);

/**
 * Finds the 17 COCO joints of the most central person in a square; if it shows nobody, their scores are low.
 *
 * @param hide  paints over known people in the view, so that MoveNet detects another person.
 */
export async function findJoints(
  photo: Photo,
  square: Square,
  detectors: Detectors,
  hide: (view: Photo) => void = () => {},
): Promise<Joint[]> {
  const view = cut(photo, square, INPUT, 'grey');
  hide(view);
  const [data] = await detectors.run('movenet-lightning', view, { scale: 1, shift: 0, dtype: 'int32' });
  return Array.from({ length: JOINTS }, (_, joint) => ({
    row: square.top + data![3 * joint]! * square.side - 0.5,
    column: square.left + data![3 * joint + 1]! * square.side - 0.5,
    score: data![3 * joint + 2]!,
  }));
}
