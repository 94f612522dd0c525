// The joints of one person in a square of the picture, by MoveNet.
import type { Square } from '@vrn/voxel';
import { cut } from '../crop/cut.js';
import type { Photo } from '../crop/picture.js';
import { squareAround } from '../crop/square.js';
import type { Detectors } from './detectors.js';

/** A joint in pixels of the picture. */
export interface Joint {
  readonly row: number;
  readonly column: number;
  readonly score: number;
}

/** Joints of COCO that tell a person's trunk: shoulders and hips. */
export const TRUNK = [5, 6, 11, 12] as const;

/** Joints below this score are guesses. */
export const SURE = 0.3;

/** A person has so many sure joints, and so many of the trunk among them. */
const MIN_JOINTS = 6;
const MIN_TRUNK = 2;

/** The square around a person's sure joints is enlarged by this factor, for head, hands and feet. */
const ROOM = 1.5;

const INPUT = 192;
const JOINTS = 17;

export const sureOf = (joints: readonly Joint[]): Joint[] => joints.filter(({ score }) => score > SURE);
export const certainty = (joints: readonly Joint[]): number => joints.reduce((sum, { score }) => sum + score, 0);

export const isPerson = (joints: readonly Joint[]): boolean =>
  sureOf(joints).length >= MIN_JOINTS && sureOf(TRUNK.map((j) => joints[j]!)).length >= MIN_TRUNK;

/** The square in which a person's landmarks and mask are found. */
export const searchSquare = (joints: readonly Joint[]): Square => squareAround(sureOf(joints), ROOM);

/**
 * The 17 joints of COCO of the person that MoveNet sees first in a square.
 *
 * @param hide  paints over parts of the view, in pixels of the view, so that other people are seen.
 */
export async function findJoints(
  photo: Photo,
  square: Square,
  detectors: Detectors,
  hide: (view: Photo) => void = () => {},
): Promise<Joint[]> {
  const view = cut(photo, square, INPUT, 'grey');
  hide(view);
  const data = await detectors.run('movenet-lightning', view, { scale: 1, shift: 0, dtype: 'int32' });
  return Array.from({ length: JOINTS }, (_, joint) => ({
    row: square.top + data[3 * joint]! * square.side - 0.5,
    column: square.left + data[3 * joint + 1]! * square.side - 0.5,
    score: data[3 * joint + 2]!,
  }));
}
