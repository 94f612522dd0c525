// How much of every voxel is inside: lengths along many lines of sight through it.

import { type Grid, voxelSize } from '../core/grid.js';
import type { TriangleMesh } from '../core/triangleMesh.js';
import { downward } from './downward.js';

/** Lines of sight through a voxel, a Fibonacci number; the one before it makes them a lattice. */
const LINES = 144;
const TURN = 89;
/** Lengths are whole multiples of a voxel's depth over this, so that sums of them are exact. */
const UNIT = 2 ** 22;

/**
 * The share of each voxel that is inside, by the signed count of surfaces as for centres; `bits` of the count decide.
 *
 * 144 lines of sight pass through every voxel, placed as a Fibonacci lattice: no two share an x or a y, so no flat wall
 * slips between them. Along a line the length inside is exact (to 2⁻²² of a voxel), only across it is the share sampled.
 * Triangles that share an edge compute its crossings from the same numbers, so no line slips between them either.
 *
 * Cost: O(faces · lines they span + crossings + voxels); scratch for one row of voxels, and a number a face.
 */
export function fillFraction({ positions: p, indices }: TriangleMesh, grid: Grid, bits: number): Float32Array {
  const [rows, columns, slices] = grid.shape;
  const [dx, dy, dz] = voxelSize(grid);
  const left = grid.min[0];
  const top = grid.max[1];
  const front = grid.max[2];
  const out = new Float32Array(rows * columns * slices);
  const perLevel = dy / LINES;
  /** Where the line of each level stands, from the voxel's left. */
  const shift = Float64Array.from({ length: LINES }, (_, level) => (((level * TURN) % LINES) + 0.5) / LINES);

  /** Lines lie on levels from the top down, `LINES` in a row of voxels: how many lie above a height. */
  const levelsAbove = (y: number): number => {
    return Math.max(0, Math.min(Math.ceil(((top - y) / dy) * LINES - 0.5), rows * LINES));
  };

  /** The faces that a row of voxels begins with: those with their tops in it, then those that come from above. */
  const waiting: number[][] = Array.from({ length: rows }, () => []);
  for (let corner = 0; corner < indices.length; corner += 3) {
    const a = levelsAbove(p[3 * indices[corner]! + 1]!);
    const b = levelsAbove(p[3 * indices[corner + 1]! + 1]!);
    const c = levelsAbove(p[3 * indices[corner + 2]! + 1]!);
    if (a !== b || a !== c) waiting[Math.floor(Math.min(a, b, c) / LINES)]!.push(corner);
  }

  // The crossings of one row of voxels: of each line a list, in any order; heads[line], then next[crossing], to −1.
  const heads = new Int32Array(columns * LINES);
  let next: number[] = [];
  let depth: number[] = [];
  let facing: number[] = [];

  /** Finds the crossings of a face with the lines of a row of voxels; says whether the face goes on below. */
  const scan = (corner: number, row: number): boolean => {
    const a = 3 * indices[corner]!;
    const b = 3 * indices[corner + 1]!;
    const c = 3 * indices[corner + 2]!;
    const levelA = levelsAbove(p[a + 1]!);
    const levelB = levelsAbove(p[b + 1]!);
    const levelC = levelsAbove(p[c + 1]!);
    const [t, m, l, levelT, levelM, levelL, inTurn] = downward(a, b, c, levelA, levelB, levelC);
    const x = p[t]!;
    const y = p[t + 1]!;
    const z = p[t + 2]!;
    const mx = p[m]! - x;
    const my = p[m + 1]! - y;
    const mz = p[m + 2]! - z;
    const lx = p[l]! - x;
    const ly = p[l + 1]! - y;
    const lz = p[l + 2]! - z;
    const area = mx * ly - my * lx || Number.MIN_VALUE;
    const slopeX = (mz * ly - my * lz) / area;
    const slopeY = (mx * lz - mz * lx) / area;
    const low = z + Math.min(0, mz, lz);
    const high = z + Math.max(0, mz, lz);
    // How far an edge goes right on its way down; both triangles at an edge divide the same numbers.
    const long = lx / ly;
    const upper = mx / my;
    const lower = (p[l]! - p[m]!) / (p[l + 1]! - p[m + 1]!);
    const to = Math.min(levelL, (row + 1) * LINES);
    for (let level = Math.max(levelT, row * LINES); level < to; level++) {
      const height = top - (level + 0.5) * perLevel;
      const place = level - row * LINES;
      const from = left + shift[place]! * dx;
      const onLong = x + (height - y) * long;
      const onShort = level < levelM ? x + (height - y) * upper : p[m]! + (height - p[m + 1]!) * lower;
      const columnLong = Math.ceil((onLong - from) / dx);
      const columnShort = Math.ceil((onShort - from) / dx);
      if (columnLong === columnShort) continue;
      const side = columnShort < columnLong === (inTurn === 1) ? 1 : -1;
      const end = Math.min(columns, Math.max(columnShort, columnLong));
      for (let j = Math.max(0, Math.min(columnShort, columnLong)); j < end; j++) {
        const plane = z + (from + j * dx - x) * slopeX + (height - y) * slopeY;
        const line = place * columns + j;
        next.push(heads[line]!);
        depth.push((front - Math.max(low, Math.min(plane, high))) / dz);
        heads[line] = facing.push(side) - 1;
      }
    }
    return levelL > to;
  };

  const depths: number[] = [];
  const facings: number[] = [];
  const changes = new Int32Array(columns * (slices + 2));

  /** Adds to a column what lies behind a depth: of the voxel there the rest, of those behind all. */
  const add = (column: number, from: number, sign: number): void => {
    const bounded = Math.max(0, Math.min(from, slices));
    const slice = Math.floor(bounded);
    const part = Math.round((bounded - slice) * UNIT);
    const at = column * (slices + 2) + slice;
    changes[at]! += sign * (UNIT - part);
    changes[at + 1]! += sign * part;
  };

  for (let row = 0; row < rows; row++) {
    heads.fill(-1);
    next = [];
    depth = [];
    facing = [];
    for (const corner of waiting[row]!) if (scan(corner, row)) waiting[row + 1]!.push(corner);
    waiting[row] = [];
    if (next.length === 0) continue;
    for (let line = 0; line < heads.length; line++) {
      let count = 0;
      for (let at = heads[line]!; at >= 0; at = next[at]!, count++) {
        let place = count;
        for (; place > 0 && depths[place - 1]! > depth[at]!; place--) {
          depths[place] = depths[place - 1]!;
          facings[place] = facings[place - 1]!;
        }
        depths[place] = depth[at]!;
        facings[place] = facing[at]!;
      }
      let inside = false;
      for (let n = 0, turns = 0; n < count; n++) {
        turns += facings[n]!;
        if (((turns & bits) !== 0) === inside) continue;
        inside = !inside;
        add(line % columns, depths[n]!, inside ? 1 : -1);
      }
    }
    for (let column = 0; column < columns; column++) {
      const start = column * (slices + 2);
      let sum = 0;
      for (let slice = 0; slice < slices; slice++) {
        sum += changes[start + slice]!;
        out[(row * columns + column) * slices + slice] = sum / (LINES * UNIT);
      }
    }
    changes.fill(0);
  }
  return out;
}
