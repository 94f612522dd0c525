// Where the surface crosses the lines of sight through voxel centres, row by row: the sweep under voxelize.
import { sideOfEdge, sideOfPlane } from './exactSide.js';
import { type Grid, voxelSize } from './grid.js';
import type { TriangleMesh } from './triangleMesh.js';

/**
 * Takes the crossings of one row of lines of sight. `steps` is `[columns, slices + 1]`: front faces less back faces
 * crossed just before each centre. `marks` is `[columns, words]`: bit k of a column's words is set where its step k was
 * written. The visitor sets both back to zero.
 */
export type VisitRow = (row: number, steps: Int32Array, marks: Int32Array) => void;

const ROUNDING = 2 ** -53;

/**
 * Visits every row, top to bottom, with the crossings of its lines of sight (parallel to z, nearest first).
 *
 * A centre that lies exactly on the surface counts as moved towards +z, then by far less towards +x, then by far less
 * towards +y. So no centre lies on a surface, and every answer is that of a mesh in general position: it depends neither
 * on the order of triangles nor of their vertices.
 *
 * Three thresholds a vertex say which centres lie beyond it, exactly. They bracket every crossing of an edge or a
 * triangle; a bracket of more than one candidate is narrowed by an estimate with its error bound, and what the estimate
 * leaves open is decided by exact arithmetic.
 *
 * Cost: O(faces + crossings); 12 bytes a vertex, 4 a face, 4 a voxel of one row of scratch.
 */
export function sweepCrossings({ positions, indices }: TriangleMesh, grid: Grid, visit: VisitRow): void {
  const [rows, columns, slices] = grid.shape;
  const [dx, , dz] = voxelSize(grid);
  const left = grid.min[0];
  const front = grid.max[2];
  const centres = centresOf(grid);
  const { xs, ys, zs } = centres;
  const slackX = slack(left, grid.max[0], dx);
  const slackZ = slack(grid.min[2], front, dz);
  const beyond = thresholds(positions, grid, centres);
  const { waiting, after } = queueFaces(indices, beyond, rows);
  const steps = new Int32Array(columns * (slices + 1));
  const words = (slices >> 5) + 1;
  const marks = new Int32Array(columns * words);
  const point = new Float64Array(3);

  /** First column not left of the edge, on a row that the edge spans. */
  const columnOfEdge = (low: number, high: number, y: number): number => {
    let first = Math.min(beyond[low]!, beyond[high]!);
    let last = Math.max(beyond[low]!, beyond[high]!);
    if (first === last) return first;
    const x = positions[low]!;
    const width = positions[high]! - x;
    const crossing = x + (y - positions[low + 1]!) * (width / (positions[high + 1]! - positions[low + 1]!));
    const index = (crossing - left) / dx - 0.5;
    const error = slackX + (8 * ROUNDING * Math.abs(width)) / dx;
    [first, last] = [clamp(Math.ceil(index - error), first, last), clamp(Math.ceil(index + error), first, last)];
    while (first < last) {
      const middle = (first + last) >> 1;
      if (sideOfEdge(positions, low, high, xs[middle]!, y) <= 0) last = middle;
      else first = middle + 1;
    }
    return first;
  };

  const cross = (column: number, slice: number, facing: number): void => {
    steps[column * (slices + 1) + slice]! += facing;
    marks[column * words + (slice >> 5)]! |= 1 << (slice & 31);
  };

  /** Adds the crossings of the face with the row at y, columns from..to; facing is 1 for a front face, −1 for a back one. */
  const crossColumns = (a: number, b: number, c: number, y: number, from: number, to: number, facing: number): void => {
    const nearest = Math.min(beyond[a + 2]!, beyond[b + 2]!, beyond[c + 2]!);
    const furthest = Math.max(beyond[a + 2]!, beyond[b + 2]!, beyond[c + 2]!);
    if (nearest === furthest) {
      for (let column = from; column < to; column++) cross(column, nearest, facing);
      return;
    }
    const ax = positions[a]!;
    const ay = positions[a + 1]!;
    const az = positions[a + 2]!;
    const bx = positions[b]! - ax;
    const by = positions[b + 1]! - ay;
    const bz = positions[b + 2]! - az;
    const cx = positions[c]! - ax;
    const cy = positions[c + 1]! - ay;
    const cz = positions[c + 2]! - az;
    const area = bx * cy - by * cx || Number.MIN_VALUE; // never 0, even where rounding leaves nothing of it
    const slopeX = bz * cy - by * cz;
    const slopeY = bx * cz - bz * cx;
    const low = az + Math.min(0, bz, cz);
    const high = az + Math.max(0, bz, cz);
    // The estimate is off by less than 128 roundings of height · (bounding box / area), and never by more than the height.
    const box = (Math.max(0, bx, cx) - Math.min(0, bx, cx)) * (Math.max(0, by, cy) - Math.min(0, by, cy));
    const relative = Math.min(1, (128 * ROUNDING * box) / Math.abs(area));
    const error = slackZ + (relative * (high - low)) / dz;
    for (let column = from; column < to; column++) {
      const x = xs[column]!;
      const plane = az + ((x - ax) * slopeX + (y - ay) * slopeY) / area;
      const index = (front - Math.max(low, Math.min(high, plane))) / dz - 0.5;
      let first = clamp(Math.floor(index - error) + 1, nearest, furthest);
      let last = clamp(Math.floor(index + error) + 1, nearest, furthest);
      while (first < last) {
        const middle = (first + last) >> 1;
        point[0] = x;
        point[1] = y;
        point[2] = zs[middle]!;
        if (sideOfPlane(positions, a, b, c, point) * facing < 0) last = middle;
        else first = middle + 1;
      }
      cross(column, first, facing);
    }
  };

  const crossRow = (face: number, row: number, y: number): void => {
    let a = 3 * indices[3 * face]!;
    let b = 3 * indices[3 * face + 1]!;
    let c = 3 * indices[3 * face + 2]!;
    const aAbove = beyond[a + 1]! <= row;
    const bAbove = beyond[b + 1]! <= row;
    const cAbove = beyond[c + 1]! <= row;
    // Turn the face so that vertex a is the one alone on its side of the row.
    if (aAbove === cAbove) [a, b, c] = [b, c, a];
    else if (aAbove === bAbove) [a, b, c] = [c, a, b];
    const apexAbove = beyond[a + 1]! <= row;
    const up = apexAbove ? columnOfEdge(c, a, y) : columnOfEdge(a, b, y);
    const down = apexAbove ? columnOfEdge(b, a, y) : columnOfEdge(a, c, y);
    // Counter-clockwise seen from the camera: the edge that goes down bounds the face on the left.
    if (down < up) crossColumns(a, b, c, y, down, up, 1);
    else if (up < down) crossColumns(a, b, c, y, up, down, -1);
    if (row + 1 < Math.max(beyond[a + 1]!, beyond[b + 1]!, beyond[c + 1]!)) {
      after[face] = waiting[row + 1]!;
      waiting[row + 1] = face;
    }
  };

  for (let row = 0; row < rows; row++) {
    const y = ys[row]!;
    for (let face = waiting[row]!; face >= 0; ) {
      const next = after[face]!;
      crossRow(face, row, y);
      face = next;
    }
    visit(row, steps, marks);
  }
}

/** A crossing beyond the grid counts at its border. */
const clamp = (value: number, low: number, high: number): number => (value < low ? low : value > high ? high : value);

/** Coordinates of voxel centres along each world axis, the numbers that `indexToWorld` returns. */
interface Centres {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  readonly zs: Float64Array;
}

function centresOf({ shape: [rows, columns, slices], min, max, ...grid }: Grid): Centres {
  const [dx, dy, dz] = voxelSize({ shape: [rows, columns, slices], min, max, ...grid });
  return {
    xs: Float64Array.from({ length: columns }, (_, j) => min[0] + (j + 0.5) * dx),
    ys: Float64Array.from({ length: rows }, (_, i) => max[1] - (i + 0.5) * dy),
    zs: Float64Array.from({ length: slices }, (_, k) => max[2] - (k + 0.5) * dz),
  };
}

/** How far an index computed from a coordinate inside the grid may be off, in voxels, the coordinate taken as exact. */
const slack = (low: number, high: number, side: number): number =>
  16 * ROUNDING * (Math.max(Math.abs(low), Math.abs(high)) / side + (high - low) / side + 2);

/** For every vertex, where its x, y, z stand: the first column not left of it, the first row below it, the first slice behind it. */
function thresholds(positions: Float32Array, grid: Grid, { xs, ys, zs }: Centres): Int32Array {
  const [dx, dy, dz] = voxelSize(grid);
  const left = grid.min[0];
  const top = grid.max[1];
  const front = grid.max[2];
  const beyond = new Int32Array(positions.length);
  for (let v = 0; v < positions.length; v += 3) {
    const x = positions[v]!;
    const y = positions[v + 1]!;
    const z = positions[v + 2]!;
    beyond[v] = firstFrom(xs, x, (x - left) / dx);
    beyond[v + 1] = firstBelow(ys, y, (top - y) / dy);
    beyond[v + 2] = firstBelow(zs, z, (front - z) / dz);
  }
  return beyond;
}

/** First index at which an ascending array is at least the value, from a guess. */
function firstFrom(ascending: Float64Array, value: number, guess: number): number {
  let index = guess > 0 ? (guess < ascending.length ? guess | 0 : ascending.length) : 0;
  while (index > 0 && ascending[index - 1]! >= value) index--;
  while (index < ascending.length && ascending[index]! < value) index++;
  return index;
}

/** First index at which a descending array is below the value, from a guess. */
function firstBelow(descending: Float64Array, value: number, guess: number): number {
  let index = guess > 0 ? (guess < descending.length ? guess | 0 : descending.length) : 0;
  while (index > 0 && descending[index - 1]! < value) index--;
  while (index < descending.length && descending[index]! >= value) index++;
  return index;
}

/** Lists of faces that may cross a line of sight, each in the list of its first row: `waiting[row]`, then `after[face]`, to −1. */
function queueFaces(indices: Uint32Array, beyond: Int32Array, rows: number) {
  const waiting = new Int32Array(rows).fill(-1);
  const after = new Int32Array(indices.length / 3);
  for (let face = 0; face < after.length; face++) {
    const a = 3 * indices[3 * face]!;
    const b = 3 * indices[3 * face + 1]!;
    const c = 3 * indices[3 * face + 2]!;
    const columnA = beyond[a]!;
    if (columnA === beyond[b] && columnA === beyond[c]) continue;
    const rowA = beyond[a + 1]!;
    const rowB = beyond[b + 1]!;
    const rowC = beyond[c + 1]!;
    if (rowA === rowB && rowA === rowC) continue;
    const row = Math.min(rowA, rowB, rowC);
    after[face] = waiting[row]!;
    waiting[row] = face;
  }
  return { waiting, after };
}
