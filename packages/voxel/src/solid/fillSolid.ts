// Crossings to a solid: where the signed count, or the parity, of surfaces in front of a centre says inside.

import type { Grid } from '../core/grid.js';
import type { TriangleMesh } from '../core/triangleMesh.js';
import { type Counts, countCrossings } from './crossings.js';

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
  const counts = noCounts(data);
  countCrossings(mesh, grid, counts);
  fillColumns(counts, grid.shape[2], bits);
  return data;
}

/** The number of eight bytes of 1, so that voxels are written eight at a time. */
const EIGHT_ONES = 7.748604185489348e-304;

function fillColumns({ bytes, marks, carried }: Counts, slices: number, bits: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const many = carried.size > 0;
  let count = 0;
  let from = 0; // the last mark
  let end = 0; // of its column
  for (let word = 0; word < marks.length; word++) {
    for (let marked = marks[word]!; marked !== 0; marked &= marked - 1) {
      const at = 32 * word + 31 - Math.clz32(marked & -marked);
      const to = at < end ? at : end;
      if ((count & bits) !== 0) {
        for (; from + 8 <= to; from += 8) view.setFloat64(from, EIGHT_ONES);
        while (from < to) bytes[from++] = 1;
      }
      from = at;
      if (at >= end) {
        count = 0;
        end = at - (at % slices) + slices;
      }
      count += (bytes[at]! << 24) >> 24;
      if (many) count += carried.get(at) ?? 0;
      bytes[at] = 0;
    }
  }
  if ((count & bits) !== 0) bytes.fill(1, from, end);
}
