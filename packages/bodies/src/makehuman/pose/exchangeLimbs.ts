// Replaces whole limbs or the trunk of a pose with those of another pose.
import type { Random } from '@vrn/voxel';
import type { Rig } from '../assets/skeleton.js';
import { type Pose, setTurn, turnOf } from './pose.js';

/** Parts that can be exchanged: the bone `from` and its descendants, without the subtrees of the bones `except`. */
const PARTS = {
  'left arm': { from: 'clavicle.L' },
  'right arm': { from: 'clavicle.R' },
  'left leg': { from: 'upperleg01.L' },
  'right leg': { from: 'upperleg01.R' },
  trunk: { from: 'spine05', except: ['clavicle.L', 'clavicle.R'] },
} as const;

export type BodyPart = keyof typeof PARTS;

const NAMES = Object.keys(PARTS) as readonly BodyPart[];

/** Draws one or two different parts. */
export function drawParts(rng: Random): readonly BodyPart[] {
  const first = NAMES[rng.integer(NAMES.length)]!;
  const second = NAMES[rng.integer(NAMES.length)]!;
  return first === second ? [first] : [first, second];
}

/**
 * Returns the pose with the rotations of some parts taken from another pose. Every rotation is relative to the parent
 * bone, so that a part keeps its joint angles and follows the body that it is attached to.
 */
export function exchangeLimbs(rig: Rig, pose: Pose, { from, parts }: { from: Pose; parts: readonly BodyPart[] }): Pose {
  const out = pose.slice();
  for (const part of parts) for (const bone of bonesOf(rig, part)) setTurn(out, bone, turnOf(from, bone));
  return out;
}

function bonesOf(rig: Rig, part: BodyPart): number[] {
  const { from, except = [] }: { from: string; except?: readonly string[] } = PARTS[part];
  const isBelow = (bone: number, name: string): boolean => {
    for (let at = bone; at >= 0; at = rig.parents[at]!) if (rig.names[at] === name) return true;
    return false;
  };
  return rig.names.flatMap((_, bone) =>
    isBelow(bone, from) && !except.some((name) => isBelow(bone, name)) ? [bone] : [],
  );
}
