// Represents rotations as unit quaternions.
import { cross, dot, perpendicular, type Vector } from '../../person/vectors.js';

/** A unit quaternion. w is the cosine of half the angle. */
export type Quaternion = readonly [w: number, x: number, y: number, z: number];

export const IDENTITY: Quaternion = [1, 0, 0, 0];

/** Multiplies quaternions. The last factor applies first. */
export function multiply(first: Quaternion, ...rest: readonly Quaternion[]): Quaternion {
  let [w, x, y, z] = first;
  for (const [bw, bx, by, bz] of rest) {
    [w, x, y, z] = [
      w * bw - x * bx - y * by - z * bz,
      w * bx + x * bw + y * bz - z * by,
      w * by - x * bz + y * bw + z * bx,
      w * bz + x * by - y * bx + z * bw,
    ];
  }
  return [w, x, y, z];
}

export const inverse = ([w, x, y, z]: Quaternion): Quaternion => [w, -x, -y, -z];

/** Returns the rotation about a unit axis by an angle in radians. */
export function fromAxisAngle([x, y, z]: Vector, angle: number): Quaternion {
  const s = Math.sin(angle / 2);
  return [Math.cos(angle / 2), s * x, s * y, s * z];
}

/** Rotates a vector by a unit quaternion. */
export function rotate([w, x, y, z]: Quaternion, v: Vector): Vector {
  const [tx, ty, tz] = [2 * (y * v[2] - z * v[1]), 2 * (z * v[0] - x * v[2]), 2 * (x * v[1] - y * v[0])];
  return [v[0] + w * tx + y * tz - z * ty, v[1] + w * ty + z * tx - x * tz, v[2] + w * tz + x * ty - y * tx];
}

export function normalizeQuaternion([w, x, y, z]: Quaternion): Quaternion {
  const length = Math.sqrt(w * w + x * x + y * y + z * z);
  return length > 1e-12 ? [w / length, x / length, y / length, z / length] : IDENTITY;
}

/** Returns the smallest rotation that takes one unit vector to another. */
export function shortestArc(from: Vector, to: Vector): Quaternion {
  const w = 1 + dot(from, to);
  if (w < 1e-9) return fromAxisAngle(perpendicular(Math.abs(from[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0], from), Math.PI);
  return normalizeQuaternion([w, ...cross(from, to)]);
}

/**
 * Returns the twist of a rotation about a unit axis: q = swing · twist, where swing is the smallest rotation that maps
 * the axis to its image under q.
 */
export function twistOf([w, x, y, z]: Quaternion, axis: Vector): Quaternion {
  const along = dot([x, y, z], axis);
  return normalizeQuaternion([w, along * axis[0], along * axis[1], along * axis[2]]);
}

/** Returns the signed angle of the twist of a rotation about a unit axis, −π to π. */
export function angleAbout([w, x, y, z]: Quaternion, axis: Vector): number {
  const along = dot([x, y, z], axis);
  return w < 0 ? 2 * Math.atan2(-along, -w) : 2 * Math.atan2(along, w);
}

/** Returns the rotation vector: axis times angle in radians, with a length of at most π. */
export function rotationVector(q: Quaternion): Vector {
  const sign = q[0] < 0 ? -1 : 1;
  const length = Math.sqrt(q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
  const factor = length < 1e-12 ? 0 : (sign * 2 * Math.atan2(length, sign * q[0])) / length;
  return [factor * q[1], factor * q[2], factor * q[3]];
}

export function fromRotationVector(v: Vector): Quaternion {
  const angle = Math.sqrt(dot(v, v));
  return angle < 1e-12 ? IDENTITY : fromAxisAngle([v[0] / angle, v[1] / angle, v[2] / angle], angle);
}

/** Multiplies the angle of a rotation, taken along the shorter arc (0 to π), by `share`. */
export function scaleRotation(q: Quaternion, share: number): Quaternion {
  const [x, y, z] = rotationVector(q);
  return fromRotationVector([share * x, share * y, share * z]);
}

/** Interpolates spherically along the shorter arc: `a` at t = 0, `b` at t = 1. */
export function slerp(a: Quaternion, b: Quaternion, t: number): Quaternion {
  return multiply(a, scaleRotation(multiply(inverse(a), b), t));
}

/** Returns the rotation that takes the axes x, y, z to three perpendicular, right-handed unit vectors. */
export function fromAxes(x: Vector, y: Vector, z: Vector): Quaternion {
  const trace = x[0] + y[1] + z[2];
  if (trace > 0) return normalizeQuaternion([1 + trace, y[2] - z[1], z[0] - x[2], x[1] - y[0]]);
  if (x[0] >= y[1] && x[0] >= z[2])
    return normalizeQuaternion([y[2] - z[1], 1 + x[0] - y[1] - z[2], x[1] + y[0], z[0] + x[2]]);
  if (y[1] >= z[2]) return normalizeQuaternion([z[0] - x[2], x[1] + y[0], 1 - x[0] + y[1] - z[2], y[2] + z[1]]);
  return normalizeQuaternion([x[1] - y[0], z[0] + x[2], y[2] + z[1], 1 - x[0] - y[1] + z[2]]);
}
