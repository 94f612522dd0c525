// Vectors and rotations of three dimensions, as small as the skeleton needs them.

export type Vector = readonly [x: number, y: number, z: number];

/** Rows of a rotation matrix. */
export type Rotation = readonly [Vector, Vector, Vector];

export const plus = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

export const times = (a: Vector, factor: number): Vector => [a[0] * factor, a[1] * factor, a[2] * factor];

export const between = (a: Vector, b: Vector, t: number): Vector => plus(times(a, 1 - t), times(b, t));

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export const turn = (r: Rotation, v: Vector): Vector => [dot(r[0], v), dot(r[1], v), dot(r[2], v)];

/** Rotations one after the other, the last one first, as matrices are written. */
export function compose(first: Rotation, ...rest: readonly Rotation[]): Rotation {
  return rest.reduce<Rotation>((a, b) => {
    const column = (i: 0 | 1 | 2): Vector => [b[0][i], b[1][i], b[2][i]];
    const row = (r: Vector): Vector => [dot(r, column(0)), dot(r, column(1)), dot(r, column(2))];
    return [row(a[0]), row(a[1]), row(a[2])];
  }, first);
}

const radians = (degrees: number): [cos: number, sin: number] => [
  Math.cos((degrees * Math.PI) / 180),
  Math.sin((degrees * Math.PI) / 180),
];

/** About x, in degrees: y towards z. */
export function aboutX(degrees: number): Rotation {
  const [c, s] = radians(degrees);
  return [
    [1, 0, 0],
    [0, c, -s],
    [0, s, c],
  ];
}

/** About y, in degrees: z towards x. */
export function aboutY(degrees: number): Rotation {
  const [c, s] = radians(degrees);
  return [
    [c, 0, s],
    [0, 1, 0],
    [-s, 0, c],
  ];
}

/** About z, in degrees: x towards y. */
export function aboutZ(degrees: number): Rotation {
  const [c, s] = radians(degrees);
  return [
    [c, -s, 0],
    [s, c, 0],
    [0, 0, 1],
  ];
}
