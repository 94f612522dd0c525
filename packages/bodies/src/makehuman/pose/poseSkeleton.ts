// Poses the skeleton: computes a matrix per bone, from rest to pose.
import { check } from '@vrn/voxel';
import type { Vector } from '../../person/vectors.js';
import type { Joints, Rig } from '../assets/skeleton.js';
import { type Pose, turnOf } from './pose.js';
import { multiply, normalizeQuaternion, type Quaternion, rotate } from './quaternions.js';

/**
 * Returns the rows of a 3×4 matrix per bone that maps points from rest to pose: T(h′) · R · T(−h), where h is the head
 * of the bone at rest, h′ the head as its parent has moved it, and R the rotation of the bone relative to the world.
 *
 * @param joints  joints of the shaped mesh. The matrices' translations have the same unit.
 * @returns       `[B, 12]`, three rows of four per bone.
 * @throws {VolumetricError} `shape-mismatch`
 * Cost: O(B).
 */
export function poseSkeleton(rig: Rig, joints: Joints, pose: Pose): Float64Array {
  const count = rig.names.length;
  check(pose.length === 4 * count, 'shape-mismatch', () => {
    return `poseSkeleton: pose must have ${count} bones, got ${pose.length / 4}`;
  });
  const matrices = new Float64Array(12 * count);
  const turns: Quaternion[] = [];
  for (let bone = 0; bone < count; bone++) {
    const parent = rig.parents[bone]!;
    const own = turnOf(pose, bone);
    const turn = parent < 0 ? normalizeQuaternion(own) : normalizeQuaternion(multiply(turns[parent]!, own));
    turns.push(turn);
    const head: Vector = [joints.heads[3 * bone]!, joints.heads[3 * bone + 1]!, joints.heads[3 * bone + 2]!];
    const place = parent < 0 ? head : moved(matrices, parent, head);
    const columns = [rotate(turn, [1, 0, 0]), rotate(turn, [0, 1, 0]), rotate(turn, [0, 0, 1])] as const;
    const back = rotate(turn, head);
    for (const row of [0, 1, 2] as const) {
      const at = 12 * bone + 4 * row;
      matrices[at] = columns[0][row];
      matrices[at + 1] = columns[1][row];
      matrices[at + 2] = columns[2][row];
      matrices[at + 3] = place[row] - back[row];
    }
  }
  return matrices;
}

/** Transforms a point at rest by the matrix of a bone. */
export function moved(matrices: Float64Array, bone: number, [x, y, z]: Vector): Vector {
  const row = (at: number) => matrices[at]! * x + matrices[at + 1]! * y + matrices[at + 2]! * z + matrices[at + 3]!;
  return [row(12 * bone), row(12 * bone + 4), row(12 * bone + 8)];
}

/** Returns the position of a bone's head in the pose. */
export function posedHead(joints: Joints, matrices: Float64Array, bone: number): Vector {
  return moved(matrices, bone, [joints.heads[3 * bone]!, joints.heads[3 * bone + 1]!, joints.heads[3 * bone + 2]!]);
}
