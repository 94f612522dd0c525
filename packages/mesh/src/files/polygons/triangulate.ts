// Triangulates polygons: convex ones as fans, concave ones by ear clipping in their plane.
import type { Warnings } from '../text/warnings.js';
import { clipEars, MAX_CORNERS } from './clipEars.js';

/** Polygons with shared vertices. */
export interface Polygons {
  /** `[V, 3]`: coordinates of the vertices. */
  readonly positions: Float32Array;
  /** `[C]`: the vertex of each corner, polygon after polygon. */
  readonly corners: Uint32Array;
  /** `[F + 1]`: polygon f has the corners `starts[f]` to `starts[f + 1] - 1`, at least three. */
  readonly starts: Uint32Array;
}

/** Which polygons to triangulate, and the list that receives warnings. */
export interface TriangulateOptions {
  /** Polygon indices; default: all. */
  readonly faces?: Uint32Array | undefined;
  readonly warnings?: Warnings;
}

/**
 * Triangulates polygons. Each polygon of n corners gets n − 2 triangles whose outer edges are the polygon's edges, so
 * that closed meshes stay closed; for every polygon, the vector areas of its triangles add up to the polygon's.
 *
 * A polygon that its fan from the first corner covers exactly once, such as every convex polygon, gets that fan. Others
 * are projected along the largest component of their normal and triangulated by ear clipping. Polygons without a
 * normal, for example with collinear corners only, get fans. So do, with a warning, concave polygons of more than
 * 20,000 corners, and self-intersecting ones that ear clipping cannot triangulate.
 *
 * @returns  `[3T]`: corner indices of T triangles
 * Cost: O(corners) for convex polygons; about O(n log n) for a concave one of n corners, at most O(n²).
 */
export function triangulate(polygons: Polygons, { faces, warnings }: TriangulateOptions = {}): Uint32Array {
  const { corners, starts } = polygons;
  const count = faces?.length ?? starts.length - 1;
  if (faces === undefined && corners.length === 3 * count) return corners.map((_, corner) => corner);
  const face = (f: number): number => faces?.[f] ?? f;
  let triangles = 0;
  for (let f = 0; f < count; f++) triangles += starts[face(f) + 1]! - starts[face(f)]! - 2;
  const out = new Uint32Array(3 * triangles);
  for (let f = 0, to = 0; f < count; f++) {
    const start = starts[face(f)]!;
    const size = starts[face(f) + 1]! - start;
    const ears = size === 3 ? undefined : concave(polygons, start, size, warnings);
    if (ears) {
      for (const corner of ears) out[to++] = start + corner;
      continue;
    }
    for (let corner = 2; corner < size; corner++) {
      out[to++] = start;
      out[to++] = start + corner - 1;
      out[to++] = start + corner;
    }
  }
  return out;
}

/**
 * Triangulates a polygon by ear clipping, or a quad along its other diagonal. Returns corners, counted from the first
 * one of the polygon; undefined if the polygon gets the fan from its first corner (see `triangulate`).
 */
function concave(
  { positions, corners }: Polygons,
  start: number,
  size: number,
  warnings: Warnings | undefined,
): readonly number[] | undefined {
  const [x, y] = planeOf(positions, corners, start, size);
  if (x === undefined || y === undefined) return undefined;
  const first = 3 * corners[start]!;
  const x0 = positions[first + x]!;
  const y0 = positions[first + y]!;
  const second = 3 * corners[start + 1]!;
  const bx = positions[second + x]! - x0;
  const by = positions[second + y]! - y0;
  // The fan is valid if no triangle is inverted and the angle at the first corner is at most 180°.
  let px = bx;
  let py = by;
  let good = true;
  for (let corner = 2; good && corner < size; corner++) {
    const at = 3 * corners[start + corner]!;
    const qx = positions[at + x]! - x0;
    const qy = positions[at + y]! - y0;
    const turn = px * qy - py * qx;
    good = (turn > 0 || (turn === 0 && px * qx + py * qy >= 0)) && bx * qy - by * qx >= 0;
    px = qx;
    py = qy;
  }
  if (good) return undefined;
  if (size > MAX_CORNERS) {
    warnings?.add(`concave polygons of more than ${MAX_CORNERS} corners were cut into fans`);
    return undefined;
  }
  const flat = new Float64Array(2 * size);
  for (let corner = 0; corner < size; corner++) {
    const at = 3 * corners[start + corner]!;
    flat[2 * corner] = positions[at + x]! - x0;
    flat[2 * corner + 1] = positions[at + y]! - y0;
  }
  const ears = size === 4 ? otherDiagonal(flat) : undefined;
  const triangles = ears ?? clipEars(flat);
  if (triangles === undefined) warnings?.add('self-intersecting polygons were cut into fans');
  return triangles;
}

/** Returns the fan of a quad from its second corner; undefined unless both triangles have positive area. */
function otherDiagonal(flat: Float64Array): readonly number[] | undefined {
  const area = (a: number, b: number, c: number): number =>
    (flat[2 * b]! - flat[2 * a]!) * (flat[2 * c + 1]! - flat[2 * a + 1]!) -
    (flat[2 * b + 1]! - flat[2 * a + 1]!) * (flat[2 * c]! - flat[2 * a]!);
  return area(1, 2, 3) > 0 && area(1, 3, 0) > 0 ? [1, 2, 3, 1, 3, 0] : undefined;
}

const NO_PLANE: readonly [number?, number?] = [];
const PLANES = [
  [
    [1, 2],
    [2, 1],
  ],
  [
    [2, 0],
    [0, 2],
  ],
  [
    [0, 1],
    [1, 0],
  ],
] as const;

/**
 * Returns the two axes onto which the polygon is projected, in the order that makes it counter-clockwise; none if the
 * polygon has no normal.
 */
function planeOf(
  positions: Float32Array,
  corners: Uint32Array,
  start: number,
  size: number,
): readonly [number?, number?] {
  // Newell's normal, computed relative to the first corner, so that it is precise far from the origin too.
  const first = 3 * corners[start]!;
  const x0 = positions[first]!;
  const y0 = positions[first + 1]!;
  const z0 = positions[first + 2]!;
  let nx = 0;
  let ny = 0;
  let nz = 0;
  let px = 0;
  let py = 0;
  let pz = 0;
  for (let corner = 1; corner < size; corner++) {
    const at = 3 * corners[start + corner]!;
    const qx = positions[at]! - x0;
    const qy = positions[at + 1]! - y0;
    const qz = positions[at + 2]! - z0;
    nx += py * qz - pz * qy;
    ny += pz * qx - px * qz;
    nz += px * qy - py * qx;
    px = qx;
    py = qy;
    pz = qz;
  }
  const normal = [nx, ny, nz];
  const sizes = normal.map(Math.abs) as [number, number, number];
  const axis = sizes[0] > sizes[1] ? (sizes[0] > sizes[2] ? 0 : 2) : sizes[1] > sizes[2] ? 1 : 2;
  if (!(sizes[axis]! > 0)) return NO_PLANE;
  return PLANES[axis]![normal[axis]! > 0 ? 0 : 1];
}
