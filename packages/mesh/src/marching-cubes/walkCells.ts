// Creates the triangles in the cells between two rows of samples.
import { CASES } from './caseTable.js';
import { innerNormal } from './normal.js';
import { type SolveCell, vertex, type Walk } from './walk.js';

/**
 * Value of samples beyond the border, relative to the level: far outside, but small enough in magnitude that products
 * stay finite.
 */
const BEYOND = -(2 ** 100);

/** All cases in one array: the triangles of case c are `TRIANGLES[FIRST[c]]` to `TRIANGLES[FIRST[c + 1] - 1]`. */
const FIRST = new Uint16Array(257);
for (let c = 0; c < 256; c++) FIRST[c + 1] = FIRST[c]! + CASES[c]!.length;
const TRIANGLES = new Uint8Array(FIRST[256]!);
for (let c = 0; c < 256; c++) TRIANGLES.set(CASES[c]!, FIRST[c]!);

/** Creates the triangles of the cells between line `line` and the next, and between rows `row` − 1 and `row`. */
export function walkCells(walk: Walk, row: number, line: number): void {
  const { perLine, width, vertexOf, placeOfEdge, indices, exact } = walk;
  const { words: above, inLine: inAbove } = walk.above;
  const { words: here, inLine: inHere } = walk.here;
  if ((inHere[line]! | inHere[line + 1]! | inAbove[line]! | inAbove[line + 1]!) === 0) return;
  const [from, to] = walk.cells;
  const first = line * perLine;
  let corners = walk.corners;
  let a = above[first]!;
  let b = here[first]!;
  let c = above[first + perLine]!;
  let d = here[first + perLine]!;
  let mixed = (a ^ b) | (a ^ c) | (a ^ d);
  for (let w = 0; w < perLine; w++) {
    // The next words of the four lines: their lowest bits complete the words that are shifted by one slice.
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
 * Creates the triangles and interior vertices of an ambiguous cell from its corner values; i is its last row, j its
 * first column, k its first slice.
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
    const [row, column, slice] = [i - 1 + centre[n]!, j + centre[n + 1]!, k + centre[n + 2]!];
    if (walk.withNormals) innerNormal(walk, row, column, slice);
    vertex(walk, row, column, slice);
  }
  for (const edge of triangles) {
    indices[walk.corners++] = edge < 12 ? vertexOf[placeOfEdge[edge]! + at]! : inner + edge - 12;
  }
}
