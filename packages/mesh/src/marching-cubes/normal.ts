// Computes the normals of vertices from the gradient of the volume, as the vertices are created.
import type { Walk } from './walk.js';

/** Difference of the volume along an axis, per sample: central, one-sided at the border, 0 on an axis of one sample. */
function slope(data: ArrayLike<number>, at: number, step: number, index: number, length: number): number {
  if (length === 1) return 0;
  if (index === 0) return data[at + step]! - data[at]!;
  if (index === length - 1) return data[at]! - data[at - step]!;
  return (data[at + step]! - data[at - step]!) / 2;
}

/**
 * Stores the normal of the next vertex: opposite to the gradient, interpolated between the samples of its edge. The
 * vertex lies at the fraction t of the edge from sample (i, j, k), which is at index `at` of the data, to the next
 * sample along rows, columns or slices (axis 0, 1, 2).
 */
export function edgeNormal(walk: Walk, i: number, j: number, k: number, at: number, axis: number, t: number): void {
  const { data, rows, columns, slices, di, dj, dk } = walk;
  const near = 1 - t;
  const i2 = axis === 0 ? i + 1 : i;
  const j2 = axis === 1 ? j + 1 : j;
  const k2 = axis === 2 ? k + 1 : k;
  const next = at + (axis === 0 ? di : axis === 1 ? dj : dk);
  storeNormal(
    walk,
    0 - near * slope(data, at, di, i, rows) - t * slope(data, next, di, i2, rows),
    0 - near * slope(data, at, dj, j, columns) - t * slope(data, next, dj, j2, columns),
    0 - near * slope(data, at, dk, k, slices) - t * slope(data, next, dk, k2, slices),
  );
}

/**
 * Stores the normal of the next vertex, at a position in sample coordinates. Between samples, it is opposite to the
 * gradient, interpolated trilinearly from the corners of the cell; beyond the outermost samples, it points outwards.
 */
export function innerNormal(walk: Walk, i: number, j: number, k: number): void {
  const { data, shape, stride } = walk;
  const place = [i, j, k];
  const total = place.map((p, axis) => (p < 0 ? -1 : p > shape[axis]! - 1 ? 1 : 0));
  const isWall = total.some((side) => side !== 0);
  for (let corner = 0; corner < 8 && !isWall; corner++) {
    const high = (axis: number) => (corner >> axis) & 1;
    const sample = place.map((p, axis) => Math.floor(p) + high(axis));
    const share = place
      .map((p, axis) => (high(axis) ? p - Math.floor(p) : 1 - (p - Math.floor(p))))
      .reduce((product, each) => product * each);
    if (share === 0) continue;
    const at = sample.reduce((sum, n, axis) => sum + n * stride[axis]!, walk.offset);
    for (let axis = 0; axis < 3; axis++) {
      total[axis]! -= share * slope(data, at, stride[axis]!, sample[axis]!, shape[axis]!);
    }
  }
  storeNormal(walk, total[0]!, total[1]!, total[2]!);
}

/**
 * Stores the unit normal of the next vertex, given its direction in differences per sample along rows, columns and
 * slices. If the length in world units is zero or overflows, stores zeros and counts the vertex in `walk.flat`.
 */
export function storeNormal(walk: Walk, down: number, right: number, deep: number): void {
  const { normals, step } = walk;
  const at = 3 * walk.vertices;
  // Row indices increase towards −y, slice indices towards −z.
  const x = right / step[0]!;
  const y = -down / step[1]!;
  const z = -deep / step[2]!;
  const length = Math.sqrt(x * x + y * y + z * z);
  const isKnown = length > 0 && length < Number.POSITIVE_INFINITY;
  if (!isKnown) walk.flat++;
  normals[at] = isKnown ? x / length : 0;
  normals[at + 1] = isKnown ? y / length : 0;
  normals[at + 2] = isKnown ? z / length : 0;
}
