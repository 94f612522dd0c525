// Computes a person's joint positions from shape and pose.

import {
  add,
  applyRotation,
  compose,
  type Rotation,
  rotationX,
  rotationY,
  rotationZ,
  type Vector,
} from '../person/vectors.js';
import type { BodyPose, LimbAngles } from './bodyPose.js';
import type { BodyShape } from './bodyShape.js';

export interface Limb {
  /** Shoulder or hip. */
  readonly root: Vector;
  /** Elbow or knee. */
  readonly middle: Vector;
  /** Wrist or ankle. */
  readonly end: Vector;
  /** Fingertips or toes. */
  readonly tip: Vector;
  /** Frame of the forearm and hand, or of the shin and foot. */
  readonly frame: Rotation;
}

/**
 * Positions in metres with the pelvis at the origin, y up; at yaw 0 the person faces +z. A frame rotates vectors from
 * the axes of a body part (x to the person's left, y upwards along the bone, z to the front) to those of the skeleton.
 */
export interface Skeleton {
  readonly pelvis: Vector;
  readonly waist: Vector;
  readonly thorax: Vector;
  readonly neck: Vector;
  readonly headTop: Vector;
  readonly right: { readonly arm: Limb; readonly leg: Limb };
  readonly left: { readonly arm: Limb; readonly leg: Limb };
  readonly frames: { readonly hips: Rotation; readonly chest: Rotation; readonly head: Rotation };
}

/** Sign of x on each side: the person's right is −x, their left +x. */
const SIDES = { right: -1, left: 1 } as const;

export function skeleton(shape: BodyShape, pose: BodyPose): Skeleton {
  const hips = compose(rotationY(pose.yaw), rotationX(pose.pitch), rotationZ(pose.roll));
  const bend = (share: number) =>
    compose(rotationX(share * pose.stoop), rotationZ(share * pose.lean), rotationY(share * pose.spin));
  const belly = compose(hips, bend(0.5));
  const chest = compose(belly, bend(0.5));
  const head = compose(chest, rotationY(pose.look), rotationX(pose.nod), rotationZ(pose.tilt));
  const pelvis: Vector = [0, 0, 0];
  const waist = add(pelvis, applyRotation(belly, [0, 0.45 * shape.torso, 0]));
  const thorax = add(waist, applyRotation(chest, [0, 0.55 * shape.torso, 0]));
  const neck = add(thorax, applyRotation(head, [0, shape.neck, 0.1 * shape.neck]));
  const headTop = add(neck, applyRotation(head, [0, shape.head, 0]));

  const arm = (side: keyof typeof SIDES, angles: LimbAngles): Limb => {
    const sign = SIDES[side];
    // If the arm is abducted or flexed by more than 60°, the shoulder rises and moves inwards.
    const raised = Math.max(0, angles.abduction - 60, angles.flexion - 60) / 100;
    const root = add(
      thorax,
      applyRotation(chest, [
        sign * shape.shoulderWidth * (1 - 0.15 * raised),
        (0.25 * raised - 0.12) * shape.shoulderWidth,
        0,
      ]),
    );
    const upper = limbFrame(chest, sign, angles);
    const lower = compose(upper, rotationX(-angles.bend));
    const middle = add(root, applyRotation(upper, [0, -shape.upperArm, 0]));
    const end = add(middle, applyRotation(lower, [0, -shape.forearm, 0]));
    return { root, middle, end, tip: add(end, applyRotation(lower, [0, -shape.hand, 0])), frame: lower };
  };

  const leg = (side: keyof typeof SIDES, angles: LimbAngles): Limb => {
    const sign = SIDES[side];
    const root = add(pelvis, applyRotation(hips, [sign * shape.hipWidth, 0, 0]));
    const upper = limbFrame(hips, sign, angles);
    const lower = compose(upper, rotationX(angles.bend));
    const middle = add(root, applyRotation(upper, [0, -shape.thigh, 0]));
    const end = add(middle, applyRotation(lower, [0, -shape.shin, 0]));
    const tip = add(end, applyRotation(lower, [sign * 0.12 * shape.foot, -0.28 * shape.foot, 0.8 * shape.foot]));
    return { root, middle, end, tip, frame: lower };
  };

  return {
    pelvis,
    waist,
    thorax,
    neck,
    headTop,
    right: { arm: arm('right', pose.rightArm), leg: leg('right', pose.rightLeg) },
    left: { arm: arm('left', pose.leftArm), leg: leg('left', pose.leftLeg) },
    frames: { hips, chest, head },
  };
}

/**
 * Returns the frame of an upper arm or thigh: that of the chest or hips (`parent`) if all angles are 0. The rotations
 * are intrinsic: first abduction, then flexion, then twist about the limb's long axis.
 */
const limbFrame = (parent: Rotation, sign: 1 | -1, { abduction, flexion, twist }: LimbAngles): Rotation =>
  compose(parent, rotationZ(sign * abduction), rotationX(-flexion), rotationY(sign * twist));

/** Returns the positions of the 16 MPII landmarks in their order, in metres. */
export function landmarkPositions({ pelvis, thorax, neck, headTop, right, left }: Skeleton): Vector[] {
  const { arm: ra, leg: rl } = right;
  const { arm: la, leg: ll } = left;
  return [
    ...[rl.end, rl.middle, rl.root, ll.root, ll.middle, ll.end],
    ...[pelvis, thorax, neck, headTop],
    ...[ra.end, ra.middle, ra.root, la.root, la.middle, la.end],
  ];
}
