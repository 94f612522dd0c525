// Curls fingers at random, each slightly differently, since stances and retargeted poses leave them at rest.
import type { Random } from '@vrn/voxel';
import { cross, normalize, perpendicular, sub, type Vector } from '../../person/vectors.js';
import type { Joints, Rig } from '../assets/skeleton.js';
import { boneOf, type Pose, setTurn } from './pose.js';
import { fromAxisAngle } from './quaternions.js';

/** Flexion of each phalanx in degrees, in the open and in the closed hand, from the knuckle outwards. */
const CURL = {
  thumb: [
    [0, 12],
    [0, 30],
    [0, 35],
  ],
  finger: [
    [-5, 75],
    [0, 95],
    [0, 60],
  ],
} as const;

/** Returns the pose with both hands curled at random, from open to nearly a fist, mostly relaxed. */
export function relaxFingers(rng: Random, pose: Pose, { rig, joints }: { rig: Rig; joints: Joints }): Pose {
  const out = pose.slice();
  for (const [letter, sign] of [
    ['L', 1],
    ['R', -1],
  ] as const) {
    const head = (name: string): Vector => {
      const at = 3 * boneOf(rig, `${name}.${letter}`);
      return [joints.heads[at]!, joints.heads[at + 1]!, joints.heads[at + 2]!];
    };
    const tail = (name: string): Vector => {
      const at = 3 * boneOf(rig, `${name}.${letter}`);
      return [joints.tails[at]!, joints.tails[at + 1]!, joints.tails[at + 2]!];
    };
    const [x, y, z] = cross(sub(head('finger3-1'), head('wrist')), sub(head('finger2-1'), head('finger5-1')));
    const palm: Vector = [sign * x, sign * y, sign * z];
    const curl = rng.uniform() < 0.8 ? rng.uniform(0.05, 0.45) : rng.uniform(0, 0.9);
    for (let finger = 1; finger <= 5; finger++) {
      const own = Math.min(1, Math.max(0, curl + 0.08 * rng.normal()));
      CURL[finger === 1 ? 'thumb' : 'finger'].forEach(([open, fist], at) => {
        const name = `finger${finger}-${at + 1}`;
        const bone = boneOf(rig, `${name}.${letter}`);
        if (bone < 0) return;
        const along = normalize(sub(tail(name), head(name)));
        const degrees = open + own * (fist - open);
        setTurn(
          out,
          bone,
          fromAxisAngle(normalize(cross(along, perpendicular(palm, along))), (degrees * Math.PI) / 180),
        );
      });
    }
  }
  return out;
}
