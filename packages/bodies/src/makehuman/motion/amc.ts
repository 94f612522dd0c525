// Reads motions in Acclaim's format (.amc) and, with their skeletons, converts them to the joints and channels of .bvh.
import { VolumetricError } from '@vrn/voxel';
import { add, cross, dot, normalize, perpendicular, scale, type Vector } from '../../person/vectors.js';
import { fromAxisAngle, IDENTITY, inverse, multiply, type Quaternion, rotate } from '../pose/quaternions.js';
import type { Asf, AsfBone } from './asf.js';
import type { Bvh, BvhJoint, Channel } from './bvh.js';
import { lineReader } from './lineReader.js';

const ROTATIONS: readonly Channel[] = ['Zrotation', 'Yrotation', 'Xrotation'];
const POSITIONS: readonly Channel[] = ['Xposition', 'Yposition', 'Zposition'];

/** Seconds per frame of CMU's motions; .amc files do not state it. */
const FRAME_TIME = 1 / 120;

/** Maximum number of values in all frames of a clip; no real clip has as many. */
const MAX_NUMBERS = 1 << 28;

/**
 * Parses an .amc file. Every bone becomes a joint at its head, named like the bone. Its rotation is relative to the
 * parent bone; it is zero in the rest pose, in which all joints have the axes of the world. Frames are taken in the
 * file's order, whatever their numbers.
 *
 * Acclaim's hands have no knuckles. If a hand has fingers and a thumb that points sideways, joints `…Index1` and
 * `…Pinky1` are added at both sides of the hand's end; the index finger is on the side of the thumb.
 *
 * @param path      named in error messages.
 * @param skeleton  the .asf file that the motion belongs to, see parseAsf.
 * @throws {VolumetricError} `bad-file`, with path and line
 * Cost: O(bytes) time and memory.
 *
 * @example
 * const { joints, frames } = parseAmc(bytes, '01_01.amc', parseAsf(skeleton, '01.asf'));
 */
export function parseAmc(bytes: Uint8Array, path: string, skeleton: Asf): Bvh {
  const { bones } = skeleton;
  const joints = jointsOf(bones);
  const width = joints.reduce((sum, { channels }) => sum + channels.length, 0);
  const indexOf = new Map(bones.map(({ name }, at) => [name, at]));
  const moving = bones.filter(({ freedoms }) => freedoms.length > 0).length;
  const lines = lineReader(new TextDecoder().decode(bytes), `parseAmc: ${path}`, '#');
  if (moving === 0) throw lines.fail('belong to a skeleton whose bones move');
  let unit = skeleton.inDegrees ? Math.PI / 180 : 1;
  const values: number[] = [];
  let frames = 0;
  /** The last frame in which each bone has values, and the number of moving bones with values in the current frame. */
  const seen = new Int32Array(bones.length);
  let present = moving;
  for (let words = lines.next(); words.length > 0; words = lines.next()) {
    const [first, ...rest] = words as [string, ...string[]];
    if (first.startsWith(':') && frames === 0) {
      if (/^:(?:degrees|radians)$/i.test(first)) unit = /^:d/i.test(first) ? Math.PI / 180 : 1;
      continue;
    }
    if (/^\d+$/.test(first) && rest.length === 0) {
      if (present !== moving) throw lines.fail(`follow ${moving} bones of frame ${frames}, not ${present}`);
      if ((frames + 1) * width > MAX_NUMBERS) throw lines.fail(`be within ${MAX_NUMBERS} numbers`);
      frames++;
      present = 0;
      for (let at = 0; at < width; at++) values.push(0);
      continue;
    }
    const at = indexOf.get(first);
    if (at === undefined || frames === 0 || seen[at] === frames) {
      throw lines.fail(
        frames === 0 ? 'be the number of a frame' : 'be the number of a frame, or a bone and its values',
      );
    }
    const { freedoms } = bones[at]!;
    const numbers = lines.numbers(rest, freedoms.length, `have ${freedoms.length} values of ${first}`);
    seen[at] = frames;
    if (freedoms.length === 0) continue;
    present++;
    write(values, (frames - 1) * width + joints[at]!.first, { bone: bones[at]!, numbers, unit });
  }
  if (frames === 0) throw lines.fail('follow a frame');
  if (present !== moving) throw lines.fail(`follow ${moving} bones of frame ${frames}, not ${present}`);
  return { joints, frames, frameTime: FRAME_TIME, motion: Float32Array.from(values) };
}

/**
 * Writes the channels of a joint: for the root, first its position in the file's unit; for every joint, the angles
 * about z, y and x in degrees.
 */
function write(
  values: number[],
  first: number,
  frame: { bone: AsfBone; numbers: readonly number[]; unit: number },
): void {
  const { bone, numbers, unit } = frame;
  let turn: Quaternion = IDENTITY;
  bone.freedoms.forEach((freedom, at) => {
    const axis = 'xyz'.indexOf(freedom[1] ?? '');
    if (freedom.startsWith('r')) turn = multiply(fromAxisAngle(UNIT[axis]!, numbers[at]! * unit), turn);
    else if (freedom.startsWith('t') && bone.parent < 0) values[first + axis] = numbers[at]!;
  });
  const inWorld = multiply(bone.axes, turn, inverse(bone.axes));
  const at = first + (bone.parent < 0 ? POSITIONS.length : 0);
  anglesOf(inWorld).forEach((angle, axis) => {
    values[at + axis] = (angle * 180) / Math.PI;
  });
}

const UNIT: readonly Vector[] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** Converts a rotation to Euler angles in radians about z, y and x, of which x applies first. */
function anglesOf(turn: Quaternion): readonly [z: number, y: number, x: number] {
  const [right, up, front] = UNIT.map((axis) => rotate(turn, axis)) as [Vector, Vector, Vector];
  const sine = Math.min(1, Math.max(-1, -right[2]));
  // Gimbal lock at y = ±90°: only the difference or the sum of the other two angles is determined.
  if (Math.abs(sine) > 1 - 1e-12) return [Math.atan2(-up[0], up[1]), Math.asin(sine), 0];
  return [Math.atan2(right[1], right[0]), Math.asin(sine), Math.atan2(up[2], front[2])];
}

/** Creates a joint per bone, followed by the knuckles of both hands. */
function jointsOf(bones: readonly AsfBone[]): BvhJoint[] {
  const joints: BvhJoint[] = [];
  let first = 0;
  for (const { name, parent, along, freedoms } of bones) {
    const isRoot = parent < 0;
    const channels = isRoot ? [...POSITIONS, ...ROTATIONS] : freedoms.length > 0 ? ROTATIONS : [];
    joints.push({ name, parent, offset: isRoot ? [0, 0, 0] : bones[parent]!.along, channels, first, end: along });
    first += channels.length;
  }
  for (const letter of ['l', 'r']) joints.push(...knucklesOf(bones, letter, first));
  return joints;
}

/** Width of a hand across the knuckles, relative to the distance from the wrist to the knuckles. */
const HAND_WIDTH = 0.8;

function knucklesOf(bones: readonly AsfBone[], letter: string, first: number): BvhJoint[] {
  const of = (name: string): AsfBone | undefined => bones.find((bone) => bone.name === `${letter}${name}`);
  const [hand, fingers, thumb] = [of('hand'), of('fingers'), of('thumb')];
  if (hand === undefined || fingers === undefined || thumb === undefined) return [];
  const length = Math.sqrt(dot(hand.along, hand.along));
  const sideways = cross(normalize(hand.along), normalize(thumb.along));
  if (!(dot(sideways, sideways) > 0.01)) return [];
  const across = scale(perpendicular(thumb.along, normalize(hand.along)), (HAND_WIDTH * length) / 2);
  const parent = bones.indexOf(hand);
  return (
    [
      ['Index1', 1],
      ['Pinky1', -1],
    ] as const
  ).map(([name, sign]) => {
    return { name: `${letter}${name}`, parent, offset: add(hand.along, scale(across, sign)), channels: [], first };
  });
}

/**
 * Returns the path of a motion's skeleton: the .asf file in the same folder that has the motion's name, or the part of
 * that name before a '_'; if there is none, the only .asf file in the folder.
 *
 * @param path   path of the motion's file.
 * @param files  paths of all files.
 * @throws {VolumetricError} `bad-file` if no file qualifies, or several do
 */
export function skeletonOf(path: string, files: readonly string[]): string {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const beside = files.filter((file) => /\.asf$/i.test(file) && file.slice(0, file.lastIndexOf('/') + 1) === folder);
  const stem = (file: string): string => file.slice(folder.length).replace(/\.\w+$/, '');
  const own = beside.filter((file) => stem(path) === stem(file) || stem(path).startsWith(`${stem(file)}_`));
  const found = own.length > 0 ? own : beside;
  if (found.length === 1) return found[0]!;
  throw new VolumetricError('bad-file', `skeletonOf: ${path} must have one .asf file beside it, got ${found.length}`);
}
