// Draws stances of people who stand upright with their arms hanging, spread, level or raised.
import type { Random } from '@vrn/voxel';
import { cross, normalize, sub, type Vector } from '../../person/vectors.js';
import type { Joints, Rig } from '../assets/skeleton.js';
import { boneOf, type Pose, restPose, setTurn } from './pose.js';
import { fromAxisAngle, inverse, multiply, type Quaternion, shortestArc } from './quaternions.js';
import { shoulderRhythm } from './shoulderRhythm.js';

/**
 * Kinds of elevation of the upper arms, in degrees above the horizontal, each with its share of the stances. Each arm
 * deviates from the drawn elevation, with a standard deviation of 5°.
 */
export const ARM_ELEVATIONS = [
  { kind: 'hanging', share: 0.35, within: [-84, -62] },
  { kind: 'spread', share: 0.35, within: [-62, -20] },
  { kind: 'level', share: 0.22, within: [-20, 15] },
  { kind: 'raised', share: 0.08, within: [15, 65] },
] as const;

/** Share of stances for which the kind of elevation is drawn separately for each arm; it may still be the same. */
const UNEQUAL = 0.2;

const X: Vector = [1, 0, 0];
const Y: Vector = [0, 1, 0];
const Z: Vector = [0, 0, 1];

/**
 * Returns the pose of somebody who stands, facing +z: nearly straight legs up to about 28° apart, a nearly straight
 * back, and arms with slightly bent elbows. Also returns the kind of elevation of the arms ({@link ARM_ELEVATIONS}), or
 * those of the left and the right arm if they differ.
 *
 * @param joints  joints of an average adult at rest (referenceJoints).
 */
export function drawStance(rng: Random, { rig, joints }: { rig: Rig; joints: Joints }): { pose: Pose; kind: string } {
  const pose = restPose(rig);
  const set = (name: string, turn: Quaternion) => setTurn(pose, boneOf(rig, name), turn);
  const both = kindOf(rng.uniform());
  const other = rng.uniform() < UNEQUAL ? kindOf(rng.uniform()) : both;
  const elevation = rng.uniform(...both.within);
  const elevations = { L: elevation, R: other === both ? elevation : rng.uniform(...other.within) };
  const apart = rng.uniform(0, 14);
  for (const [letter, sign] of [
    ['L', 1],
    ['R', -1],
  ] as const) {
    const bone = (name: string): Vector => headOf(rig, joints, `${name}.${letter}`);
    const arm = normalize(sub(bone('lowerarm01'), bone('upperarm01')));
    const forearm = normalize(sub(bone('wrist'), bone('lowerarm01')));
    const rise = radians(elevations[letter] + 5 * rng.normal());
    const forward = radians(5 + 10 * rng.normal());
    const to: Vector = [sign * Math.cos(rise) * Math.cos(forward), Math.sin(rise), Math.cos(rise) * Math.sin(forward)];
    const collar = shoulderRhythm(to, sign);
    const twist = fromAxisAngle(to, radians(20 * rng.normal()));
    set(`clavicle.${letter}`, collar);
    set(`upperarm01.${letter}`, multiply(inverse(collar), twist, shortestArc(arm, to)));
    set(
      `lowerarm01.${letter}`,
      fromAxisAngle(normalize(cross(arm, forearm)), radians(Math.abs(15 * rng.normal()) - 8)),
    );
    const leg = fromAxisAngle(Z, radians(sign * (apart + 2 * rng.normal())));
    const step = fromAxisAngle(X, radians(3 * rng.normal()));
    set(`upperleg01.${letter}`, multiply(fromAxisAngle(Y, radians(sign * 6 * Math.abs(rng.normal()))), leg, step));
    set(`lowerleg01.${letter}`, fromAxisAngle(X, radians(Math.abs(4 * rng.normal()))));
    set(`foot.${letter}`, inverse(leg));
  }
  const bend = (about: Vector, degrees: number): Quaternion => fromAxisAngle(about, radians(degrees * rng.normal()));
  set('spine03', multiply(bend(X, 3), bend(Y, 4), bend(Z, 3)));
  set('neck02', multiply(bend(Y, 12), bend(X, 6), bend(Z, 4)));
  return { pose, kind: both === other ? both.kind : `${both.kind} and ${other.kind}` };
}

function kindOf(at: number): (typeof ARM_ELEVATIONS)[number] {
  let left = at;
  for (const each of ARM_ELEVATIONS) {
    left -= each.share;
    if (left < 0) return each;
  }
  return ARM_ELEVATIONS[0];
}

function headOf(rig: Rig, joints: Joints, name: string): Vector {
  const at = 3 * boneOf(rig, name);
  return [joints.heads[at]!, joints.heads[at + 1]!, joints.heads[at + 2]!];
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
