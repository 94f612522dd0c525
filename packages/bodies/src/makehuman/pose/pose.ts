// Represents poses as one rotation per bone, and mirrors and blends them.

import type { Rig } from '../assets/skeleton.js';
import { IDENTITY, inverse, multiply, normalizeQuaternion, type Quaternion, slerp } from './quaternions.js';

/**
 * `[B, 4]` quaternions w x y z: the rotation of each bone relative to its parent, in the axes of the rest pose (x to
 * the person's left, y up, z to the front). The same pose fits every shape.
 */
export type Pose = Float64Array;

/** Returns the pose in which every bone is at rest. */
export function restPose(rig: Rig): Pose {
  const pose = new Float64Array(4 * rig.names.length);
  for (let at = 0; at < pose.length; at += 4) pose[at] = 1;
  return pose;
}

export const turnOf = (pose: Pose, bone: number): Quaternion => [
  pose[4 * bone]!,
  pose[4 * bone + 1]!,
  pose[4 * bone + 2]!,
  pose[4 * bone + 3]!,
];

export function setTurn(pose: Pose, bone: number, turn: Quaternion): void {
  pose.set(normalizeQuaternion(turn), 4 * bone);
}

/** Returns the rotation of a bone relative to the world. */
export function worldTurn(rig: Rig, pose: Pose, bone: number): Quaternion {
  let turn = turnOf(pose, bone);
  for (let above = rig.parents[bone]!; above >= 0; above = rig.parents[above]!)
    turn = multiply(turnOf(pose, above), turn);
  return turn;
}

/** Exchanges left and right by reflection at x = 0. */
export function mirrorPose(rig: Rig, pose: Pose): Pose {
  const out = new Float64Array(pose.length);
  rig.names.forEach((name, bone) => {
    const other = rig.indexOf.get(otherSide(name)) ?? bone;
    const [w, x, y, z] = turnOf(pose, other);
    out.set([w, x, -y, -z], 4 * bone);
  });
  return out;
}

const otherSide = (name: string): string =>
  name.endsWith('.L') ? `${name.slice(0, -2)}.R` : name.endsWith('.R') ? `${name.slice(0, -2)}.L` : name;

/** Interpolates between two poses, per bone along the shorter arc: a at t = 0, b at t = 1. */
export function blendPoses(a: Pose, b: Pose, t: number): Pose {
  const out = new Float64Array(a.length);
  for (let bone = 0; bone < a.length / 4; bone++) out.set(slerp(turnOf(a, bone), turnOf(b, bone), t), 4 * bone);
  return out;
}

/** Returns the index of a bone by name; −1 if the rig has none of that name. */
export const boneOf = (rig: Rig, name: string): number => rig.indexOf.get(name) ?? -1;

/** Returns the product of the rotations of consecutive bones; bones that the rig lacks are skipped. */
export function chainTurn(rig: Rig, pose: Pose, bones: readonly string[]): Quaternion {
  return bones.reduce((turn: Quaternion, name) => {
    const bone = boneOf(rig, name);
    return bone < 0 ? turn : multiply(turn, turnOf(pose, bone));
  }, IDENTITY);
}

/** Sets the combined rotation of consecutive bones by changing the first of them that the rig has. */
export function setChainTurn(rig: Rig, pose: Pose, options: { bones: readonly string[]; turn: Quaternion }): void {
  const first = options.bones.map((name) => boneOf(rig, name)).find((bone) => bone >= 0);
  if (first === undefined) return;
  const now = chainTurn(rig, pose, options.bones);
  setTurn(pose, first, multiply(options.turn, inverse(now), turnOf(pose, first)));
}
