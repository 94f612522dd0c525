// Computes the squared chamfer distance with d3-octree and by brute force, for comparison with the package.
import { octree } from 'd3-octree';

type Point = readonly [number, number, number];

const pointsOf = (flat: Float32Array): Point[] =>
  Array.from({ length: flat.length / 3 }, (_, n) => [flat[3 * n]!, flat[3 * n + 1]!, flat[3 * n + 2]!]);

const squared = (a: Point, b: Point): number => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;

/** Mean of the two directed mean squared distances, by d3-octree's nearest-neighbour search. */
export function byOctree(a: Float32Array, b: Float32Array): number {
  const [from, to] = [pointsOf(a), pointsOf(b)];
  const oneWay = (points: readonly Point[], others: readonly Point[]): number => {
    const tree = octree().addAll(others);
    return points.reduce((sum, point) => sum + squared(point, tree.find(...point)!), 0) / points.length;
  };
  return (oneWay(from, to) + oneWay(to, from)) / 2;
}

/** Mean of the two directed mean squared distances, by trying all pairs. */
export function byTryingAll(a: Float32Array, b: Float32Array): number {
  const oneWay = (from: Float32Array, to: Float32Array): number => {
    let sum = 0;
    for (let p = 0; p < from.length; p += 3) {
      let least = Number.POSITIVE_INFINITY;
      for (let q = 0; q < to.length; q += 3) {
        const [x, y, z] = [from[p]! - to[q]!, from[p + 1]! - to[q + 1]!, from[p + 2]! - to[q + 2]!];
        least = Math.min(least, x * x + y * y + z * z);
      }
      sum += least;
    }
    return (3 * sum) / from.length;
  };
  return (oneWay(a, b) + oneWay(b, a)) / 2;
}
