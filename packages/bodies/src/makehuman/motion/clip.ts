// Reads a motion capture clip, assigns its joints to body parts and computes their rotations per frame.
import { check } from '@vrn/voxel';
import { add, type Vector } from '../../person/vectors.js';
import { fromAxisAngle, multiply, type Quaternion } from '../pose/quaternions.js';
import { type Bvh, type BvhJoint, parseBvh } from './bvh.js';
import { type Part, partOf } from './jointNames.js';

export interface Clip extends Bvh {
  /** Joint indices of each body part, from the root outwards. */
  readonly parts: ReadonlyMap<Part, readonly number[]>;
  /** `[joints]`: position of each joint at rest, in the file's unit. */
  readonly places: readonly Vector[];
}

/** Body parts that retargeting requires. */
const REQUIRED: readonly Part[] = [
  ...(['hips', 'spine', 'head'] as const),
  ...(['left', 'right'] as const).flatMap((side) =>
    (['upper arm', 'forearm', 'hand', 'thigh', 'shin', 'foot'] as const).map((part): Part => `${side} ${part}`),
  ),
];

/**
 * Reads a .bvh clip whose joints have the names that CMU, Daz, MotionBuilder or Mixamo use.
 *
 * @throws {VolumetricError} `bad-file`, with the path: see parseBvh; unknown joints, missing body parts
 */
export function readClip(bytes: Uint8Array, path: string): Clip {
  return clipOf(parseBvh(bytes, path), path);
}

/**
 * Assigns the joints of a motion to body parts.
 *
 * @throws {VolumetricError} `bad-file`, with the path: unknown joints, missing body parts
 */
export function clipOf(bvh: Bvh, path: string): Clip {
  const unknown = bvh.joints.filter(({ name }) => partOf(name) === undefined).map(({ name }) => name);
  check(unknown.length === 0, 'bad-file', () => {
    const some = unknown.slice(0, 5).join(', ') + (unknown.length > 5 ? ` and ${unknown.length - 5} more` : '');
    return `readClip: ${path} must name joints as CMU, Daz, MotionBuilder or Mixamo do, got unknown joints ${some}`;
  });
  const parts = new Map<Part, number[]>();
  bvh.joints.forEach(({ name }, at) => {
    const part = partOf(name)!;
    parts.set(part, [...(parts.get(part) ?? []), at]);
  });
  const missing = REQUIRED.filter((part) => !parts.has(part));
  check(
    missing.length === 0,
    'bad-file',
    () => `readClip: ${path} must have all joints, got none for ${missing.join(', ')}`,
  );
  const places: Vector[] = [];
  for (const { parent, offset } of bvh.joints) places.push(parent < 0 ? offset : add(places[parent]!, offset));
  return { ...bvh, parts, places };
}

const AXES = { X: [1, 0, 0], Y: [0, 1, 0], Z: [0, 0, 1] } as const;

/** Returns a joint's rotation relative to its parent in a frame. The rotation of the last channel applies first. */
export function localTurn(bvh: Bvh, joint: BvhJoint, frame: number): Quaternion {
  const width = bvh.motion.length / bvh.frames;
  let rotation: Quaternion = [1, 0, 0, 0];
  joint.channels.forEach((channel, at) => {
    if (!channel.endsWith('rotation')) return;
    const degrees = bvh.motion[frame * width + joint.first + at]!;
    rotation = multiply(rotation, fromAxisAngle(AXES[channel[0] as 'X' | 'Y' | 'Z'], (degrees * Math.PI) / 180));
  });
  return rotation;
}
