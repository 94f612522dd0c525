// Turns crossings into a solid: the signed count, or the parity, of surfaces in front of a centre decides if it is
// inside.

import type { Grid } from '../core/grid.js';
import type { TriangleMesh } from '../core/triangleMesh.js';
import { type Counts, countCrossings } from './crossings.js';

/** Bit mask of each rule: a voxel is inside if its signed count of surfaces has any of these bits set. */
export const DECIDING_BITS = { nonzero: -1, parity: 1 } as const;

/** Creates an empty record of crossings over bytes that are all 0. */
export const noCounts = (bytes: Uint8Array): Counts => ({
  bytes,
  marks: new Int32Array(Math.ceil(bytes.length / 32)),
  carried: new Map(),
});

/**
 * Writes 1 for voxels inside into packed bytes that are all 0. During the call the bytes hold counts.
 *
 * Crossings are counted in the voxels behind them, which are marked with one bit per voxel. Every column is then
 * scanned from mark to mark: 32 voxels without a crossing cost one test of a word.
 */
export function fillSolid(mesh: TriangleMesh, grid: Grid, bits: number, data: Uint8Array): Uint8Array {
  const counts = noCounts(data);
  countCrossings(mesh, grid, counts);
  fillColumns(counts, grid.shape[2], bits);
  return data;
}

/** A double whose eight bytes are all 1, which writes eight voxels at a time. */
const EIGHT_ONES = 7.748604185489348e-304;

function fillColumns({ bytes, marks, carried }: Counts, slices: number, bits: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const many = carried.size > 0;
  let count = 0;
  let from = 0; // voxel of the last mark
  let end = 0; // end of that mark's column
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
