// Limits the angles of joints to anatomical ranges.
import { cross, dot, normalize, perpendicular, sub, type Vector } from '../../person/vectors.js';
import type { Joints, Rig } from '../assets/skeleton.js';
import { boneOf, chainTurn, type Pose, setChainTurn } from './pose.js';
import {
  angleAbout,
  fromAxisAngle,
  fromRotationVector,
  inverse,
  multiply,
  type Quaternion,
  rotate,
  rotationVector,
  twistOf,
} from './quaternions.js';

type JointRange = readonly [low: number, high: number];

/**
 * Limits in degrees.
 *
 * - Spine, neck, clavicle, hip and ankle: ranges of the components of the rotation vector from rest. Positive rotations
 *   turn up towards front (about x), front towards left (about y) and left towards up (about z): about x, a trunk bends
 *   forwards, whereas a leg moves backwards. Ranges are those of the left side; the right side is its mirror image.
 * - Wrist: maximum angles of swing and twist.
 * - Shoulder: maximum angles of the upper arm behind the back and across the chest, and of its twist.
 * - Elbow and knee: range of the bend, and maximum lateral angle and twist.
 */
export const JOINT_LIMITS = {
  spine: { bones: ['spine05', 'spine04', 'spine03', 'spine02', 'spine01'], x: [-50, 80], y: [-60, 60], z: [-45, 45] },
  neck: { bones: ['neck01', 'neck02', 'neck03', 'head'], x: [-60, 55], y: [-75, 75], z: [-45, 45] },
  clavicle: { bones: ['clavicle', 'shoulder01'], x: [-25, 25], y: [-30, 30], z: [-15, 50] },
  hip: { bones: ['upperleg01', 'upperleg02'], x: [-130, 35], y: [-45, 70], z: [-30, 80] },
  ankle: { bones: ['foot'], x: [-50, 60], y: [-35, 35], z: [-30, 30] },
  wrist: { bones: ['wrist'], swing: 75, twist: 25 },
  shoulder: { bones: ['upperarm01', 'upperarm02'], back: 55, inwards: 45, twist: 115 },
  elbow: { bones: ['lowerarm01', 'lowerarm02'], bend: [2, 150], lateral: 12, twist: 100 },
  knee: { bones: ['lowerleg01', 'lowerleg02'], bend: [0, 150], lateral: 10, twist: 25 },
} as const;

const SIDES = [
  { letter: 'L', sign: 1 },
  { letter: 'R', sign: -1 },
] as const;

interface Side {
  readonly rig: Rig;
  readonly joints: Joints;
  readonly letter: 'L' | 'R';
  /** 1 on the left, −1 on the right. */
  readonly sign: 1 | -1;
}

/**
 * Returns the pose with every joint of `JOINT_LIMITS` within its limits, except that an upper arm may still point
 * beyond them (see limitShoulder). Joints that are within their limits do not change.
 *
 * Elbows and knees are hinges. Their bend is measured between the bones (0 is straight), so they do not bend backwards;
 * a small lateral angle and the twist of the lower limb remain. Shoulders are limited by the direction of the upper arm
 * and its twist, wrists by swing and twist, and all other joints by the three components of their rotation vectors.
 *
 * @param joints  joints of an average adult at rest (referenceJoints), which define directions and hinge axes.
 */
export function limitPose(rig: Rig, joints: Joints, pose: Pose): Pose {
  const out = pose.slice();
  const limit = (bones: readonly string[], within: (turn: Quaternion) => Quaternion) => {
    const now = chainTurn(rig, out, bones);
    const turn = within(now);
    if (turn !== now) setChainTurn(rig, out, { bones, turn });
  };
  const { spine, neck, clavicle, hip, ankle, wrist, shoulder, elbow, knee } = JOINT_LIMITS;
  limit(spine.bones, (turn) => limitBox(turn, spine, 1));
  limit(neck.bones, (turn) => limitBox(turn, neck, 1));
  for (const { letter, sign } of SIDES) {
    const side: Side = { rig, joints, letter, sign };
    const bones = (limit: { readonly bones: readonly string[] }) => limit.bones.map((name) => `${name}.${letter}`);
    limit(bones(clavicle), (turn) => limitBox(turn, clavicle, sign));
    limit(bones(shoulder), (turn) => limitShoulder(turn, directionOf(side, 'upperarm01', 'lowerarm01'), sign));
    limit(bones(elbow), (turn) => limitHinge(turn, elbow, elbowOf(side)));
    limit(bones(wrist), (turn) => limitCone(turn, wrist, directionOf(side, 'wrist', 'finger3-1')));
    limit(bones(hip), (turn) => limitBox(turn, hip, sign));
    limit(bones(knee), (turn) => limitHinge(turn, knee, kneeOf(side)));
    limit(bones(ankle), (turn) => limitBox(turn, ankle, sign));
  }
  return out;
}

interface Hinge {
  /** At rest: direction of the lower bone, axis about which the bend is positive, and angle of the bend in radians. */
  readonly along: Vector;
  readonly axis: Vector;
  readonly rest: number;
}

/** Returns the elbow's hinge. Elbows are bent at rest, which defines their axis. */
function elbowOf(side: Side): Hinge {
  const [upper, along] = [directionOf(side, 'upperarm01', 'lowerarm01'), directionOf(side, 'lowerarm01', 'wrist')];
  return hinge(upper, along, normalize(cross(upper, along)));
}

/** Returns the knee's hinge. Knees are straight at rest; a positive bend moves the shin backwards. */
function kneeOf(side: Side): Hinge {
  const [upper, along] = [directionOf(side, 'upperleg01', 'lowerleg01'), directionOf(side, 'lowerleg01', 'foot')];
  return hinge(upper, along, perpendicular([1, 0, 0], along));
}

const hinge = (upper: Vector, along: Vector, axis: Vector): Hinge => {
  return { along, axis, rest: Math.atan2(dot(cross(upper, along), axis), dot(upper, along)) };
};

/**
 * Decomposes a hinge's rotation into bend, lateral angle and twist in radians: rotation = R(axis, bend − rest) ·
 * R(axis × along, −lateral) · R(along, twist), where R(a, φ) rotates by φ about a.
 */
function hingeAngles(turn: Quaternion, { along, axis, rest }: Hinge) {
  const to = rotate(turn, along);
  const third = cross(axis, along);
  const bend = Math.atan2(dot(to, third), dot(to, along));
  const lateral = Math.asin(clamp(dot(to, axis), 1));
  // A rotation of `along` towards the axis is a rotation about −third.
  const swing = multiply(fromAxisAngle(axis, bend), fromAxisAngle(third, -lateral));
  return { bend: rest + bend, lateral, twist: angleAbout(multiply(inverse(swing), turn), along) };
}

function limitHinge(
  turn: Quaternion,
  limit: typeof JOINT_LIMITS.elbow | typeof JOINT_LIMITS.knee,
  joint: Hinge,
): Quaternion {
  const now = hingeAngles(turn, joint);
  const bend = inRange(now.bend, limit.bend);
  const lateral = clamp(now.lateral, radians(limit.lateral));
  const twist = clamp(now.twist, radians(limit.twist));
  if (bend === now.bend && lateral === now.lateral && twist === now.twist) return turn;
  const third = cross(joint.axis, joint.along);
  return multiply(
    fromAxisAngle(joint.axis, bend - joint.rest),
    fromAxisAngle(third, -lateral),
    fromAxisAngle(joint.along, twist),
  );
}

function limitBox(
  turn: Quaternion,
  limit: { readonly x: JointRange; readonly y: JointRange; readonly z: JointRange },
  sign: 1 | -1,
): Quaternion {
  const [x, y, z] = rotationVector(turn);
  const to: Vector = [inRange(x, limit.x), sign * inRange(sign * y, limit.y), sign * inRange(sign * z, limit.z)];
  return to[0] === x && to[1] === y && to[2] === z ? turn : fromRotationVector(to);
}

function limitCone(
  turn: Quaternion,
  limit: { readonly swing: number; readonly twist: number },
  along: Vector,
): Quaternion {
  const twist = twistOf(turn, along);
  const [swing, angle] = [rotationVector(multiply(turn, inverse(twist))), angleAbout(twist, along)];
  const length = Math.sqrt(dot(swing, swing));
  const share = Math.min(1, radians(limit.swing) / Math.max(length, 1e-12));
  const limited = clamp(angle, radians(limit.twist));
  if (share === 1 && limited === angle) return turn;
  return multiply(
    fromRotationVector([share * swing[0], share * swing[1], share * swing[2]]),
    fromAxisAngle(along, limited),
  );
}

/**
 * Limits the twist of the upper arm about its long axis, and clamps the backward and inward components of its
 * direction. The clamped vector is then normalised, so the direction may still be outside the limits.
 */
function limitShoulder(turn: Quaternion, along: Vector, sign: 1 | -1): Quaternion {
  const { back, inwards, twist } = JOINT_LIMITS.shoulder;
  const to = rotate(turn, along);
  const lowest: Vector = [-Math.sin(radians(inwards)), -1, -Math.sin(radians(back))];
  const limited = normalize([sign * Math.max(sign * to[0], lowest[0]), to[1], Math.max(to[2], lowest[2])]);
  const twistNow = twistOf(turn, along);
  const angle = angleAbout(twistNow, along);
  const kept = clamp(angle, radians(twist));
  const same = Math.abs(limited[0] - to[0]) + Math.abs(limited[1] - to[1]) + Math.abs(limited[2] - to[2]) < 1e-9;
  if (same && kept === angle) return turn;
  const swing = multiply(shortest(to, limited), multiply(turn, inverse(twistNow)));
  return multiply(swing, fromAxisAngle(along, kept));
}

function directionOf({ rig, joints, letter }: Side, from: string, to: string): Vector {
  const head = (name: string): Vector => {
    const at = 3 * boneOf(rig, `${name}.${letter}`);
    return [joints.heads[at]!, joints.heads[at + 1]!, joints.heads[at + 2]!];
  };
  return normalize(sub(head(to), head(from)));
}

function shortest(from: Vector, to: Vector): Quaternion {
  const axis = cross(from, to);
  const s = Math.sqrt(dot(axis, axis));
  return s < 1e-12 ? [1, 0, 0, 0] : fromAxisAngle(normalize(axis), Math.atan2(s, dot(from, to)));
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

const clamp = (value: number, most: number): number => Math.min(most, Math.max(-most, value));

/** Clamps radians to a range in degrees. */
const inRange = (value: number, [low, high]: JointRange): number =>
  Math.min(radians(high), Math.max(radians(low), value));
