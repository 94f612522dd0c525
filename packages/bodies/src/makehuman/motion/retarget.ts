// A frame of a motion capture clip as a pose of the rig.
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

/** Bones that share the turn of the clip's spine, of its neck and of its head, lowest first, and their shares. */
const SPINE = ['spine05', 'spine04', 'spine03', 'spine02', 'spine01'] as const;
const NECK = { neck01: 0.5, neck02: 0.5 } as const;
const HEAD = { neck03: 0.4, head: 0.6 } as const;

/** Limbs: parts of the clip, bones whose heads they turn at, bones below those that take half of the twist. */
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

/** From which sine of its bend the axis of an elbow counts, and counts fully; how far it may twist the upper arm, in radians. */
const HINGE = { unknown: 0.1, known: 0.4, most: 1 } as const;

const SIDES = { left: 'L', right: 'R' } as const;

/** How the rig's rest pose must be turned, bone by bone, to lie as the clip's does. */
export interface Retargeting {
  readonly rig: Rig;
  readonly joints: Joints;
  readonly corrections: ReadonlyMap<string, Quaternion>;
}

/**
 * Reconciles the rest poses of rig and clip: MakeHuman's arms hang at rest, those of clips are spread.
 *
 * Each bone of a limb takes the shortest way from its own direction to that of the clip's bone, after what the bone above it
 * took, so that elbows and knees stay hinges; hands are aligned by their knuckles too, feet only about the vertical, since
 * both stand on the ground. Spine, neck and head are upright in both.
 *
 * @param joints of an average adult
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

/** Every bone of the rig turned as the clip's joints are in a frame. */
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
    // Clips whose collarbones never turn say nothing of them.
    set(`clavicle.${letter}`, collar[0] > 1 - 1e-6 ? shoulderRhythm(arm, side === 'left' ? 1 : -1) : collar);
    for (const [upper, lower, end] of LIMBS) {
      const above = worldTurn(rig, pose, rig.parents[boneOf(rig, `${upper.bone}.${letter}`)]!);
      const along = [direction(upper.bone, lower.bone), direction(lower.bone, end.bone)] as const;
      const first = turnOfPart(upper.part, upper.bone);
      const second = turnOfPart(lower.part, lower.bone);
      const hung = upper.part === 'upper arm' ? hinged(first, second, along) : first;
      const [swing, half] = splitTwist(multiply(inverse(above), hung), along[0]);
      const [bend, twist] = splitTwist(multiply(inverse(hung), second), along[1]);
      const local = multiply(inverse(second), turnOfPart(end.part, end.bone));
      // Hands turn about the forearm by turning the forearm.
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

/** A turn in two: without half of its twist about a direction, and that half. */
function splitTwist(turn: Quaternion, along: Vector): readonly [Quaternion, Quaternion] {
  const half = scaleRotation(twistOf(turn, along), 0.5);
  return [multiply(turn, inverse(half)), half];
}

/**
 * The turn of the upper arm, twisted about itself so that the elbow is a hinge: the axis that it has at rest comes to lie
 * across both bones. The less the elbow is bent, the less its axis is known.
 */
function hinged(upper: Quaternion, lower: Quaternion, [u, f]: readonly [Vector, Vector]): Quaternion {
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

/** The frame of a hand: along it to the middle knuckle, across it from the little finger's to the index's. */
function knuckles(wrist: Vector, middle: Vector, aside: Vector): Quaternion {
  const along = normalize(sub(middle, wrist));
  const sideways = perpendicular(aside, along);
  return fromAxes(along, sideways, cross(along, sideways));
}

function toesOf(clip: Clip, side: 'left' | 'right'): Vector {
  const foot = clip.parts.get(`${side} foot`)![0]!;
  const toes = clip.parts.get(`${side} toes`)?.[0];
  return toes === undefined ? (clip.joints[foot]!.end ?? [0, 0, 1]) : sub(clip.places[toes]!, clip.places[foot]!);
}

/** About the vertical alone, where both directions lie along the ground. */
function footYaw(from: Vector, to: Vector): Quaternion {
  const flat = (v: Vector): Vector => [v[0], 0, v[2]];
  const long = (v: Vector): boolean => v[0] * v[0] + v[2] * v[2] > 0.1 * v[1] * v[1];
  return long(from) && long(to) ? shortestArc(normalize(flat(from)), normalize(flat(to))) : IDENTITY;
}
