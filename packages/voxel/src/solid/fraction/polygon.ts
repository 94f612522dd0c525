// Cuts convex polygons, in voxel coordinates, by planes perpendicular to the axes.
import { type Grid, voxelSize } from '../../core/grid.js';

/** The axes of voxel coordinates: right, down, away. */
export const RIGHT = 0;
export const DOWN = 1;
export const AWAY = 2;

/** A convex polygon of `length / 3` corners: right, down, away, in voxels. Polygons are overwritten, not allocated. */
export interface Polygon {
  readonly at: Float64Array;
  length: number;
}

/** A triangle cut by the six planes of a voxel has at most nine corners. */
const MAX_CORNERS = 9;
export const newPolygon = (): Polygon => ({ at: new Float64Array(3 * MAX_CORNERS), length: 0 });

/** Converts vertices to voxels from the grid's nearest upper left corner: right, down, away. */
export function inVoxels(positions: Float32Array, grid: Grid): Float64Array {
  const sides = voxelSize(grid);
  return Float64Array.from(positions, (x, n) => {
    const axis = n % 3;
    return (axis === RIGHT ? x - grid.min[0] : grid.max[axis]! - x) / sides[axis]!;
  });
}

/** Sets a polygon to a triangle, given the offsets of its vertices in `p`. */
export function setTriangle({ at }: Polygon, p: Float64Array, corners: readonly [number, number, number]): void {
  for (let n = 0; n < 9; n++) at[n] = p[corners[(n / 3) | 0]! + (n % 3)]!;
}

/** Returns the minimum coordinate along an axis (sign 1), or the negated maximum (sign −1). */
export function least({ at, length }: Polygon, axis: number, sign: 1 | -1): number {
  let low = Number.POSITIVE_INFINITY;
  for (let n = axis; n < length; n += 3) low = Math.min(low, sign * at[n]!);
  return low;
}

/**
 * Writes the part of a polygon on one side of a plane perpendicular to an axis, points on the plane included: side 1
 * has larger coordinates, side −1 smaller ones.
 */
export function cut(from: Polygon, into: Polygon, axis: number, plane: number, side: 1 | -1): void {
  const source = from.at;
  const target = into.at;
  let length = 0;
  for (let n = 0; n < from.length; n += 3) {
    const next = n + 3 < from.length ? n + 3 : 0;
    const here = (source[n + axis]! - plane) * side;
    const there = (source[next + axis]! - plane) * side;
    if (here >= 0) {
      target[length++] = source[n]!;
      target[length++] = source[n + 1]!;
      target[length++] = source[n + 2]!;
    }
    if (here === 0 || there === 0 || here < 0 === there < 0) continue;
    const share = here / (here - there);
    for (let k = 0; k < 3; k++) target[length + k] = source[n + k]! + (source[next + k]! - source[n + k]!) * share;
    target[length + axis] = plane;
    length += 3;
  }
  into.length = length;
}
