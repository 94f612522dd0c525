// Draws a pose from a seed: a stance, or a frame of a motion, which may be blended with another frame and may get limbs
// or the trunk of another. Poses may be mirrored and tilted.
import { check, type Random } from '@vrn/voxel';
import { defined } from '@vrn/voxel/internal';
import type { Split } from '../../person/person.js';
import { drawParts, exchangeLimbs } from '../pose/exchangeLimbs.js';
import { facing } from '../pose/heading.js';
import { limitPose } from '../pose/jointLimits.js';
import { blendPoses, mirrorPose, type Pose, turnOf } from '../pose/pose.js';
import { relaxFingers } from '../pose/relaxFingers.js';
import { drawStance } from '../pose/stance.js';
import { tiltPose } from '../pose/tiltPose.js';
import type { Motion, MotionSet, MotionSubject } from './readMotions.js';
import { splitSubjects } from './splitSubjects.js';

export interface DrawnPose {
  readonly pose: Pose;
  /** Subject of the motion. Splits are made by subject. Stances have none. */
  readonly subject?: string;
  /**
   * Describes the pose: clip and frame, the blended frame and its share, exchanged limbs, mirroring and tilt, as in
   * '02_01:13 + 02_04:2 × 0.41, left arm of 05_03:7, mirrored'. Poses of MakeHuman are described by their name instead
   * of clip and frame, stances by the elevation of the arms.
   */
  readonly motion: string;
}

export interface DrawPoseOptions {
  /** Maximum angle between +z and the heading, before the pose is tilted, in degrees, 0..180. */
  readonly yaw?: number;
  /** Proportion of mirrored poses, 0..1. */
  readonly mirrored?: number;
  /**
   * Proportion of captured poses for which a blend with another frame of the subject is tried, 0..1. Frames are blended
   * only if their trunks have similar rotations.
   */
  readonly blended?: number;
  /**
   * Proportion of MakeHuman's own poses among the poses that are not stances, 0..1; it only applies if the split has
   * both MakeHuman's poses and clips.
   */
  readonly fixed?: number;
  /** Proportion of people who just stand, with their arms hanging, spread, level or raised, 0..1. */
  readonly standing?: number;
  /** Proportion of captured poses that get limbs or the trunk of another frame of the split, 0..1. */
  readonly exchange?: number;
  /** Proportion of poses that are tilted as a whole, 0..1. Half of these lean, half lie. */
  readonly tilt?: number;
  /** The only captured subjects of the test split; by default a hash of the names decides, as for MakeHuman's poses. */
  readonly heldOut?: readonly string[];
}

export const DRAW_POSE_DEFAULTS = {
  yaw: 75,
  mirrored: 0.5,
  blended: 0.35,
  fixed: 0.12,
  standing: 0,
  exchange: 0,
  tilt: 0,
  heldOut: [],
} as const;

/** Cosine of half the maximum angle between the trunks of two frames that are blended. */
const MIN_TRUNK_COSINE = Math.cos(Math.PI / 6);

/**
 * Draws a pose: a stance (`standing`), one of MakeHuman's own poses (`fixed`), or a captured one. For the latter two,
 * draws a subject of that kind, then one of its clips, then a frame, each uniformly; a captured frame may be blended
 * with another one, and may get limbs or the trunk of another (`blended`, `exchange`). The fingers of stances and
 * of captured poses are curled at random. Any pose may then be mirrored. Its joints are limited, it is rotated to a
 * random heading, and it may be tilted.
 *
 * @param motions  see readMotions.
 * @param split    restricts the draw to subjects of this split (splitSubjects); default: all subjects.
 * @throws {VolumetricError} `bad-argument` if no subject remains or `yaw` is out of range; `bad-file` for a damaged
 *   clip
 * Cost: O(bones); reads a clip when it is first used.
 *
 * @example
 * const { pose, subject } = drawPose(random(7), readMotions(assets, ['../shared/mocap']), 'train');
 */
export function drawPose(rng: Random, motions: MotionSet, split?: Split, options: DrawPoseOptions = {}): DrawnPose {
  const { yaw, mirrored, standing, tilt } = { ...DRAW_POSE_DEFAULTS, ...defined(options) };
  check(yaw >= 0 && yaw <= 180, 'bad-argument', () => `drawPose: yaw must be 0 to 180 degrees, got ${yaw}`);
  const chances = rng.fork(6);
  const isStanding = chances.uniform() < standing;
  const isTilted = chances.uniform() < tilt;
  const drawn = isStanding ? stance(rng, motions) : movement(rng, motions, { ...options, split });
  let { pose, motion } = drawn;
  if (rng.fork(3).uniform() < mirrored) {
    pose = mirrorPose(motions.rig, pose);
    motion += ', mirrored';
  }
  const turn = rng.fork(5);
  const degrees = turn.uniform() < 0.7 ? 22 * turn.normal() : turn.uniform(-yaw, yaw);
  const heading = (Math.min(yaw, Math.max(-yaw, degrees)) * Math.PI) / 180;
  pose = facing(limitPose(motions.rig, motions.joints, pose), heading, motions);
  if (isTilted) {
    const tilted = tiltPose(rng.fork(7), pose);
    pose = tilted.pose;
    motion += `, ${tilted.kind} ${tilted.degrees.toFixed(0)}°`;
  }
  return { ...drawn, pose, motion };
}

/** Draws a stance and curls its fingers. It belongs to no subject, so every split has stances. */
function stance(rng: Random, motions: MotionSet): DrawnPose {
  const { pose, kind } = drawStance(rng.fork(8), motions);
  return { pose: relaxFingers(rng.fork(4), pose, motions), motion: `standing: arms ${kind}` };
}

/**
 * Draws a frame of a subject, and turns it to face +z. If it is captured, may blend it and exchange limbs, and curls
 * the fingers. The caller may mirror the pose, limits its joints and sets its heading.
 */
function movement(rng: Random, motions: MotionSet, options: DrawPoseOptions & { split: Split | undefined }): DrawnPose {
  const { blended, fixed, exchange, heldOut } = { ...DRAW_POSE_DEFAULTS, ...defined(options) };
  const { split } = options;
  const subjects = subjectsFor(motions, split, heldOut);
  const subject = pickSubject(rng.fork(1), subjects, fixed);
  const frames = rng.fork(2);
  const first = pickFrame(frames, subject);
  const second = pickFrame(frames, subject);
  const chance = rng.fork(3);
  chance.uniform(); // Skips the number that decides about mirroring in drawPose.
  const [blend, share] = [chance.uniform() < blended, chance.uniform(0.2, 0.8)];

  let pose = facing(first.pose(), 0, motions);
  let motion = first.name;
  if (blend && second.name !== first.name && subject.kind === 'capture') {
    const other = facing(second.pose(), 0, motions);
    if (haveSimilarTrunks(pose, other)) {
      pose = blendPoses(pose, other, share);
      motion += ` + ${second.name} × ${share.toFixed(2)}`;
    }
  }
  const other = rng.fork(9);
  if (other.uniform() < exchange && subject.kind === 'capture') {
    const from = pickFrame(other, pickSubject(other, subjects, 0));
    const parts = drawParts(other);
    pose = exchangeLimbs(motions.rig, pose, { from: from.pose(), parts });
    motion += `, ${parts.join(' and ')} of ${from.name}`;
  }
  if (subject.kind === 'capture') pose = relaxFingers(rng.fork(4), pose, motions);
  return { pose, subject: subject.name, motion };
}

/**
 * Returns the subjects of a split; all subjects without a split. The captured subjects in `heldOut` are in the test
 * split only, which then has no other captured subjects.
 */
export function subjectsOf(
  motions: MotionSet,
  split?: Split,
  heldOut: readonly string[] = [],
): readonly MotionSubject[] {
  if (split === undefined) return motions.subjects;
  return (['capture', 'static'] as const).flatMap((kind) => {
    const subjects = motions.subjects.filter((subject) => subject.kind === kind);
    const splits = splitSubjects(
      subjects.map(({ name }) => name),
      heldOut,
    );
    return subjects.filter(({ name }) => splits.get(name) === split);
  });
}

/**
 * Returns the subjects of a split.
 *
 * @throws {VolumetricError} `bad-argument` if there are none
 */
function subjectsFor(
  motions: MotionSet,
  split: Split | undefined,
  heldOut: readonly string[],
): readonly MotionSubject[] {
  const subjects = subjectsOf(motions, split, heldOut);
  check(subjects.length > 0, 'bad-argument', () => {
    return `drawPose: motions must have subjects for ${split ?? 'any split'}, got ${motions.subjects.length} in total`;
  });
  return subjects;
}

function pickSubject(rng: Random, subjects: readonly MotionSubject[], fixed: number): MotionSubject {
  const of = (kind: MotionSubject['kind']) => subjects.filter((subject) => subject.kind === kind);
  const [captures, statics] = [of('capture'), of('static')];
  const own = rng.uniform() < fixed;
  const among = captures.length === 0 || (own && statics.length > 0) ? statics : captures;
  return among[rng.integer(among.length)]!;
}

function pickFrame(rng: Random, subject: MotionSubject): { readonly name: string; pose(): Pose } {
  const motion: Motion = subject.motions[rng.integer(subject.motions.length)]!;
  const share = rng.uniform();
  const frame = Math.floor(share * motion.frames());
  return { name: subject.kind === 'static' ? motion.name : `${motion.name}:${frame}`, pose: () => motion.pose(frame) };
}

/** Returns whether the rotations of the trunks of two poses differ by less than 60°. */
function haveSimilarTrunks(a: Pose, b: Pose): boolean {
  const [p, q] = [turnOf(a, 0), turnOf(b, 0)];
  return Math.abs(p[0] * q[0] + p[1] * q[1] + p[2] * q[2] + p[3] * q[3]) > MIN_TRUNK_COSINE;
}
