// Where the surface crosses the lines of sight through voxel centres, exactly: the kernel under voxelize.
import { downward } from './downward.js';
import { sideOfEdge, sideOfPlane } from './exactSide.js';
import { type Grid, voxelSize } from './grid.js';
import type { TriangleMesh } from './triangleMesh.js';

/**
 * Crossings, kept at a byte and a bit a voxel: in the byte of the voxel behind it every front face counts 1, every back
 * face −1 (modulo 256); the voxel's mark is set.
 */
export interface Counts {
  /** A byte a voxel, slices fastest: the volume's own memory. Only bytes of marked voxels mean anything. */
  readonly bytes: Uint8Array;
  /** A bit a voxel. */
  readonly marks: Int32Array;
  /** What a byte no longer holds: more than 127 surfaces of one direction between two neighbouring centres. */
  readonly carried: Map<number, number>;
}

const ROUNDING = 2 ** -53;

/** Up to so many centres within a triangle's bounds are asked one by one; beyond, row by row from edge to edge. */
const FEW = 4;

/**
 * Counts every crossing of the surface with the lines of sight through voxel centres (parallel to z, nearest first),
 * triangle by triangle. What crosses behind the last centre is left out, what crosses before the first counts there.
 *
 * A centre that lies exactly on the surface counts as moved towards +z, then by far less towards +x, then by far less
 * towards +y. So no centre lies on a surface, and every answer is that of a mesh in general position: it depends neither
 * on the order of triangles nor of their vertices.
 *
 * Everything is first asked in floating point with a bound of its error, and in exact arithmetic where that leaves it
 * open. Most triangles of a fine mesh pass between all lines of sight, and are told by four multiplications; most of the
 * others have one centre or two in their bounds, and are told by the sides of their edges. Nothing is kept of a vertex or a face.
 *
 * Cost: O(faces + crossings). Tried before: a sweep over rows with thresholds of every vertex and lists of faces, 9.6 ms
 * where this takes 2.6 (`voxelize`, 100,000 triangles, 128³); scan lines for every triangle, 4.3 ms.
 */
export function countCrossings({ positions: p, indices }: TriangleMesh, grid: Grid, counts: Counts): void {
  const at = lattice(grid);
  const { xs, ys, left, top, perX, perY, slackX, slackY } = at;
  const rows = ys.length;
  const columns = xs.length;
  // What the bounds of a triangle may lack for a centre that is just taken to lie within.
  const padX = (2 * slackX) / perX;
  const padY = (2 * slackY) / perY;
  const [earlyX, lateX, earlyY, lateY] = [0.5 - slackX, 0.5 + slackX, 0.5 - slackY, 0.5 + slackY];
  for (let corner = 0; corner < indices.length; corner += 3) {
    const a = 3 * indices[corner]!;
    const b = 3 * indices[corner + 1]!;
    const c = 3 * indices[corner + 2]!;
    const ay = p[a + 1]!;
    const by = p[b + 1]!;
    const cy = p[c + 1]!;
    const lowY = ay < by ? (ay < cy ? ay : cy) : by < cy ? by : cy;
    const highY = ay > by ? (ay > cy ? ay : cy) : by > cy ? by : cy;
    // Rows whose centres may lie within the bounds: from first, and before end.
    const firstRow = Math.floor((top - highY) * perY + earlyY);
    const endRow = Math.floor((top - lowY) * perY + lateY);
    if (firstRow === endRow) continue;
    const ax = p[a]!;
    const bx = p[b]!;
    const cx = p[c]!;
    const lowX = ax < bx ? (ax < cx ? ax : cx) : bx < cx ? bx : cx;
    const highX = ax > bx ? (ax > cx ? ax : cx) : bx > cx ? bx : cx;
    const firstColumn = Math.floor((lowX - left) * perX + earlyX);
    const endColumn = Math.floor((highX - left) * perX + lateX);
    if (firstColumn === endColumn) continue;
    const fromRow = firstRow > 0 ? firstRow : 0;
    const toRow = endRow < rows ? endRow : rows;
    const fromColumn = firstColumn > 0 ? firstColumn : 0;
    const toColumn = endColumn < columns ? endColumn : columns;
    if ((toRow - fromRow) * (toColumn - fromColumn) > FEW) {
      scanTriangle(p, a, b, c, at, counts);
      continue;
    }
    // Products of two distances within the bounds, each off by three roundings of itself, their difference by one more.
    const error = 16 * ROUNDING * (highX - lowX + padX) * (highY - lowY + padY);
    for (let row = fromRow; row < toRow; row++) {
      for (let column = fromColumn; column < toColumn; column++) {
        const facing = facingOf(p, a, b, c, xs[column]!, ys[row]!, error);
        if (facing !== 0) cross(p, a, b, c, at, counts, row, column, facing);
      }
    }
  }
}

/** The grid's centres, the numbers that `indexToWorld` returns, and what finds them. */
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
  const { shape: [rows, columns, slices], min, max } = grid; // biome-ignore format: one line a grid
  const [dx, dy, dz] = voxelSize(grid);
  return {
    xs: Float64Array.from({ length: columns }, (_, j) => min[0] + (j + 0.5) * dx),
    ys: Float64Array.from({ length: rows }, (_, i) => max[1] - (i + 0.5) * dy),
    zs: Float64Array.from({ length: slices }, (_, k) => max[2] - (k + 0.5) * dz),
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

/** How far an index computed from a coordinate inside the grid may be off, in voxels, the coordinate taken as exact. */
const slack = (low: number, high: number, side: number): number =>
  16 * ROUNDING * (Math.max(Math.abs(low), Math.abs(high)) / side + (high - low) / side + 2);

/** 1 where the triangle covers the line of sight with its front, −1 with its back, else 0; `error` bounds a difference of products. */
function facingOf(p: Float32Array, a: number, b: number, c: number, x: number, y: number, error: number): number {
  const ax = p[a]! - x;
  const ay = p[a + 1]! - y;
  const bx = p[b]! - x;
  const by = p[b + 1]! - y;
  const ab = ax * by - ay * bx;
  const side = ab > error ? 1 : ab < -error ? -1 : turn(p, a, b, x, y);
  const cx = p[c]! - x;
  const cy = p[c + 1]! - y;
  const bc = bx * cy - by * cx;
  if ((bc > error ? 1 : bc < -error ? -1 : turn(p, b, c, x, y)) !== side) return 0;
  const ca = cx * ay - cy * ax;
  return (ca > error ? 1 : ca < -error ? -1 : turn(p, c, a, x, y)) === side ? side : 0;
}

/** On which side of the edge a → b, seen from the camera, the line of sight lies: 1 left, −1 right; 0 only where the edge is a point. */
function turn(p: Float32Array, a: number, b: number, x: number, y: number): number {
  const ax = p[a]!;
  const ay = p[a + 1]!;
  const bx = p[b]!;
  const by = p[b + 1]!;
  // Along an axis, or through a vertex, the products vanish without rounding; elsewhere it takes exact arithmetic.
  const on = (ax === x || by === y) && (ay === y || bx === x);
  const side = on ? 0 : sideOfEdge(p, a, b, x, y);
  // On the edge, it counts as moved towards +x, and on a level edge then towards +y.
  return side || Math.sign(ay - by) || Math.sign(bx - ax);
}

const point = new Float64Array(3);

/** Counts the crossing of a triangle with a line of sight that it covers. */
function cross(
  p: Float32Array,
  a: number,
  b: number,
  c: number,
  { xs, ys, zs, front, perZ, slackZ }: Lattice,
  counts: Counts,
  row: number,
  column: number,
  facing: number,
): void {
  const x = xs[column]!;
  const y = ys[row]!;
  const ax = p[a]!;
  const ay = p[a + 1]!;
  const az = p[a + 2]!;
  const ux = p[b]! - ax;
  const uy = p[b + 1]! - ay;
  const uz = p[b + 2]! - az;
  const vx = p[c]! - ax;
  const vy = p[c + 1]! - ay;
  const vz = p[c + 2]! - az;
  const low = az + (uz < vz ? (uz < 0 ? uz : 0) : vz < 0 ? vz : 0);
  const high = az + (uz > vz ? (uz > 0 ? uz : 0) : vz > 0 ? vz : 0);
  const slices = zs.length;
  // The area is never 0, even where rounding leaves nothing of it.
  const perArea = 1 / (ux * vy - uy * vx || Number.MIN_VALUE);
  const plane = az + ((x - ax) * (uz * vy - uy * vz) + (y - ay) * (ux * vz - uz * vx)) * perArea;
  const index = (front - (plane > low ? (plane < high ? plane : high) : low)) * perZ + 0.5;
  // The estimate is off by less than 128 roundings of height · (extent / area), and never by more than the height.
  const extent = (Math.abs(ux) + Math.abs(vx)) * (Math.abs(uy) + Math.abs(vy));
  const share = 128 * ROUNDING * extent * Math.abs(perArea);
  const error = slackZ + (share < 1 ? share : 1) * (high - low) * perZ;
  let slice = Math.floor(index - error);
  let bound = Math.floor(index + error);
  if (slice !== bound) {
    slice = clamp(slice, 0, slices);
    bound = clamp(bound, 0, slices);
    // A face on a level is on one side of each sample with all its corners.
    if (low === high) slice = bound = below(zs, low, slice);
    while (slice < bound) {
      const middle = (slice + bound) >> 1;
      point[0] = x;
      point[1] = y;
      point[2] = zs[middle]!;
      if (sideOfPlane(p, a, b, c, point) * facing < 0) bound = middle;
      else slice = middle + 1;
    }
  }
  if (slice >= slices) return;
  if (slice < 0) slice = 0;

  const { bytes, marks, carried } = counts;
  const voxel = (row * xs.length + column) * slices + slice;
  const bit = 1 << (voxel & 31);
  const marked = marks[voxel >>> 5]!;
  marks[voxel >>> 5] = marked | bit;
  const sum = (marked & bit) === 0 ? facing : ((bytes[voxel]! << 24) >> 24) + facing;
  const fits = sum < 128 && sum > -128;
  bytes[voxel] = fits ? sum : 0;
  if (!fits) carried.set(voxel, (carried.get(voxel) ?? 0) + sum);
}

/** Counts the crossings of a triangle of many rows or columns, row by row from edge to edge. */
function scanTriangle(p: Float32Array, a: number, b: number, c: number, lattice: Lattice, counts: Counts): void {
  const { ys, top, perY } = lattice;
  const rowA = below(ys, p[a + 1]!, (top - p[a + 1]!) * perY + 0.5);
  const rowB = below(ys, p[b + 1]!, (top - p[b + 1]!) * perY + 0.5);
  const rowC = below(ys, p[c + 1]!, (top - p[c + 1]!) * perY + 0.5);
  const [t, m, l, rowT, rowM, rowL, inTurn] = downward(a, b, c, rowA, rowB, rowC);
  for (let row = rowT; row < rowL; row++) {
    const y = ys[row]!;
    const long = columnOf(p, l, t, y, lattice);
    const short = row < rowM ? columnOf(p, m, t, y, lattice) : columnOf(p, l, m, y, lattice);
    // Counter-clockwise seen from the camera: the edge that goes down bounds the face on the left.
    const facing = short < long === (inTurn === 1) ? 1 : -1;
    const end = short < long ? long : short;
    for (let column = short < long ? short : long; column < end; column++) {
      cross(p, a, b, c, lattice, counts, row, column, facing);
    }
  }
}

/** First column not left of the edge from the lower to the upper vertex, on a row that it spans. */
function columnOf(p: Float32Array, low: number, high: number, y: number, { xs, left, perX, slackX }: Lattice): number {
  const x = p[low]!;
  const width = p[high]! - x;
  const crossing = x + (y - p[low + 1]!) * (width / (p[high + 1]! - p[low + 1]!));
  const index = (crossing - left) * perX - 0.5;
  const error = slackX + 8 * ROUNDING * Math.abs(width) * perX;
  let first = clamp(Math.ceil(index - error), 0, xs.length);
  let last = clamp(Math.ceil(index + error), 0, xs.length);
  while (first < last) {
    const middle = (first + last) >> 1;
    if (sideOfEdge(p, low, high, xs[middle]!, y) <= 0) last = middle;
    else first = middle + 1;
  }
  return first;
}

const clamp = (value: number, low: number, high: number): number => (value < low ? low : value > high ? high : value);

/** First index at which a descending array is below the value, from a guess that is near. */
function below(descending: Float64Array, value: number, guess: number): number {
  let index = guess > 0 ? (guess < descending.length ? Math.floor(guess) : descending.length) : 0;
  while (index > 0 && descending[index - 1]! < value) index--;
  while (index < descending.length && descending[index]! >= value) index++;
  return index;
}
