// Computes the share of every voxel that is inside a mesh: the exact volume, or, where surfaces overlap, an estimate
// from lengths along lines of sight.
import type { Grid } from '../core/grid.js';
import type { TriangleMesh } from '../core/triangleMesh.js';
import { type Crossings, crossLines, LINES, UNIT, walkLines } from './fraction/lines.js';
import { piecesBehind } from './fraction/pieces.js';
import { inVoxels } from './fraction/polygon.js';

/**
 * Maximum total length, over the {@link LINES} lines of a column of voxels, on which the count of surfaces may differ
 * from the column's. Allows for rounding where surfaces touch.
 */
const TOLERANCE = 0.01;

/** Shares up to this are rounding errors of the sums, and are written as 0. */
const ROUNDING = 1e-9;

/**
 * Computes the share of each voxel that is inside. As for centres, a point is inside where the signed count of surfaces
 * in front of it has one of `bits` set.
 *
 * Faces are cut at the planes between voxels, and the volumes behind the pieces are summed with the sign of their
 * face: exactly the integral of the count of surfaces. Where that count has a single value other than 0, as in every
 * closed mesh without overlaps, this is the volume inside. Where it has several (overlapping bodies), a column of
 * voxels uses the lengths inside along {@link LINES} lines of sight per voxel instead: exact along a line, sampled
 * across. The same lines determine which columns these are.
 *
 * Cost: O(faces · (lines and voxels they span) + voxels); scratch for one row of voxels, 24 bytes per vertex, and a
 * number per face.
 */
export function fillFraction(mesh: TriangleMesh, grid: Grid, bits: number): Float32Array {
  const [rows, columns, slices] = grid.shape;
  const p = inVoxels(mesh.positions, grid);
  const waiting = facesByRow(mesh.indices, p, rows);
  const crossings: Crossings = { heads: new Int32Array(columns * LINES).fill(-1), next: [], depths: [] };
  const lengths = new Float64Array(columns * (slices + 2));
  const moments = new Float64Array(3 * columns);
  const changes = new Float64Array(columns * (slices + 2));
  const addBehind = piecesBehind(p, { columns, slices, changes });
  const out = new Float32Array(rows * columns * slices);
  for (let row = 0; row < rows; row++) {
    const faces = waiting[row]!;
    if (faces.length === 0) continue;
    changes.fill(0);
    for (const corner of faces) {
      const face = cornersOf(mesh.indices, corner);
      crossLines(p, face, row, rows, columns, crossings);
      addBehind(face, row);
      if (face.some((v) => p[v + 1]! > row + 1)) waiting[row + 1]?.push(corner);
    }
    waiting[row] = [];
    walkLines(crossings, bits, slices, lengths, moments);
    for (let column = 0; column < columns; column++) {
      const count = onlyCount(moments, column);
      const start = column * (slices + 2);
      // Under rule 'parity', an even count is outside.
      const [steps, divisor] =
        count === undefined ? [lengths, LINES * UNIT] : [changes, count & bits ? count : Infinity];
      let sum = 0;
      for (let slice = 0; slice < slices; slice++) {
        sum += steps[start + slice]!;
        const share = Math.abs(sum / divisor);
        if (share > ROUNDING) out[(row * columns + column) * slices + slice] = Math.min(share, 1);
      }
    }
  }
  return out;
}

const cornersOf = (indices: Uint32Array, corner: number): [number, number, number] => [
  3 * indices[corner]!,
  3 * indices[corner + 1]!,
  3 * indices[corner + 2]!,
];

/**
 * Lists the faces whose highest vertex is in each row of voxels. Faces that begin above the grid are in the first row.
 */
function facesByRow(indices: Uint32Array, p: Float64Array, rows: number): number[][] {
  const waiting: number[][] = Array.from({ length: rows }, () => []);
  for (let corner = 0; corner < indices.length; corner += 3) {
    const top = Math.min(...cornersOf(indices, corner).map((v) => p[v + 1]!));
    waiting[Math.max(0, Math.floor(top))]?.push(corner);
  }
  return waiting;
}

/** Returns the only count other than 0 along the lines of a column; 1 if there is none, undefined for several. */
function onlyCount(moments: Float64Array, column: number): number | undefined {
  const columns = moments.length / 3;
  const length = moments[column]!;
  const sum = moments[columns + column]!;
  const squares = moments[2 * columns + column]!;
  if (length <= TOLERANCE) return 1;
  const count = Math.round(sum / length);
  // Σ length · (count − this count)².
  const spread = squares - 2 * count * sum + count * count * length;
  return count !== 0 && spread <= TOLERANCE ? count : undefined;
}
