// Relates the size of a mesh to the height of the person.
import type { TriangleMesh } from '@vrn/voxel';
import { distance } from '../geometry/vectors.js';
import type { Joints } from './girths.js';

/**
 * Minimum height from ankles to head of a person who stands, as a fraction of the skeleton's length. The adults of
 * `BEYOND_ANKLES` have 0.98 to 0.99.
 */
const STANDING = 0.9;

/**
 * Ratio of a person's height to the length of the skeleton from head to ankles: the mean of 60 undressed adults of
 * MakeHuman who stand (standard deviation 0.007, range 1.023 to 1.048).
 */
const BEYOND_ANKLES = 1.035;

/** Joints from head to pelvis, and along the legs. */
const SPINE = [9, 8, 7, 6] as const;
const LEGS = [
  [2, 1, 0],
  [3, 4, 5],
] as const;

export interface Stature {
  /** Height of the person in units of the mesh. */
  readonly height: number;
  /**
   * Whether the person stands upright, so that the height is that of the mesh. True if a joint of the spine, or one of
   * each leg, is unknown.
   */
  readonly standing: boolean;
}

/** Computes the height: the mesh's extent along y or, if the person does not stand, an estimate from the skeleton. */
export function statureOf({ positions, indices }: TriangleMesh, joints: Joints): Stature {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const v of indices) {
    low = Math.min(low, positions[3 * v + 1]!);
    high = Math.max(high, positions[3 * v + 1]!);
  }
  const spine = lengthOf(joints, SPINE);
  const legs = LEGS.map((leg) => lengthOf(joints, leg)).filter((length) => length !== undefined);
  if (spine === undefined || legs.length === 0) return { height: high - low, standing: true };
  const skeleton = spine + Math.max(...legs);
  const ankles = LEGS.map((leg) => joints[leg[2]]?.[1] ?? Number.POSITIVE_INFINITY);
  const standing = joints[SPINE[0]]![1] - Math.min(...ankles) >= STANDING * skeleton;
  return { height: standing ? high - low : BEYOND_ANKLES * skeleton, standing };
}

/** Returns the length of a chain of joints; undefined if one is not known. */
export function lengthOf(joints: Joints, chain: readonly number[]): number | undefined {
  let sum = 0;
  for (let n = 1; n < chain.length; n++) {
    const [a, b] = [joints[chain[n - 1]!], joints[chain[n]!]];
    if (a === undefined || b === undefined) return undefined;
    sum += distance(a, b);
  }
  return sum;
}
