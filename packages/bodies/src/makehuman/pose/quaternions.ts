// Turns in space as unit quaternions, as small as skeletons need them.
import type { Vector } from '../../person/vectors.js';

/** Unit length; w is the cosine of half the angle. */
export type Quaternion = readonly [w: number, x: number, y: number, z: number];

export const STILL: Quaternion = [1, 0, 0, 0];

/** One turn after another, the last one first, as matrices are written. */
export function chain(first: Quaternion, ...rest: readonly Quaternion[]): Quaternion {
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

/** About an axis of length 1, in radians. */
export function about([x, y, z]: Vector, angle: number): Quaternion {
  const s = Math.sin(angle / 2);
  return [Math.cos(angle / 2), s * x, s * y, s * z];
}

export function turned([w, x, y, z]: Quaternion, v: Vector): Vector {
  const [tx, ty, tz] = [2 * (y * v[2] - z * v[1]), 2 * (z * v[0] - x * v[2]), 2 * (x * v[1] - y * v[0])];
  return [v[0] + w * tx + y * tz - z * ty, v[1] + w * ty + z * tx - x * tz, v[2] + w * tz + x * ty - y * tx];
}

export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

export const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

/** Of length 1; a vector too short to have a direction points up. */
export function unit(v: Vector): Vector {
  const length = Math.sqrt(dot(v, v));
  return length > 1e-12 ? [v[0] / length, v[1] / length, v[2] / length] : [0, 1, 0];
}

/** What of a vector is at right angles to a direction, of length 1. */
export function across(v: Vector, direction: Vector): Vector {
  const along = dot(v, direction);
  return unit([v[0] - along * direction[0], v[1] - along * direction[1], v[2] - along * direction[2]]);
}

export function normalised([w, x, y, z]: Quaternion): Quaternion {
  const length = Math.sqrt(w * w + x * x + y * y + z * z);
  return length > 1e-12 ? [w / length, x / length, y / length, z / length] : STILL;
}

/** The shortest turn that brings one direction to another, both of length 1. */
export function shortestArc(from: Vector, to: Vector): Quaternion {
  const w = 1 + dot(from, to);
  if (w < 1e-9) return about(across(Math.abs(from[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0], from), Math.PI);
  return normalised([w, ...cross(from, to)]);
}

/** The part of a turn that is about an axis: q = swing · twist, and swing is the shortest arc of the axis. */
export function twistOf([w, x, y, z]: Quaternion, axis: Vector): Quaternion {
  const along = dot([x, y, z], axis);
  return normalised([w, along * axis[0], along * axis[1], along * axis[2]]);
}

/** Angle of a turn about an axis that it is about, −π to π. */
export function angleAbout([w, x, y, z]: Quaternion, axis: Vector): number {
  const along = dot([x, y, z], axis);
  return w < 0 ? 2 * Math.atan2(-along, -w) : 2 * Math.atan2(along, w);
}

/** Axis times angle in radians, at most π long. */
export function rotationVector(q: Quaternion): Vector {
  const sign = q[0] < 0 ? -1 : 1;
  const length = Math.sqrt(q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
  const factor = length < 1e-12 ? 0 : (sign * 2 * Math.atan2(length, sign * q[0])) / length;
  return [factor * q[1], factor * q[2], factor * q[3]];
}

export function fromRotationVector(v: Vector): Quaternion {
  const angle = Math.sqrt(dot(v, v));
  return angle < 1e-12 ? STILL : about([v[0] / angle, v[1] / angle, v[2] / angle], angle);
}

/** A share of a turn, by the short way round. */
export function part(q: Quaternion, share: number): Quaternion {
  const [x, y, z] = rotationVector(q);
  return fromRotationVector([share * x, share * y, share * z]);
}

/** Between two turns, by the short way: a at 0, b at 1. */
export function slerp(a: Quaternion, b: Quaternion, t: number): Quaternion {
  return chain(a, part(chain(inverse(a), b), t));
}

/** The turn that brings the axes x, y, z to three directions at right angles. */
export function fromAxes(x: Vector, y: Vector, z: Vector): Quaternion {
  const trace = x[0] + y[1] + z[2];
  if (trace > 0) return normalised([1 + trace, y[2] - z[1], z[0] - x[2], x[1] - y[0]]);
  if (x[0] >= y[1] && x[0] >= z[2]) return normalised([y[2] - z[1], 1 + x[0] - y[1] - z[2], x[1] + y[0], z[0] + x[2]]);
  if (y[1] >= z[2]) return normalised([z[0] - x[2], x[1] + y[0], 1 - x[0] + y[1] - z[2], y[2] + z[1]]);
  return normalised([x[1] - y[0], z[0] + x[2], y[2] + z[1], 1 - x[0] - y[1] + z[2]]);
}
