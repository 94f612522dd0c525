// Defines the state of the pass over a volume, the margins between vertices and samples, and how a vertex is added.
import { type Grid, voxelSize } from '@vrn/voxel';
import type { InsideBits } from './insideBits.js';

/**
 * Computes the triangles of a cell whose case is ambiguous. Their corners are indices of cut edges, or 12 + n for
 * vertex n inside the cell.
 */
export type SolveCell = (
  inside: number,
  values: Float64Array,
  margin: number,
) => { readonly triangles: Uint8Array; readonly centre?: Float64Array };

/**
 * State of the pass over the volume. Every extraction creates it with the same fields, so that the JavaScript engine
 * keeps the functions that read it optimised.
 */
export interface Walk {
  readonly data: ArrayLike<number>;
  readonly offset: number;
  readonly stride: readonly number[];
  readonly shape: readonly number[];
  /** The strides and the shape once more, as separate fields, which are faster to read. */
  readonly di: number;
  readonly dj: number;
  readonly dk: number;
  readonly rows: number;
  readonly columns: number;
  readonly slices: number;
  readonly level: number;
  /** `ambiguous`: 1 for every ambiguous case. `solve`: computes the triangles of a cell whose case is ambiguous. */
  readonly exact: { readonly ambiguous: Uint8Array; readonly solve: SolveCell } | undefined;
  readonly trace: boolean;
  readonly withNormals: boolean;
  /** World position of sample (0, 0, 0), and the distances between samples along x, y and z. */
  readonly origin: readonly number[];
  readonly step: readonly number[];
  readonly margin: readonly number[];
  /** First and last cell to process along slices. */
  readonly cells: readonly [first: number, last: number];
  /**
   * `perLine`: number of 32-bit words for the inside bits of a line of samples. `width`: number of bits in these words.
   * `plane`: number of bits in the words of all lines of a row, with the border.
   */
  readonly perLine: number;
  readonly width: number;
  readonly plane: number;
  /** Inside bits of the previous row of samples (`above`) and of the current one (`here`). */
  above: InsideBits;
  here: InsideBits;
  /**
   * Indices of the vertices on cut edges, one per sample, in five blocks. The first block has the edges from row
   * `above` to row `here`. Each of these rows has two more blocks, for the edges along columns and along slices that
   * start at its samples. The offsets of these blocks, `ofAbove` and `ofHere`, are exchanged after every row.
   */
  readonly vertexOf: Int32Array;
  ofAbove: number;
  ofHere: number;
  /** Offsets in `vertexOf` of the 12 edges of a cell, relative to the position of the cell's first sample. */
  readonly placeOfEdge: Int32Array;
  positions: Float32Array;
  places: Float64Array;
  normals: Float32Array;
  indices: Uint32Array;
  vertices: number;
  corners: number;
  /** Number of vertices without normals, because the gradient is zero there or overflows. */
  flat: number;
}

/** Creates a vertex at a position in sample coordinates; returns the vertex's index. */
export function vertex(walk: Walk, i: number, j: number, k: number): number {
  const { positions, origin, step } = walk;
  const at = 3 * walk.vertices;
  positions[at] = origin[0]! + j * step[0]!;
  positions[at + 1] = origin[1]! - i * step[1]!;
  positions[at + 2] = origin[2]! - k * step[2]!;
  if (walk.trace) {
    walk.places[at] = i;
    walk.places[at + 1] = j;
    walk.places[at + 2] = k;
  }
  return walk.vertices++;
}

/**
 * Minimum distance of a vertex from a sample, as a fraction of the edge. Without it, samples equal to the level would
 * put the vertices of several edges at one point, with zero-area triangles between them.
 */
const MARGIN = 2 ** -10;

/**
 * Returns the minimum distances of vertices from samples along rows, columns and slices, as fractions of an edge:
 * `MARGIN`, or up to 1/4 where the grid is so far from the origin that single precision cannot resolve less.
 */
export function margins(grid: Grid): [rows: number, columns: number, slices: number] {
  const side = voxelSize(grid);
  const along = (axis: 0 | 1 | 2): number => {
    const furthest = Math.max(Math.abs(grid.min[axis]), Math.abs(grid.max[axis]));
    return Math.min(0.25, Math.max(MARGIN, (2 ** -21 * furthest) / side[axis]));
  };
  return [along(1), along(0), along(2)];
}
