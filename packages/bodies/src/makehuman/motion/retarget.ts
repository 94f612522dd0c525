// Retargets a frame of a motion capture clip to the rig.
import { cross, dot, normalize, perpendicular, sub, type Vector } from '../../person/vectors.js';
import type { Joints, Rig } from '../assets/skeleton.js';
import { boneOf, type Pose, restPose, setTurn, worldTurn } from '../pose/pose.js';
import {
  fromAxes,
  fromAxisAngle,
  IDENTITY,
  inverse,
  multiply,
  type Quaternion,
  rotate,
  scaleRotation,
  shortestArc,
  twistOf,
} from '../pose/quaternions.js';
import { shoulderRhythm } from '../pose/shoulderRhythm.js';
import { type Clip, localTurn } from './clip.js';
import type { Part } from './jointNames.js';

/**
 * Bones of the spine, lowest first: those that are assigned to the same joint of the clip share its rotation equally.
 * Bones of neck and head, each with its share of the rotation of the clip's neck or head.
 */
const SPINE = ['spine05', 'spine04', 'spine03', 'spine02', 'spine01'] as const;
const NECK = { neck01: 0.5, neck02: 0.5 } as const;
const HEAD = { neck03: 0.4, head: 0.6 } as const;

/** Body parts of each limb: `bone` rotates the part; `twist`, the bone below, takes half of the part's twist. */
const LIMBS = [
  [
    { part: 'upper arm', bone: 'upperarm01', twist: 'upperarm02' },
    { part: 'forearm', bone: 'lowerarm01', twist: 'lowerarm02' },
    { part: 'hand', bone: 'wrist' },
  ],
  [
    { part: 'thigh', bone: 'upperleg01', twist: 'upperleg02' },
    { part: 'shin', bone: 'lowerleg01', twist: 'lowerleg02' },
    { part: 'foot', bone: 'foot' },
  ],
] as const;

/**
 * Elbow hinge: sines of the bend between which the hinge axis is blended in (ignored below `unknown`, fully used above
 * `known`), and the maximum twist of the upper arm in radians (see twistToHinge).
 */
const HINGE = { unknown: 0.1, known: 0.4, most: 1 } as const;

const SIDES = { left: 'L', right: 'R' } as const;

/** A rig, its joints at rest, and the rotations, by name of the bone, that align its rest pose with that of a clip. */
export interface Retargeting {
  readonly rig: Rig;
  readonly joints: Joints;
  readonly corrections: ReadonlyMap<string, Quaternion>;
}

/**
 * Aligns the rest poses of rig and clip: MakeHuman's arms are lowered at rest (A-pose), whereas those of clips are
 * level (T-pose).
 *
 * The correction of a limb bone is that of the bone above it, followed by the shortest arc to the direction of the
 * clip's bone, so that elbows and knees remain hinges. If the clip has joints of index, middle and little finger, these
 * align the hand instead. Feet are only rotated about the vertical, since they stand on the ground in both rest poses.
 * Spine, neck and head need no correction: they are upright in both.
 *
 * @param joints  joints of an average adult at rest (referenceJoints).
 */
export function retargeting(rig: Rig, joints: Joints, clip: Clip): Retargeting {
  const corrections = new Map<string, Quaternion>();
  for (const side of ['left', 'right'] as const) {
    const letter = SIDES[side];
    const bone = (name: string): Vector => headOf(rig, joints, `${name}.${letter}`);
    const joint = (name: string): Vector | undefined =>
      clip.places[clip.parts.get(`${side} ${name}` as Part)?.[0] ?? -1];
    const step = (
      above: Quaternion,
      [from, to]: readonly [string, string],
      [first, second]: readonly [string, string],
    ) => {
      const [a, b] = [joint(first), joint(second)];
      if (a === undefined || b === undefined) return above;
      const direction = rotate(above, normalize(sub(bone(to), bone(from))));
      return multiply(shortestArc(direction, normalize(sub(b, a))), above);
    };
    const upper = step(IDENTITY, ['upperarm01', 'lowerarm01'], ['upper arm', 'forearm']);
    const lower = step(upper, ['lowerarm01', 'wrist'], ['forearm', 'hand']);
    const thigh = step(IDENTITY, ['upperleg01', 'lowerleg01'], ['thigh', 'shin']);
    const shin = step(thigh, ['lowerleg01', 'foot'], ['shin', 'foot']);
    const [index, middle, pinky, hand] = [joint('index'), joint('middle'), joint('pinky'), joint('hand')!];
    const wrist =
      index && middle && pinky
        ? multiply(
            knuckles(hand, middle, sub(index, pinky)),
            inverse(knuckles(bone('wrist'), bone('finger3-1'), sub(bone('finger2-1'), bone('finger5-1')))),
          )
        : step(lower, ['wrist', 'finger3-1'], ['hand', 'middle']);
    corrections.set(`upperarm01.${letter}`, upper);
    corrections.set(`lowerarm01.${letter}`, lower);
    corrections.set(`wrist.${letter}`, wrist);
    corrections.set(`upperleg01.${letter}`, thigh);
    corrections.set(`lowerleg01.${letter}`, shin);
    corrections.set(`foot.${letter}`, footYaw(sub(bone('toe3-1'), bone('foot')), toesOf(clip, side)));
  }
  return { rig, joints, corrections };
}

/**
 * Computes the pose in which the bones of trunk, head and limbs are rotated like the clip's joints in a frame. Other
 * bones, such as those of fingers, stay at rest.
 */
export function retarget({ rig, joints, corrections }: Retargeting, clip: Clip, frame: number): Pose {
  const locals = clip.joints.map((joint) => localTurn(clip, joint, frame));
  const world: Quaternion[] = [];
  clip.joints.forEach(({ parent }, at) => {
    world.push(parent < 0 ? locals[at]! : multiply(world[parent]!, locals[at]!));
  });
  const numbers = (name: Part): readonly number[] => clip.parts.get(name) ?? [];
  const own = (name: Part): Quaternion =>
    numbers(name).reduce((turn: Quaternion, at) => multiply(turn, locals[at]!), IDENTITY);

  const pose = restPose(rig);
  const set = (name: string, turn: Quaternion) => setTurn(pose, boneOf(rig, name), turn);
  set('root', world[numbers('hips').at(-1)!]!);
  const spine = numbers('spine');
  const under = SPINE.map((_, at) => Math.floor((at * spine.length) / SPINE.length));
  SPINE.forEach((name, at) => {
    const sharers = under.filter((other) => other === under[at]).length;
    set(name, scaleRotation(locals[spine[under[at]!]!]!, 1 / sharers));
  });
  for (const [name, share] of Object.entries(NECK)) set(name, scaleRotation(own('neck'), share));
  for (const [name, share] of Object.entries(HEAD)) set(name, scaleRotation(own('head'), share));

  for (const side of ['left', 'right'] as const) {
    const letter = SIDES[side];
    const turnOfPart = (name: string, bone: string) =>
      multiply(world[numbers(`${side} ${name}` as Part)[0]!]!, corrections.get(`${bone}.${letter}`)!);
    const direction = (from: string, to: string) =>
      normalize(sub(headOf(rig, joints, `${to}.${letter}`), headOf(rig, joints, `${from}.${letter}`)));
    const chest = worldTurn(rig, pose, boneOf(rig, 'spine01'));
    const collar = own(`${side} collar`);
    const arm = rotate(
      multiply(inverse(chest), turnOfPart('upper arm', 'upperarm01')),
      direction('upperarm01', 'lowerarm01'),
    );
    // Some clips never rotate the collarbones, so a collarbone's rotation is estimated in frames where it is zero.
    set(`clavicle.${letter}`, collar[0] > 1 - 1e-6 ? shoulderRhythm(arm, side === 'left' ? 1 : -1) : collar);
    for (const [upper, lower, end] of LIMBS) {
      const above = worldTurn(rig, pose, rig.parents[boneOf(rig, `${upper.bone}.${letter}`)]!);
      const along = [direction(upper.bone, lower.bone), direction(lower.bone, end.bone)] as const;
      const first = turnOfPart(upper.part, upper.bone);
      const second = turnOfPart(lower.part, lower.bone);
      const upperTurn = upper.part === 'upper arm' ? twistToHinge(first, second, along) : first;
      const [swing, half] = splitTwist(multiply(inverse(above), upperTurn), along[0]);
      const [bend, twist] = splitTwist(multiply(inverse(upperTurn), second), along[1]);
      const local = multiply(inverse(second), turnOfPart(end.part, end.bone));
      // The forearm takes most of the hand's rotation about the forearm's long axis (pronation).
      const pronation =
        end.part === 'hand' ? scaleRotation(inverse(twistOf(inverse(local), along[1])), 0.75) : IDENTITY;
      set(`${upper.bone}.${letter}`, swing);
      set(`${upper.twist}.${letter}`, half);
      set(`${lower.bone}.${letter}`, bend);
      set(`${lower.twist}.${letter}`, multiply(twist, pronation));
      set(`${end.bone}.${letter}`, multiply(inverse(pronation), local));
    }
  }
  return pose;
}

/** Splits a rotation in two: the rotation without half of its twist about a direction, and that half. */
function splitTwist(turn: Quaternion, along: Vector): readonly [Quaternion, Quaternion] {
  const half = scaleRotation(twistOf(turn, along), 0.5);
  return [multiply(turn, inverse(half)), half];
}

/**
 * Twists the upper arm about its long axis, by at most `HINGE.most`, so that the elbow is a hinge: the hinge axis,
 * which the rest pose defines, is rotated towards the common normal of both bones. The correction fades out as the
 * elbow straightens, since this normal is then poorly determined.
 */
function twistToHinge(upper: Quaternion, lower: Quaternion, [u, f]: readonly [Vector, Vector]): Quaternion {
  const [along, below] = [rotate(upper, u), rotate(lower, f)];
  const normal = cross(along, below);
  const sine = Math.sqrt(dot(normal, normal));
  const axis = rotate(upper, normalize(cross(u, f)));
  const angle = Math.atan2(dot(cross(axis, normal), along), dot(axis, normal));
  const known = Math.min(1, Math.max(0, (sine - HINGE.unknown) / (HINGE.known - HINGE.unknown)));
  return multiply(fromAxisAngle(along, known * Math.min(HINGE.most, Math.max(-HINGE.most, angle))), upper);
}

function headOf(rig: Rig, joints: Joints, name: string): Vector {
  const at = 3 * boneOf(rig, name);
  return [joints.heads[at]!, joints.heads[at + 1]!, joints.heads[at + 2]!];
}

/**
 * Returns the rotation from the axes x, y, z to those of a hand: x from the wrist to the middle knuckle, y across the
 * hand in the direction of `across`, z perpendicular to both.
 */
function knuckles(wrist: Vector, middle: Vector, across: Vector): Quaternion {
  const along = normalize(sub(middle, wrist));
  const sideways = perpendicular(across, along);
  return fromAxes(along, sideways, cross(along, sideways));
}

function toesOf(clip: Clip, side: 'left' | 'right'): Vector {
  const foot = clip.parts.get(`${side} foot`)![0]!;
  const toes = clip.parts.get(`${side} toes`)?.[0];
  return toes === undefined ? (clip.joints[foot]!.end ?? [0, 0, 1]) : sub(clip.places[toes]!, clip.places[foot]!);
}

/** Returns the rotation about y from the heading of one foot to that of another; the identity if either is steep. */
function footYaw(from: Vector, to: Vector): Quaternion {
  const flat = (v: Vector): Vector => [v[0], 0, v[2]];
  const long = (v: Vector): boolean => v[0] * v[0] + v[2] * v[2] > 0.1 * v[1] * v[1];
  return long(from) && long(to) ? shortestArc(normalize(flat(from)), normalize(flat(to))) : IDENTITY;
}
