// The walk of marching cubes over two planes of samples: vertices on cut edges, triangles in cells.
import { CASES } from './caseTable.js';

/** Triangles of one cell whose case leaves its topology open: numbers of cut edges, or 12 + n for vertices within the cell. */
export type SolveCell = (
  inside: number,
  values: Float64Array,
  margin: number,
) => { readonly triangles: Uint8Array; readonly centre?: Float64Array };

/** What stands for a sample beyond the border: outside as far as can be, and its products still finite. */
const BEYOND = -(2 ** 100);

/** The cases in one array: triangles of case c are numbers `FIRST[c]` to `FIRST[c + 1]` − 1 of `TRIANGLES`. */
const FIRST = new Uint16Array(257);
for (let c = 0; c < 256; c++) FIRST[c + 1] = FIRST[c]! + CASES[c]!.length;
const TRIANGLES = new Uint8Array(FIRST[256]!);
for (let c = 0; c < 256; c++) TRIANGLES.set(CASES[c]!, FIRST[c]!);

/** Everything that the walk over the volume holds. One object, so that the functions below stay compiled from call to call. */
export interface Walk {
  readonly data: ArrayLike<number>;
  readonly offset: number;
  readonly stride: readonly number[];
  readonly shape: readonly number[];
  readonly level: number;
  /** Which cases to solve by their values, and how. */
  readonly exact: { readonly ambiguous: Uint8Array; readonly solve: SolveCell } | undefined;
  readonly trace: boolean;
  /** Where sample (0, 0, 0) lies in the world, and the steps from sample to sample. */
  readonly origin: readonly number[];
  readonly step: readonly number[];
  readonly margin: readonly number[];
  /** First and last cell to be walked along slices. */
  readonly cells: readonly [first: number, last: number];
  /** Words a line of samples, and samples that these have room for. */
  readonly perLine: number;
  readonly width: number;
  readonly plane: number;
  /** The samples of two rows that are inside, a bit each, with a line of nothing before and behind. */
  above: Int32Array;
  here: Int32Array;
  /**
   * Vertices on the edges that start at each sample of a plane: those along rows, from the upper plane; then along columns and
   * slices, of both planes, which change places.
   */
  readonly vertexOf: Int32Array;
  ofAbove: number;
  ofHere: number;
  /** Where in `vertexOf` the edges of a cell are, from its first sample. */
  readonly placeOfEdge: Int32Array;
  positions: Float32Array;
  places: Float64Array;
  indices: Uint32Array;
  vertices: number;
  corners: number;
}

/** Puts vertices on the edges of a line in the lower plane, on those to the next line, and on those from the upper plane. */
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

/** Where between two samples the surface is. */
function between(a: number, b: number, level: number, margin: number): number {
  const t = (level - a) / (b - a);
  return t > margin ? (t < 1 - margin ? t : 1 - margin) : margin;
}

/** Makes a vertex at a place counted in samples. */
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

/** The triangles of the cells between a line and the next, in both planes. */
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
    // The samples one slice further on, at the same bits.
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

/** The triangles of a cell by its values; (i, j, k) is its last row, first column and first slice. */
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
