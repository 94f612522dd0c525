// Computes distances between surfaces by brute force over all pairs, independently of the package.
import type { TriangleMesh } from '@vrn/voxel';

type Vector = readonly [number, number, number];

const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

export const pointsOf = (flat: ArrayLike<number>): Vector[] =>
  Array.from({ length: flat.length / 3 }, (_, n) => [flat[3 * n]!, flat[3 * n + 1]!, flat[3 * n + 2]!]);

/** Returns the squared distance from each point of `a` to the nearest point of `b`. */
export const naiveSquared = (a: Float32Array, b: Float32Array): number[] =>
  pointsOf(a).map((p) => Math.min(...pointsOf(b).map((q) => dot(minus(p, q), minus(p, q)))));

export function naiveChamfer(a: Float32Array, b: Float32Array, squared = false): number {
  const mean = (list: readonly number[]) =>
    list.reduce((sum, value) => sum + (squared ? value : Math.sqrt(value)), 0) / list.length;
  return (mean(naiveSquared(a, b)) + mean(naiveSquared(b, a))) / 2;
}

export const naiveHausdorff = (a: Float32Array, b: Float32Array): number =>
  Math.sqrt(Math.max(...naiveSquared(a, b), ...naiveSquared(b, a)));

function toSegment(p: Vector, a: Vector, b: Vector): number {
  const [edge, from] = [minus(b, a), minus(p, a)];
  const length = dot(edge, edge);
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, dot(edge, from) / length));
  const rest = minus(from, [share * edge[0], share * edge[1], share * edge[2]]);
  return Math.sqrt(dot(rest, rest));
}

/** Returns the distance to the plane if the point projects into the triangle, else to the nearest side. */
function toTriangle(p: Vector, a: Vector, b: Vector, c: Vector): number {
  const normal = cross(minus(b, a), minus(c, a));
  const area = Math.sqrt(dot(normal, normal));
  const isInside = (u: Vector, v: Vector) => dot(cross(minus(v, u), minus(p, u)), normal) >= 0;
  const isOver = area > 0 && isInside(a, b) && isInside(b, c) && isInside(c, a);
  return isOver
    ? Math.abs(dot(minus(p, a), normal)) / area
    : Math.min(toSegment(p, a, b), toSegment(p, b, c), toSegment(p, c, a));
}

/** Returns the distance of a point to each face. */
export function naiveFaceDistances(p: Vector, { positions, indices }: TriangleMesh): number[] {
  const corners = pointsOf(positions);
  return pointsOf(indices).map(([a, b, c]) => toTriangle(p, corners[a]!, corners[b]!, corners[c]!));
}
