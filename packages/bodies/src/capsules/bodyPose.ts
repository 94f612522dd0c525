// Draws a person's joint angles within their limits from a seed.
import type { Random } from '@vrn/voxel';
import { clamp } from './bodyShape.js';

/**
 * Angles of an arm or leg in degrees. If all are 0, the limb points straight down along the trunk. At the shoulder or
 * hip, flexion moves the limb forward, abduction moves it sideways away from the body, and twist rotates it outward
 * about its long axis.
 */
export interface LimbAngles {
  readonly flexion: number;
  readonly abduction: number;
  readonly twist: number;
  /** Bend of the elbow, which moves the forearm forward, or of the knee, which moves the shin backward. */
  readonly bend: number;
}

/** The angles of a whole body in degrees. */
export interface BodyPose {
  /** Rotation of the whole body: yaw to the person's left, pitch forward, roll to the person's right. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** Rotation of the chest relative to the hips: stoop forward, lean to the right, spin to the left. */
  readonly stoop: number;
  readonly lean: number;
  readonly spin: number;
  /** Rotation of the head relative to the chest: nod forward, look to the left, tilt to the right. */
  readonly nod: number;
  readonly look: number;
  readonly tilt: number;
  readonly rightArm: LimbAngles;
  readonly leftArm: LimbAngles;
  readonly rightLeg: LimbAngles;
  readonly leftLeg: LimbAngles;
}

/** Anatomical limits of the angles of limbs, in degrees. */
export const LIMITS = {
  arm: { flexion: [-45, 170], abduction: [-5, 165], twist: [-80, 80], bend: [0, 140] },
  leg: { flexion: [-25, 115], abduction: [-5, 65], twist: [-20, 85], bend: [0, 130] },
} as const;

type AngleRange = readonly [low: number, high: number];
type Ranges = Readonly<Record<keyof LimbAngles, AngleRange>>;

/**
 * A kind of activity: its probability, and the ranges of its angles in degrees. If it is `opposed`, left and right
 * limbs swing in opposite directions, and so do the arm and the leg of one side.
 */
interface Habit {
  readonly share: number;
  readonly arm: Ranges;
  readonly leg: Ranges;
  readonly opposed?: true;
  readonly trunk: { readonly stoop: AngleRange; readonly lean: AngleRange; readonly spin: AngleRange };
}

const RELAXED_TRUNK = { stoop: [-5, 10], lean: [-6, 6], spin: [-10, 10] } as const;
const FLEXIBLE_TRUNK = { stoop: [-15, 50], lean: [-28, 28], spin: [-35, 35] } as const;

export const HABITS: Readonly<Record<string, Habit>> = {
  standing: {
    share: 0.34,
    arm: { flexion: [-15, 20], abduction: [2, 38], twist: [-40, 40], bend: [0, 45] },
    leg: { flexion: [-6, 12], abduction: [0, 14], twist: [-5, 30], bend: [0, 15] },
    trunk: RELAXED_TRUNK,
  },
  gesturing: {
    share: 0.2,
    arm: { flexion: [-30, 120], abduction: [0, 110], twist: [-70, 70], bend: [0, 130] },
    leg: { flexion: [-10, 20], abduction: [0, 18], twist: [-5, 35], bend: [0, 25] },
    trunk: RELAXED_TRUNK,
  },
  walking: {
    share: 0.16,
    arm: { flexion: [0, 45], abduction: [2, 20], twist: [-25, 25], bend: [5, 90] },
    leg: { flexion: [0, 45], abduction: [0, 8], twist: [0, 15], bend: [0, 60] },
    opposed: true,
    trunk: RELAXED_TRUNK,
  },
  reaching: {
    share: 0.14,
    arm: { flexion: [-45, 170], abduction: [0, 165], twist: [-80, 80], bend: [0, 120] },
    leg: { flexion: [-20, 70], abduction: [0, 50], twist: [-15, 60], bend: [0, 100] },
    trunk: FLEXIBLE_TRUNK,
  },
  stretching: {
    share: 0.12,
    arm: { flexion: [-15, 25], abduction: [65, 115], twist: [-60, 60], bend: [0, 20] },
    leg: { flexion: [0, 55], abduction: [10, 60], twist: [0, 85], bend: [0, 90] },
    trunk: { stoop: [-8, 8], lean: [-12, 12], spin: [-15, 15] },
  },
  sitting: {
    share: 0.04,
    arm: { flexion: [0, 60], abduction: [0, 35], twist: [-40, 60], bend: [10, 110] },
    leg: { flexion: [60, 105], abduction: [0, 35], twist: [-10, 35], bend: [60, 115] },
    trunk: { stoop: [-5, 25], lean: [-8, 8], spin: [-10, 10] },
  },
};

/**
 * Draws an activity, then the angles. The angles of trunk and limbs are drawn within the ranges of the activity; those
 * of limbs are then clamped to `LIMITS`. If the activity is `opposed`, one arm and the leg on the other side have
 * negative flexions, and the knee of the leg in front is bent less. The yaw is within ±75°.
 */
export function bodyPose(rng: Random): BodyPose {
  const habit = pick(rng);
  const drawAngle = ([low, high]: AngleRange) => rng.uniform(low, high);
  const limb = (kind: 'arm' | 'leg', sign: 1 | -1): LimbAngles => {
    const [ranges, limits] = [habit[kind], LIMITS[kind]];
    const at = (angle: keyof LimbAngles, factor = 1): number =>
      clamp(factor * drawAngle(ranges[angle]), limits[angle][0], limits[angle][1]);
    return {
      flexion: at('flexion', habit.opposed ? sign : 1),
      abduction: at('abduction'),
      twist: at('twist'),
      bend: at('bend', habit.opposed && kind === 'leg' && sign === 1 ? 0.3 : 1),
    };
  };
  const stride = rng.uniform() < 0.5 ? 1 : -1;
  const other = stride === 1 ? -1 : 1;
  return {
    yaw: clamp(rng.uniform() < 0.75 ? 22 * rng.normal() : rng.uniform(-75, 75), -75, 75),
    pitch: clamp(4 * rng.normal(), -15, 15),
    roll: clamp(3 * rng.normal(), -15, 15),
    stoop: drawAngle(habit.trunk.stoop),
    lean: drawAngle(habit.trunk.lean),
    spin: drawAngle(habit.trunk.spin),
    nod: rng.uniform(-15, 30),
    look: clamp(22 * rng.normal(), -70, 70),
    tilt: rng.uniform(-12, 12),
    rightArm: limb('arm', stride),
    leftArm: limb('arm', other),
    rightLeg: limb('leg', other),
    leftLeg: limb('leg', stride),
  };
}

function pick(rng: Random): Habit {
  let left = rng.uniform();
  const habits = Object.values(HABITS);
  for (const habit of habits) {
    left -= habit.share;
    if (left < 0) return habit;
  }
  return habits.at(-1)!;
}
