// Computes the share of every voxel that is inside a mesh: the exact volume, or, where surfaces overlap, an estimate
// from lengths along lines of sight.
import type { Grid } from '../core/grid.js';
import type { TriangleMesh } from '../core/triangleMesh.js';
import { type Crossings, crossLines, LINES, UNIT, walkLines } from './fraction/lines.js';
import { piecesBehind } from './fraction/pieces.js';
import { DOWN, forColumns, inVoxels, newPolygon, RIGHT, ROUNDING, setTriangle } from './fraction/polygon.js';

/**
 * Computes the share of each voxel that is inside. A point is inside where the signed count of surfaces in front of it
 * has one of `bits` set: the rule by which `fillSolid` decides voxel centres.
 *
 * Faces are cut at the planes between voxels, and the volumes behind the pieces are summed, positive for front faces
 * and negative for back faces. The sum is exactly the integral of the signed count of surfaces. Where that count has a
 * single value other than 0, as in a closed mesh without overlaps, the integral divided by that value is the volume
 * inside. Where it has several (overlapping bodies), a column of voxels uses the lengths inside along {@link LINES}
 * lines of sight per voxel instead: exact along each line, sampled across lines.
 *
 * In most columns the pieces prove that there is a single count ({@link onlyCount}). In the others, for example
 * along silhouettes, the lines of sight determine the counts.
 *
 * Cost: O(voxels + voxels that faces pass through + lines that faces cross in columns without a proven count); scratch
 * for one row of voxels, 24 bytes per vertex, and one number per face.
 */
export function fillFraction({ positions, indices }: TriangleMesh, grid: Grid, bits: number): Float32Array {
  const [rows, columns, slices] = grid.shape;
  const p = inVoxels(positions, grid);
  const face = newPolygon();
  // The faces to cut in each row of voxels. A face begins in the row that contains its highest vertex, or in the first
  // row if that vertex is above the grid, and is passed on to the next row until it ends.
  const waiting: number[][] = Array.from({ length: rows }, () => []);
  for (let corner = 0; corner < indices.length; corner += 3) {
    setTriangle(face, p, indices, corner);
    waiting[Math.max(0, Math.floor(face.low[DOWN]!))]?.push(corner);
  }
  const depth = slices + 3;
  const changes = new Float64Array(columns * depth);
  const facings = new Uint8Array(columns * depth);
  const addPieces = piecesBehind(slices, { changes, facings });
  const crossings: Crossings = Array.from({ length: columns * LINES }, () => []);
  const lengths = new Float64Array(depth);
  const out = new Float32Array(rows * columns * slices);
  for (let row = 0; row < rows; row++) {
    const faces = waiting[row]!;
    for (const corner of faces) {
      setTriangle(face, p, indices, corner);
      forColumns(face, row, columns, 0, addPieces);
      if (face.high[DOWN]! > row + 1) waiting[row + 1]?.push(corner);
    }
    const piecesOf = (column: number): Float64Array => changes.subarray(column * depth, (column + 1) * depth);
    /** Writes a column: from its lines if `count` is 0, else from its pieces, whose only counts are `count` and 0. */
    const write = (column: number, count: number): void => {
      const steps = count === 0 ? lengths : piecesOf(column);
      // Under rule 'parity', points with an even count are outside.
      const divisor = count === 0 ? LINES * UNIT : count & bits ? count : Infinity;
      const at = (row * columns + column) * slices;
      let sum = steps[0]!;
      for (let slice = 0; slice < slices; slice++) {
        sum += steps[slice + 1]!;
        const share = Math.abs(sum / divisor);
        if (share > ROUNDING) out[at + slice] = Math.min(share, 1);
      }
    };
    const unsure = new Uint8Array(columns);
    for (let column = 0; column < columns; column++) {
      if (facings[(column + 1) * depth - 1] === 0) continue;
      const count = onlyCount(piecesOf(column), facings.subarray(column * depth));
      if (count === 0) unsure[column] = 1;
      else write(column, count);
    }
    if (unsure.includes(1)) {
      for (const corner of faces) {
        setTriangle(face, p, indices, corner);
        const column = unsure.indexOf(1, Math.max(0, Math.floor(face.low[RIGHT]!)));
        if (column >= 0 && column < face.high[RIGHT]!) crossLines(p, indices, corner, row, unsure, crossings);
      }
      for (let column = 0; column < columns; column++) {
        if (unsure[column] !== 0) write(column, walkLines(crossings, column, bits, lengths));
      }
    }
    waiting[row] = [];
    changes.fill(0);
    facings.fill(0);
  }
  return out;
}

/**
 * Returns the only nonzero count of surfaces in a column of voxels, or 1 if all counts are 0. Returns 0 if the pieces
 * do not prove that at most one nonzero count occurs.
 *
 * In a closed mesh, the count is constant in a voxel that no face passes through. Between two such voxels, if all faces
 * have the same direction, it only rises or only falls along every line. So if the counts of the two voxels differ by
 * 1, no other count occurs between them.
 */
function onlyCount(changes: Float64Array, facings: Uint8Array): number {
  let sum = 0;
  let before = 0;
  let only = 0;
  let facing = 0;
  // The last place visited is behind the grid and has no pieces. The place after it only marks columns with faces.
  for (let place = 0; place + 1 < changes.length; place++) {
    sum += changes[place]!;
    facing |= facings[place]!;
    if (facings[place] !== 0 || facing === 0) continue;
    const count = Math.round(sum);
    if (facing > 2 || Math.abs(sum - count) > ROUNDING || Math.abs(count - before) !== 1) return 0;
    only ||= count;
    if (count !== 0 && count !== only) return 0;
    before = count;
    facing = 0;
  }
  return only || 1;
}
