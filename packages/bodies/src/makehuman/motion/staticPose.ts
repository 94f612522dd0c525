// Reads MakeHuman's own poses: .bvh files with a joint per bone, in Z-up axes.
import { check } from '@vrn/voxel';
import type { Vector } from '../../person/vectors.js';
import type { Rig } from '../assets/skeleton.js';
import { type Pose, restPose, setTurn } from '../pose/pose.js';
import { fromAxisAngle, multiply, type Quaternion } from '../pose/quaternions.js';
import { parseBvh } from './bvh.js';

/** The axis of each rotation channel, converted from the files' Z-up axes. */
const ROTATION_AXES: Readonly<Record<string, Vector>> = {
  Xrotation: [1, 0, 0],
  Yrotation: [0, 0, -1],
  Zrotation: [0, 1, 0],
};

/**
 * Reads the first frame of one of MakeHuman's poses. The offsets in the file belong to another shape and are ignored.
 *
 * @throws {VolumetricError} `bad-file`, with the path: see parseBvh; joints that are not bones of the rig
 */
export function readStaticPose(bytes: Uint8Array, path: string, rig: Rig): Pose {
  const { joints, motion } = parseBvh(bytes, path);
  const unknown = joints.filter(({ name }) => !rig.indexOf.has(name)).map(({ name }) => name);
  check(unknown.length === 0, 'bad-file', () => {
    const some = unknown.slice(0, 5).join(', ') + (unknown.length > 5 ? ` and ${unknown.length - 5} more` : '');
    return `readStaticPose: ${path} must name bones of the rig, got unknown joints ${some}`;
  });
  const pose = restPose(rig);
  for (const { name, channels, first } of joints) {
    let turn: Quaternion = [1, 0, 0, 0];
    channels.forEach((channel, at) => {
      const axis = ROTATION_AXES[channel];
      if (axis !== undefined) turn = multiply(turn, fromAxisAngle(axis, (motion[first + at]! * Math.PI) / 180));
    });
    setTurn(pose, rig.indexOf.get(name)!, turn);
  }
  return pose;
}
