// Computes the distances from the points of one surface to another surface.
import type { Nearest } from './nearest/target.js';
import type { Direction, Prepared } from './surface.js';

/**
 * Computes, per point of `from`, the squared distance to `to` and the nearest point or face of `to`.
 *
 * A point that both surfaces have at the same index, or a sample of a face that both have at the same index, has
 * distance 0, so that equal surfaces are at distance 0 regardless of the rounding of samples. For the same reason, a
 * distance between meshes below the rounding error of a sample's coordinates counts as 0.
 */
export function directed(from: Prepared, to: Prepared): Nearest {
  const isShared = sharedWith(from, to);
  const shared = new Uint8Array(from.items.length);
  let count = 0;
  for (let q = 0; q < shared.length; q++) {
    if (!isShared(q)) continue;
    shared[q] = 1;
    count++;
  }
  const { squared, items } =
    count === shared.length
      ? { squared: new Float64Array(count), items: from.items.slice() }
      : to.target().nearest(from.queries, count === 0 ? from.order() : from.order().filter((q) => shared[q] === 0));
  for (let q = 0; q < shared.length; q++) {
    if (shared[q] === 0) continue;
    squared[q] = 0;
    items[q] = from.items[q]!;
  }
  if (from.mesh !== undefined && to.mesh !== undefined) dropRounding(squared, roundingOf(from.queries));
  return { squared, items };
}

/** Returns a test of whether query `q` lies on a point or face that both surfaces have at the same index. */
function sharedWith(from: Prepared, to: Prepared): (q: number) => boolean {
  if (from.set !== undefined && to.set !== undefined) {
    const [p, r] = [from.set.points, to.set.points];
    return (q) => p[3 * q] === r[3 * q] && p[3 * q + 1] === r[3 * q + 1] && p[3 * q + 2] === r[3 * q + 2];
  }
  if (from.mesh === undefined || to.mesh === undefined) return () => false;
  const [p, r] = [from.mesh.positions, to.mesh.positions];
  const [ours, theirs] = [from.mesh.indices, to.mesh.indices];
  return (q) => {
    const corner = 3 * from.items[q]!;
    if (corner >= theirs.length) return false;
    for (let n = corner; n < corner + 3; n++) {
      const [v, w] = [3 * ours[n]!, 3 * theirs[n]!];
      if (p[v] !== r[w] || p[v + 1] !== r[w + 1] || p[v + 2] !== r[w + 2]) return false;
    }
    return true;
  };
}

/** Returns a bound on the rounding errors of samples and distances: at least 16 ulp of the largest |coordinate|. */
function roundingOf(queries: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < queries.length; i++) largest = Math.max(largest, Math.abs(queries[i]!));
  return largest * 2 ** -48;
}

function dropRounding(squared: Float64Array, rounding: number): void {
  for (let q = 0; q < squared.length; q++) if (squared[q]! <= rounding * rounding) squared[q] = 0;
}

/** Computes the distances from `a` to `b`, from `b` to `a`, or both, as `direction` requests. */
export function distances(
  a: Prepared,
  b: Prepared,
  direction: Direction,
): { readonly forward: Nearest | undefined; readonly backward: Nearest | undefined } {
  return {
    forward: direction === 'backward' ? undefined : directed(a, b),
    backward: direction === 'forward' ? undefined : directed(b, a),
  };
}

/** Returns the mean of the distances, or of their squares, summed in the order of the points. */
export function meanOf({ squared }: Nearest, isSquared: boolean): number {
  return sumOf({ squared }, isSquared) / squared.length;
}

export function sumOf({ squared }: Pick<Nearest, 'squared'>, isSquared: boolean): number {
  let sum = 0;
  for (let q = 0; q < squared.length; q++) sum += isSquared ? squared[q]! : Math.sqrt(squared[q]!);
  return sum;
}
