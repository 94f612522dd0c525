// Crossings to a solid: where the signed count, or the parity, of surfaces in front of a centre says inside.
import { type Counts, countCrossings } from './crossings.js';
import type { Grid } from './grid.js';
import type { TriangleMesh } from './triangleMesh.js';

/** The bits of the signed count of surfaces in front of a voxel that decide, by rule. */
export const DECIDING_BITS = { nonzero: -1, parity: 1 } as const;

/** No crossings, counted in bytes that are all 0. */
export const noCounts = (bytes: Uint8Array): Counts => ({
  bytes,
  marks: new Int32Array(Math.ceil(bytes.length / 32)),
  carried: new Map(),
});

/**
 * Writes 1 where inside into packed voxels that are all 0, and that serve to count in meanwhile.
 *
 * Crossings are counted in the voxels behind them, which get a mark, one bit a voxel. Then every column is walked from
 * mark to mark: 32 voxels without a crossing cost one look at a word.
 */
export function fillSolid(mesh: TriangleMesh, grid: Grid, bits: number, data: Uint8Array): Uint8Array {
  const [rows, columns, slices] = grid.shape;
  const counts = noCounts(data);
  countCrossings(mesh, grid, counts);
  fillColumns(counts, rows * columns, slices, bits);
  return data;
}

function fillColumns({ bytes, marks, carried }: Counts, columns: number, slices: number, bits: number): void {
  for (let column = 0, voxel = 0; column < columns; column++, voxel += slices) {
    const end = voxel + slices;
    let count = 0;
    let from = -1;
    for (let first = voxel & ~31; first < end; first += 32) {
      let marked = marks[first >>> 5]!;
      if (marked === 0) continue;
      if (first < voxel) marked &= -1 << (voxel & 31);
      if (end - first < 32) marked &= ~(-1 << (end - first));
      for (; marked !== 0; marked &= marked - 1) {
        const at = first + 31 - Math.clz32(marked & -marked);
        count += (bytes[at]! << 24) >> 24;
        if (carried.size > 0) count += carried.get(at) ?? 0;
        bytes[at] = 0;
        if ((count & bits) !== 0) {
          if (from < 0) from = at;
        } else if (from >= 0) {
          bytes.fill(1, from, at);
          from = -1;
        }
      }
    }
    if (from >= 0) bytes.fill(1, from, end);
  }
}
