// Processes two planes of samples: computes vertices on cut edges and triangles in cells.
import { CASES } from './caseTable.js';

/**
 * Computes the triangles of a cell whose case is ambiguous. Their corners are numbers of cut edges, or 12 + n for
 * vertex n inside the cell.
 */
export type SolveCell = (
  inside: number,
  values: Float64Array,
  margin: number,
) => { readonly triangles: Uint8Array; readonly centre?: Float64Array };

/** Value of samples beyond the border: far outside, but small enough that products stay finite. */
const BEYOND = -(2 ** 100);

/** All cases in one array: the triangles of case c are `TRIANGLES[FIRST[c]]` to `TRIANGLES[FIRST[c + 1] - 1]`. */
const FIRST = new Uint16Array(257);
for (let c = 0; c < 256; c++) FIRST[c + 1] = FIRST[c]! + CASES[c]!.length;
const TRIANGLES = new Uint8Array(FIRST[256]!);
for (let c = 0; c < 256; c++) TRIANGLES.set(CASES[c]!, FIRST[c]!);

/**
 * State of the pass over the volume. All calls use one object of one shape, so that the functions below stay optimised.
 */
export interface Walk {
  readonly data: ArrayLike<number>;
  readonly offset: number;
  readonly stride: readonly number[];
  readonly shape: readonly number[];
  readonly level: number;
  /** The ambiguous cases, and the function that computes the triangles of such a cell from its corner values. */
  readonly exact: { readonly ambiguous: Uint8Array; readonly solve: SolveCell } | undefined;
  readonly trace: boolean;
  /** World position of sample (0, 0, 0), and the steps between samples. */
  readonly origin: readonly number[];
  readonly step: readonly number[];
  readonly margin: readonly number[];
  /** First and last cell to process along slices. */
  readonly cells: readonly [first: number, last: number];
  /** Number of words per line of samples, and number of samples that they hold. */
  readonly perLine: number;
  readonly width: number;
  readonly plane: number;
  /** Inside bits of two rows of samples, one bit per sample, with an empty line before and after. */
  above: Int32Array;
  here: Int32Array;
  /**
   * Indices of the vertices on cut edges, one per sample, in five blocks. The first block has the edges along rows from
   * the upper to the lower plane. Each plane has two blocks, for the edges along columns and along slices that start at
   * its samples; the planes' blocks are exchanged after every row.
   */
  readonly vertexOf: Int32Array;
  ofAbove: number;
  ofHere: number;
  /** Offsets in `vertexOf` of the edges of a cell, relative to its first sample. */
  readonly placeOfEdge: Int32Array;
  positions: Float32Array;
  places: Float64Array;
  indices: Uint32Array;
  vertices: number;
  corners: number;
}

/**
 * Creates the vertices on the edges along a line of the lower plane, on those to the plane's next line, and on those
 * from the upper plane.
 */
export function cutLine(walk: Walk, row: number, line: number): void {
  const { perLine, width, plane, ofHere, vertexOf, here, above, data } = walk;
  const [rows, columns, slices] = walk.shape as readonly [number, number, number];
  const [di, dj, dk] = walk.stride as readonly [number, number, number];
  const [marginI, marginJ, marginK] = walk.margin as readonly [number, number, number];
  const level = walk.level;
  const j = line - 1;
  const outRow = row >= rows;
  const outAbove = row < 1 || outRow;
  const outNext = j < 0 || j + 1 >= columns;
  const base = walk.offset + row * di + j * dj;
  const first = line * perLine;
  const hasNext = line <= columns;
  for (let w = 0; w < perLine; w++) {
    const bits = here[first + w]!;
    const alongRows = bits ^ above[first + w]!;
    const alongColumns = hasNext ? bits ^ here[first + perLine + w]! : 0;
    const alongSlices = bits ^ ((bits >>> 1) | (w + 1 < perLine ? here[first + w + 1]! << 31 : 0));
    for (let any = alongRows | alongColumns | alongSlices; any !== 0; any &= any - 1) {
      const bit = 31 - Math.clz32(any & -any);
      const c = 32 * w + bit;
      const k = c - 1;
      const sample = base + k * dk;
      const at = line * width + c;
      if ((alongRows >>> bit) & 1) {
        const t = outAbove ? 0.5 : between(data[sample - di]!, data[sample]!, level, marginI);
        vertexOf[at] = vertex(walk, row - 1 + t, j, k);
      }
      if ((alongColumns >>> bit) & 1) {
        const t = outNext ? 0.5 : between(data[sample]!, data[sample + dj]!, level, marginJ);
        vertexOf[ofHere + at] = vertex(walk, row, j + t, k);
      }
      if ((alongSlices >>> bit) & 1) {
        const t = k < 0 || k + 1 >= slices ? 0.5 : between(data[sample]!, data[sample + dk]!, level, marginK);
        vertexOf[ofHere + plane + at] = vertex(walk, row, j, k + t);
      }
    }
  }
}

/** Returns the fraction of an edge at which the surface crosses it, at least `margin` from both ends. */
function between(a: number, b: number, level: number, margin: number): number {
  const t = (level - a) / (b - a);
  return t > margin ? (t < 1 - margin ? t : 1 - margin) : margin;
}

/** Creates a vertex at a position in sample coordinates. */
function vertex(walk: Walk, i: number, j: number, k: number): number {
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

/** Creates the triangles of the cells between a line and the next, in both planes. */
export function walkCells(walk: Walk, row: number, line: number): void {
  const { perLine, width, vertexOf, placeOfEdge, here, above, indices, exact } = walk;
  const [from, to] = walk.cells;
  const first = line * perLine;
  let corners = walk.corners;
  let a = above[first]!;
  let b = here[first]!;
  let c = above[first + perLine]!;
  let d = here[first + perLine]!;
  let mixed = (a ^ b) | (a ^ c) | (a ^ d);
  for (let w = 0; w < perLine; w++) {
    // The samples of the next slice, shifted to the same bits.
    const more = first + w + 1;
    const last = w + 1 === perLine;
    const nextA = last ? 0 : above[more]!;
    const nextB = last ? 0 : here[more]!;
    const nextC = last ? 0 : above[more + perLine]!;
    const nextD = last ? 0 : here[more + perLine]!;
    const nextMixed = (nextA ^ nextB) | (nextA ^ nextC) | (nextA ^ nextD);
    const farA = (a >>> 1) | (nextA << 31);
    let active = mixed | (mixed >>> 1) | (nextMixed << 31) | (a ^ farA);
    if (active !== 0) {
      const farB = (b >>> 1) | (nextB << 31);
      const farC = (c >>> 1) | (nextC << 31);
      const farD = (d >>> 1) | (nextD << 31);
      for (; active !== 0; active &= active - 1) {
        const bit = 31 - Math.clz32(active & -active);
        const cell = 32 * w + bit;
        if (cell < from || cell > to) continue;
        const inside =
          ((a >>> bit) & 1) |
          (((b >>> bit) & 1) << 1) |
          (((c >>> bit) & 1) << 2) |
          (((d >>> bit) & 1) << 3) |
          (((farA >>> bit) & 1) << 4) |
          (((farB >>> bit) & 1) << 5) |
          (((farC >>> bit) & 1) << 6) |
          (((farD >>> bit) & 1) << 7);
        const at = line * width + cell;
        if (exact !== undefined && exact.ambiguous[inside] === 1) {
          walk.corners = corners;
          solveCell(walk, exact.solve, inside, row, line - 1, cell - 1, at);
          corners = walk.corners;
          continue;
        }
        for (let t = FIRST[inside]!, end = FIRST[inside + 1]!; t < end; t++) {
          indices[corners++] = vertexOf[placeOfEdge[TRIANGLES[t]!]! + at]!;
        }
      }
    }
    a = nextA;
    b = nextB;
    c = nextC;
    d = nextD;
    mixed = nextMixed;
  }
  walk.corners = corners;
}

const values = new Float64Array(8);

/**
 * Creates the triangles of an ambiguous cell from its corner values; i is its last row, j its first column, k its first
 * slice.
 */
function solveCell(walk: Walk, solve: SolveCell, inside: number, i: number, j: number, k: number, at: number): void {
  const { data, shape, stride, vertexOf, placeOfEdge, indices } = walk;
  for (let corner = 0; corner < 8; corner++) {
    const [row, column, slice] = [i - 1 + (corner & 1), j + ((corner >> 1) & 1), k + (corner >> 2)];
    const within = row >= 0 && row < shape[0]! && column >= 0 && column < shape[1]! && slice >= 0 && slice < shape[2]!;
    const sample = walk.offset + row * stride[0]! + column * stride[1]! + slice * stride[2]!;
    values[corner] = within ? data[sample]! - walk.level : BEYOND;
  }
  const { triangles, centre } = solve(inside, values, Math.max(...walk.margin));
  const inner = walk.vertices;
  for (let n = 0; centre !== undefined && n < centre.length; n += 3) {
    vertex(walk, i - 1 + centre[n]!, j + centre[n + 1]!, k + centre[n + 2]!);
  }
  for (const edge of triangles) {
    indices[walk.corners++] = edge < 12 ? vertexOf[placeOfEdge[edge]! + at]! : inner + edge - 12;
  }
}
