// Counts the exact crossings of a surface with the lines of sight through voxel centres: the kernel of voxelize.

import { type Grid, voxelSize } from '../core/grid.js';
import type { TriangleMesh } from '../core/triangleMesh.js';
import { sideOfEdge, sideOfPlane } from './exactSide.js';

/**
 * Crossings, stored as one signed byte and one bit per voxel. A crossing is counted at the first voxel whose centre is
 * behind it: a front face adds 1 to the voxel's byte, a back face subtracts 1, and either sets the voxel's mark.
 */
export interface Counts {
  /** One byte per voxel, slices fastest: the volume's own memory. Only the bytes of marked voxels are valid. */
  readonly bytes: Uint8Array;
  /** One bit per voxel: 1 if its byte counts crossings. */
  readonly marks: Int32Array;
  /** For each voxel whose count has exceeded ±127: a number that must be added to the count in its byte. */
  readonly carried: Map<number, number>;
}

const ROUNDING = 2 ** -53;

/**
 * Maximum number of centres in a triangle's bounds that are tested one by one. For more, each row is scanned between
 * the triangle's edges.
 */
const MAX_CENTRES_ONE_BY_ONE = 4;

/**
 * Counts every crossing of the surface with the lines of sight through voxel centres (parallel to z), triangle by
 * triangle. Crossings behind the last centre are left out; those in front of the first centre are assigned to it.
 *
 * A centre exactly on the surface is treated as if moved towards +z, then by far less towards +x, then by far less
 * towards +y. So no centre lies on a surface, and every answer is that of a mesh in general position: it depends
 * neither on the order of triangles nor on that of their vertices.
 *
 * Every predicate is first evaluated in floating point with an error bound; exact arithmetic follows only where that
 * leaves the sign open. Most triangles of a fine mesh lie between the two rows, or the two columns, of centres around
 * their first vertex, and are rejected at once. Most remaining triangles have one or two centres in their bounds; the
 * areas of the triangles that a centre forms with the edges say whether the centre is covered, and at what depth.
 * Nothing is stored per vertex or face. Bounds are computed without branches, since unpredictable ones cost more than
 * arithmetic here.
 *
 * Cost: O(faces + crossings). Slower alternatives that were measured: a sweep over rows with thresholds for every
 * vertex and lists of faces (7 times the time), scanning every triangle by rows (3 times), bounds by comparisons, and
 * the depth from the face's plane instead of the areas (1.4 times).
 */
export function countCrossings({ positions: p, indices }: TriangleMesh, grid: Grid, counts: Counts): void {
  const at = lattice(grid);
  const { front, left, top, perX, perY, perZ, slackX, slackY, slackZ } = at;
  const [rows, columns, slices] = grid.shape;
  const [sureX, sureY] = [0.5 - slackX, 0.5 - slackY];
  // Error bound of a difference of two products of distances, each distance below six voxels.
  const error = 16 * (slackX + slackY);
  // Maximum of |ax| + |bx| + |cx| + |ay| + |by| + |cy| at which coordinates in 256ths of a voxel and their differences
  // fit 32 bits. Not positive if the grid is so far from the origin that their error may reach 1/512 of a voxel.
  const near = 2 ** 22 - 2 ** 31 * (slackX + slackY);
  for (let corner = 0; corner < indices.length; corner += 3) {
    const a = 3 * indices[corner]!;
    const b = 3 * indices[corner + 1]!;
    const c = 3 * indices[corner + 2]!;
    // Vertical coordinates in voxels, increasing downwards; the centres of row i are at i + 1. A triangle strictly
    // between two rows crosses no line of sight.
    const ay = (top - p[a + 1]!) * perY + 0.5;
    const by = (top - p[b + 1]!) * perY + 0.5;
    const cy = (top - p[c + 1]!) * perY + 0.5;
    const middleY = Math.floor(ay) + 0.5;
    if (Math.abs(ay - middleY) < sureY && Math.abs(by - middleY) < sureY && Math.abs(cy - middleY) < sureY) continue;
    const ax = (p[a]! - left) * perX + 0.5;
    const bx = (p[b]! - left) * perX + 0.5;
    const cx = (p[c]! - left) * perX + 0.5;
    const middleX = Math.floor(ax) + 0.5;
    if (Math.abs(ax - middleX) < sureX && Math.abs(bx - middleX) < sureX && Math.abs(cx - middleX) < sureX) continue;
    // Ranges [from, to) of the rows and columns whose centres may lie within the triangle's bounds.
    const [a256, b256, c256] = [(ay * 256) | 0, (by * 256) | 0, (cy * 256) | 0];
    let fromRow = (min(min(a256, b256), c256) - 1) >> 8;
    let toRow = (max(max(a256, b256), c256) + 1) >> 8;
    const [a256x, b256x, c256x] = [(ax * 256) | 0, (bx * 256) | 0, (cx * 256) | 0];
    let fromColumn = (min(min(a256x, b256x), c256x) - 1) >> 8;
    let toColumn = (max(max(a256x, b256x), c256x) + 1) >> 8;
    const far = Math.abs(ax) + Math.abs(bx) + Math.abs(cx) + Math.abs(ay) + Math.abs(by) + Math.abs(cy);
    if ((toRow - fromRow) * (toColumn - fromColumn) > MAX_CENTRES_ONE_BY_ONE || far > near) {
      scanTriangle(p, a, b, c, at, counts);
      continue;
    }
    if (fromRow < 0) fromRow = 0;
    if (toRow > rows) toRow = rows;
    if (fromColumn < 0) fromColumn = 0;
    if (toColumn > columns) toColumn = columns;
    for (let row = fromRow; row < toRow; row++) {
      for (let column = fromColumn; column < toColumn; column++) {
        const xa = ax - column - 1;
        const ya = ay - row - 1;
        const xb = bx - column - 1;
        const yb = by - row - 1;
        const xc = cx - column - 1;
        const yc = cy - row - 1;
        // Twice the signed areas of the triangles that the centre forms with the edges, positive where the centre is
        // left of the edge. Divided by their sum, they are the centre's barycentric coordinates.
        const ab = ya * xb - xa * yb;
        const bc = yb * xc - xb * yc;
        const ca = yc * xa - xc * ya;
        if (Math.abs(ab) > error && Math.abs(bc) > error && Math.abs(ca) > error) {
          if (ab * bc < 0 || bc * ca < 0) continue;
          const az = p[a + 2]!;
          const uz = p[b + 2]! - az;
          const vz = p[c + 2]! - az;
          const perArea = 1 / (ab + bc + ca);
          const index = (front - az - (uz * ca + vz * ab) * perArea) * perZ + 0.5;
          const off = slackZ + (Math.abs(uz) + Math.abs(vz)) * perZ * Math.abs(perArea) * 4 * error;
          const slice = Math.floor(index - off);
          if (slice === Math.floor(index + off)) {
            if (slice < slices)
              count(counts, (row * columns + column) * slices + (slice > 0 ? slice : 0), ab > 0 ? 1 : -1);
            continue;
          }
        }
        cross(p, a, b, c, at, counts, row, column);
      }
    }
  }
}

// Minimum and maximum of integers that differ by less than 2³¹, without a branch.
const min = (a: number, b: number): number => b + ((a - b) & ((a - b) >> 31));
const max = (a: number, b: number): number => a - ((a - b) & ((a - b) >> 31));

/** Counts a front face (1) or a back face (−1) in front of a voxel. */
function count({ bytes, marks, carried }: Counts, voxel: number, facing: number): void {
  const bit = 1 << (voxel & 31);
  const marked = marks[voxel >>> 5]!;
  marks[voxel >>> 5] = marked | bit;
  const sum = (marked & bit) === 0 ? facing : ((bytes[voxel]! << 24) >> 24) + facing;
  const fits = sum < 128 && sum > -128;
  bytes[voxel] = fits ? sum : 0;
  if (!fits) carried.set(voxel, (carried.get(voxel) ?? 0) + sum);
}

/**
 * The coordinates of the grid's centres, as `indexToWorld` returns them, the origin and factors that map world
 * coordinates to indices, and the error bounds of these indices.
 */
interface Lattice {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  readonly zs: Float64Array;
  readonly left: number;
  readonly top: number;
  readonly front: number;
  readonly perX: number;
  readonly perY: number;
  readonly perZ: number;
  readonly slackX: number;
  readonly slackY: number;
  readonly slackZ: number;
}

function lattice(grid: Grid): Lattice {
  const { shape: [rows, columns, slices], min, max } = grid; // biome-ignore format: one line per grid
  const [dx, dy, dz] = voxelSize(grid);
  return {
    xs: centres(columns, min[0], dx),
    ys: centres(rows, max[1], -dy),
    zs: centres(slices, max[2], -dz),
    left: min[0],
    top: max[1],
    front: max[2],
    perX: 1 / dx,
    perY: 1 / dy,
    perZ: 1 / dz,
    slackX: slack(min[0], max[0], dx),
    slackY: slack(min[1], max[1], dy),
    slackZ: slack(min[2], max[2], dz),
  };
}

const centres = (length: number, from: number, step: number): Float64Array =>
  Float64Array.from({ length }, (_, index) => from + (index + 0.5) * step);

/** Error bound, in voxels, of an index computed from an exact coordinate inside the grid. */
const slack = (low: number, high: number, side: number): number =>
  16 * ROUNDING * (Math.max(Math.abs(low), Math.abs(high)) / side + (high - low) / side + 2);

/**
 * Returns the side of the edge a → b on which the line of sight lies, seen from the camera: 1 left, −1 right; 0 only if
 * the edge is seen as a point. The sign of `estimate` decides if its absolute value is larger than its error.
 */
function turn(p: Float32Array, a: number, b: number, x: number, y: number, estimate: number, error: number): number {
  if (Math.abs(estimate) > error) return Math.sign(estimate);
  const ax = p[a]!;
  const ay = p[a + 1]!;
  const bx = p[b]!;
  const by = p[b + 1]!;
  // Where the line of sight meets a vertex, or an edge that is parallel to x or y, both products of the determinant are
  // exactly 0. Elsewhere exact arithmetic is needed.
  const on = (ax === x || by === y) && (ay === y || bx === x);
  const side = on ? 0 : sideOfEdge(p, a, b, x, y);
  // A line of sight on the edge is treated as moved towards +x; on a horizontal edge then towards +y.
  return side || Math.sign(ay - by) || Math.sign(bx - ax);
}

const point = new Float64Array(3);

/** Counts the crossing of a triangle with a line of sight, if there is one. */
function cross(
  p: Float32Array,
  a: number,
  b: number,
  c: number,
  { xs, ys, zs, left, top, front, perX, perY, perZ, slackX, slackY, slackZ }: Lattice,
  counts: Counts,
  row: number,
  column: number,
): void {
  const xa = (p[a]! - left) * perX - column - 0.5;
  const ya = (top - p[a + 1]!) * perY - row - 0.5;
  const xb = (p[b]! - left) * perX - column - 0.5;
  const yb = (top - p[b + 1]!) * perY - row - 0.5;
  const xc = (p[c]! - left) * perX - column - 0.5;
  const yc = (top - p[c + 1]!) * perY - row - 0.5;
  const ab = ya * xb - xa * yb;
  const bc = yb * xc - xb * yc;
  const ca = yc * xa - xc * ya;
  // The error of each distance is the slack plus a few roundings of the distance itself.
  const size = Math.abs(xa) + Math.abs(ya) + Math.abs(xb) + Math.abs(yb) + Math.abs(xc) + Math.abs(yc);
  const slack = slackX + slackY;
  const error = 2 * (size + slack) * (slack + 16 * ROUNDING * size);
  const x = xs[column]!;
  const y = ys[row]!;
  const facing = turn(p, a, b, x, y, ab, error);
  if (turn(p, b, c, x, y, bc, error) !== facing || turn(p, c, a, x, y, ca, error) !== facing || facing === 0) return;
  const az = p[a + 2]!;
  const uz = p[b + 2]! - az;
  const vz = p[c + 2]! - az;
  const height = Math.abs(uz) + Math.abs(vz);
  const area = ab + bc + ca;
  // The depth of any point of the triangle differs from that of `a` by at most `height`, which bounds the error too.
  const share = Math.min((4 * error) / Math.abs(area), 1);
  const index = (front - az - (share < 1 ? (uz * ca + vz * ab) / area : 0)) * perZ + 0.5;
  const off = slackZ + height * perZ * share;
  const slices = zs.length;
  let slice = clamp(Math.floor(index - off), slices);
  let end = clamp(Math.floor(index + off), slices);
  while (slice < end) {
    const middle = (slice + end) >> 1;
    const z = zs[middle]!;
    point[0] = x;
    point[1] = y;
    point[2] = z;
    // A face parallel to the image plane has the depth of its corners everywhere.
    if (height === 0 ? az > z : sideOfPlane(p, a, b, c, point) * facing < 0) end = middle;
    else slice = middle + 1;
  }
  if (slice < slices) count(counts, (row * xs.length + column) * slices + slice, facing);
}

/** Counts the crossings of a large or distant triangle: tests, in every row, the centres between its edges. */
function scanTriangle(p: Float32Array, a: number, b: number, c: number, at: Lattice, counts: Counts): void {
  const xs = [a, b, c, a].map((corner) => (p[corner]! - at.left) * at.perX + 0.5);
  const ys = [a, b, c, a].map((corner) => (at.top - p[corner + 1]!) * at.perY + 0.5);
  // Larger than any error, in voxels.
  const slack = [...xs, ...ys].reduce((sum, n) => sum + 2 ** -46 * Math.abs(n), 2 ** -8 + at.slackX + at.slackY);
  const endRow = clamp(Math.floor(Math.max(...ys) + slack), at.ys.length);
  for (let row = clamp(Math.floor(Math.min(...ys) - slack), at.ys.length); row < endRow; row++) {
    let low = Infinity;
    let high = -low;
    for (let edge = 0; edge < 3; edge++) {
      const x = xs[edge]!;
      const y = ys[edge]!;
      const width = xs[edge + 1]! - x;
      // Range of columns that the edge covers on this row; a horizontal edge counts over its full width.
      const height = ys[edge + 1]! - y || 1e-9;
      const share = (row + 1 - y) / height;
      const off = slack / Math.abs(height);
      if (share < -off || share > 1 + off) continue;
      const from = x + width * clamp(share - off, 1);
      const to = x + width * clamp(share + off, 1);
      low = Math.min(low, from, to);
      high = Math.max(high, from, to);
    }
    const endColumn = clamp(Math.floor(high + slack), at.xs.length);
    for (let column = clamp(Math.floor(low - slack), at.xs.length); column < endColumn; column++) {
      cross(p, a, b, c, at, counts, row, column);
    }
  }
}

const clamp = (value: number, high: number): number => Math.max(0, Math.min(value, high));
