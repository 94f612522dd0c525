// Provides vectors and rotation matrices in three dimensions.

export type Vector = readonly [x: number, y: number, z: number];

/** The rows of a rotation matrix. */
export type Rotation = readonly [Vector, Vector, Vector];

export const add = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

export const sub = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

export const scale = (a: Vector, factor: number): Vector => [a[0] * factor, a[1] * factor, a[2] * factor];

/** Interpolates linearly: `a` at t = 0, `b` at t = 1. */
export const lerp = (a: Vector, b: Vector, t: number): Vector => add(scale(a, 1 - t), scale(b, t));

export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** Scales a vector to length 1. A vector of length 1e-12 or less becomes the y axis. */
export function normalize(v: Vector): Vector {
  const length = Math.sqrt(dot(v, v));
  return length > 1e-12 ? [v[0] / length, v[1] / length, v[2] / length] : [0, 1, 0];
}

/**
 * Returns the unit vector along the component of `v` that is perpendicular to a unit `direction`; the y axis if there
 * is no such component.
 */
export function perpendicular(v: Vector, direction: Vector): Vector {
  const along = dot(v, direction);
  return normalize([v[0] - along * direction[0], v[1] - along * direction[1], v[2] - along * direction[2]]);
}

/** Multiplies a rotation matrix by a vector. */
export const applyRotation = (r: Rotation, v: Vector): Vector => [dot(r[0], v), dot(r[1], v), dot(r[2], v)];

/** Multiplies rotation matrices from left to right. The product applies the last rotation first. */
export function compose(first: Rotation, ...rest: readonly Rotation[]): Rotation {
  return rest.reduce<Rotation>((a, b) => {
    const column = (i: 0 | 1 | 2): Vector => [b[0][i], b[1][i], b[2][i]];
    const row = (r: Vector): Vector => [dot(r, column(0)), dot(r, column(1)), dot(r, column(2))];
    return [row(a[0]), row(a[1]), row(a[2])];
  }, first);
}

const cosineAndSine = (degrees: number): [cosine: number, sine: number] => [
  Math.cos((degrees * Math.PI) / 180),
  Math.sin((degrees * Math.PI) / 180),
];

/** Returns the rotation about x by an angle in degrees; positive angles rotate y towards z. */
export function rotationX(degrees: number): Rotation {
  const [c, s] = cosineAndSine(degrees);
  return [
    [1, 0, 0],
    [0, c, -s],
    [0, s, c],
  ];
}

/** Returns the rotation about y by an angle in degrees; positive angles rotate z towards x. */
export function rotationY(degrees: number): Rotation {
  const [c, s] = cosineAndSine(degrees);
  return [
    [c, 0, s],
    [0, 1, 0],
    [-s, 0, c],
  ];
}

/** Returns the rotation about z by an angle in degrees; positive angles rotate x towards y. */
export function rotationZ(degrees: number): Rotation {
  const [c, s] = cosineAndSine(degrees);
  return [
    [c, -s, 0],
    [s, c, 0],
    [0, 0, 1],
  ];
}
