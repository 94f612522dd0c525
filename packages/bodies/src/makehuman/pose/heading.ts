// Measures and sets the direction that a posed person faces.
import { add, normalize, sub, type Vector } from '../../person/vectors.js';
import type { Joints, Rig } from '../assets/skeleton.js';
import { boneOf, type Pose, setTurn, turnOf } from './pose.js';
import { fromAxisAngle, multiply, rotate } from './quaternions.js';

/**
 * Rotates a pose about the vertical until the person faces a direction. The heading is computed from hips and shoulders
 * (headingOf), not from the clip's world axes. A person who lies on a side has no heading and is not rotated.
 *
 * @param yaw  radians; 0 faces +z, positive to the person's left (+x).
 */
export function facing(pose: Pose, yaw: number, { rig, joints }: { rig: Rig; joints: Joints }): Pose {
  const out = pose.slice();
  const now = headingOf(pose, { rig, joints });
  if (now !== undefined) setTurn(out, 0, multiply(fromAxisAngle([0, 1, 0], yaw - now), turnOf(pose, 0)));
  return out;
}

/**
 * Returns the heading in radians, 0 at +z and positive towards +x. It is perpendicular to the sum of the directions
 * from right to left hip and from right to left shoulder; undefined if this sum has almost no horizontal component.
 */
export function headingOf(pose: Pose, { rig, joints }: { rig: Rig; joints: Joints }): number | undefined {
  const head = (name: string): Vector => placeOf(name, pose, { rig, joints });
  const hips = normalize(sub(head('upperleg01.L'), head('upperleg01.R')));
  const shoulders = normalize(sub(head('upperarm01.L'), head('upperarm01.R')));
  const [x, z] = [hips[0] + shoulders[0], hips[2] + shoulders[2]];
  // The cross product of left and up is the front.
  return x * x + z * z < 0.1 ? undefined : Math.atan2(-z, x);
}

/** Returns the position of a bone's head in the pose, in metres; the origin if the rig has no bone of that name. */
function placeOf(name: string, pose: Pose, { rig, joints }: { rig: Rig; joints: Joints }): Vector {
  const at = (bone: number): Vector => [
    joints.heads[3 * bone]!,
    joints.heads[3 * bone + 1]!,
    joints.heads[3 * bone + 2]!,
  ];
  const bone = boneOf(rig, name);
  if (bone < 0) return [0, 0, 0];
  let place = at(bone);
  for (let above = rig.parents[bone]!; above >= 0; above = rig.parents[above]!) {
    place = add(at(above), rotate(turnOf(pose, above), sub(place, at(above))));
  }
  return place;
}
