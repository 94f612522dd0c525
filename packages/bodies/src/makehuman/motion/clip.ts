// A motion capture clip made ready: its joints by part of the person, and how each is turned in a frame.
import { check } from '@vrn/voxel';
import { add, type Vector } from '../../person/vectors.js';
import { fromAxisAngle, multiply, type Quaternion } from '../pose/quaternions.js';
import { type Bvh, type BvhJoint, parseBvh } from './bvh.js';
import { type Part, partOf } from './jointNames.js';

export interface Clip extends Bvh {
  /** Numbers of the joints of each part, from the root outwards. */
  readonly parts: ReadonlyMap<Part, readonly number[]>;
  /** `[joints]`: where each is at rest. */
  readonly places: readonly Vector[];
}

/** A person without these cannot be followed. */
const NEEDED: readonly Part[] = [
  ...(['hips', 'spine', 'head'] as const),
  ...(['left', 'right'] as const).flatMap((side) =>
    (['upper arm', 'forearm', 'hand', 'thigh', 'shin', 'foot'] as const).map((part): Part => `${side} ${part}`),
  ),
];

/**
 * Reads a clip whose joints are named as CMU's conversions for Daz, MotionBuilder or Mixamo name them.
 *
 * @throws {VolumetricError} `bad-file`, with the path: see parseBvh; unknown joints, missing parts
 */
export function readClip(bytes: Uint8Array, path: string): Clip {
  const bvh = parseBvh(bytes, path);
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
  const missing = NEEDED.filter((part) => !parts.has(part));
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

/** How a joint is turned in its parent, in a frame: its channels' turns, the first outermost. */
export function localTurn(bvh: Bvh, joint: BvhJoint, frame: number): Quaternion {
  const width = bvh.motion.length / bvh.frames;
  let turn: Quaternion = [1, 0, 0, 0];
  joint.channels.forEach((channel, at) => {
    if (!channel.endsWith('rotation')) return;
    const degrees = bvh.motion[frame * width + joint.first + at]!;
    turn = multiply(turn, fromAxisAngle(AXES[channel[0] as 'X' | 'Y' | 'Z'], (degrees * Math.PI) / 180));
  });
  return turn;
}
