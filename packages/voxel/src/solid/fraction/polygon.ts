// Clips triangles, in voxel coordinates, to cells between planes perpendicular to the axes.
import { type Grid, voxelSize } from '../../core/grid.js';

/** The axes of voxel coordinates: right, down, away. */
export const RIGHT = 0;
export const DOWN = 1;
export const AWAY = 2;

/** A convex polygon of `length / 3` corners: right, down, away, in voxels. Polygons are overwritten, not allocated. */
export interface Polygon {
  readonly at: Float64Array;
  length: number;
  /** Minimum and maximum along each axis, as of the latest {@link measure} along it. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Sums of areas and volumes up to this value, in voxels, count as 0: they may be rounding errors. */
export const ROUNDING = 1e-9;

/** A triangle cut by the six planes of a voxel has at most nine corners. */
const MAX_CORNERS = 9;
export const newPolygon = (): Polygon => ({
  at: new Float64Array(3 * MAX_CORNERS),
  length: 9,
  low: new Float64Array(3),
  high: new Float64Array(3),
});

/** Converts vertices to voxels from the grid's nearest upper left corner: right, down, away. */
export function inVoxels(positions: Float32Array, grid: Grid): Float64Array {
  const sides = voxelSize(grid);
  const p = new Float64Array(positions);
  for (let n = 0; n < p.length; n++) {
    const axis = n % 3;
    p[n] = (axis === RIGHT ? p[n]! - grid.min[0] : grid.max[axis]! - p[n]!) / sides[axis]!;
  }
  return p;
}

/** Sets a polygon to the triangle whose first index is at `corner`, and measures it along all axes. */
export function setTriangle(triangle: Polygon, p: Float64Array, indices: Uint32Array, corner: number): void {
  for (let axis = 0; axis < 3; axis++) {
    for (let n = 0; n < 3; n++) triangle.at[3 * n + axis] = p[3 * indices[corner + n]! + axis]!;
    measure(triangle, axis);
  }
}

/** Measures the extent of a polygon along an axis, and stores it in `low` and `high`. Returns the polygon. */
export function measure(polygon: Polygon, axis: number): Polygon {
  const { at, length } = polygon;
  let low = Infinity;
  let high = -low;
  for (let n = axis; n < length; n += 3) {
    const x = at[n]!;
    if (x < low) low = x;
    if (x > high) high = x;
  }
  polygon.low[axis] = low;
  polygon.high[axis] = high;
  return polygon;
}

/**
 * Returns the part of a polygon from `cell` to `cell + 1` along an axis, widened by `slack` at both ends: the polygon
 * itself where it is within the cell, else `into`. The polygon must have been measured along the axis.
 */
export function clip(polygon: Polygon, into: Polygon, axis: number, cell: number, slack = 0): Polygon {
  const isBelow = polygon.high[axis]! <= cell + 1;
  const above = polygon.low[axis]! >= cell ? polygon : cut(polygon, isBelow ? into : half, axis, cell - slack, 1);
  return isBelow ? above : cut(above, into, axis, cell + 1 + slack, -1);
}

const half = newPolygon();

/**
 * Writes the part of a polygon on one side of a plane perpendicular to an axis, points on the plane included: side 1
 * has larger coordinates, side −1 smaller ones. Returns `into`.
 */
export function cut(from: Polygon, into: Polygon, axis: number, plane: number, side: 1 | -1): Polygon {
  const source = from.at;
  const target = into.at;
  const end = from.length;
  let length = 0;
  for (let n = 0; n < end; n += 3) {
    const next = n + 3 < end ? n + 3 : 0;
    const here = (source[n + axis]! - plane) * side;
    const there = (source[next + axis]! - plane) * side;
    if (here >= 0) for (let k = 0; k < 3; k++) target[length++] = source[n + k]!;
    if (here === 0 || there === 0 || here < 0 === there < 0) continue;
    const share = here / (here - there);
    for (let k = 0; k < 3; k++) target[length + k] = source[n + k]! + (source[next + k]! - source[n + k]!) * share;
    target[length + axis] = plane;
    length += 3;
  }
  into.length = length;
  return into;
}

const strip = newPolygon();
const part = newPolygon();

/**
 * Visits the part of a triangle in each column of a row of voxels that it touches, within a tolerance of `slack`. The
 * triangle must have been measured along `DOWN`; each part is measured along `AWAY`.
 */
export function forColumns(
  triangle: Polygon,
  row: number,
  columns: number,
  slack: number,
  visit: (part: Polygon, column: number) => void,
): void {
  const inRow = measure(clip(triangle, strip, DOWN, row, slack), RIGHT);
  const right = last(inRow, RIGHT, columns, slack);
  for (let column = first(inRow, RIGHT, slack); column <= right; column++) {
    visit(measure(clip(inRow, part, RIGHT, column, slack), AWAY), column);
  }
}

/** Returns the first cell, from 0, that a polygon touches along an axis, within a tolerance of `slack`. */
export const first = ({ low }: Polygon, axis: number, slack: number): number =>
  Math.max(0, Math.ceil(low[axis]! - 1 - slack));

/** Returns the last cell, below `count`, that a polygon touches along an axis, within a tolerance of `slack`. */
export const last = ({ high }: Polygon, axis: number, count: number, slack: number): number =>
  Math.min(count - 1, Math.floor(high[axis]! + slack));
