// Creates the vertices where the surface cuts the edges between samples.
import { edgeNormal, storeNormal } from './normal.js';
import { vertex, type Walk } from './walk.js';

/**
 * Creates the vertices on the cut edges of the samples of one line: along the line, to the next line of the same row,
 * and to the same line of the row above.
 */
export function cutLine(walk: Walk, row: number, line: number): void {
  const { perLine, width, plane, ofHere, vertexOf, data, withNormals } = walk;
  const { words: above, inLine: inAbove } = walk.above;
  const { words: here, inLine: inHere } = walk.here;
  if ((inHere[line]! | inAbove[line]! | inHere[line + 1]!) === 0) return;
  const { rows, columns, slices, di, dj, dk } = walk;
  const [marginI, marginJ, marginK] = walk.margin as readonly [number, number, number];
  const level = walk.level;
  const j = line - 1;
  const outAbove = row < 1 || row >= rows;
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
        const i = row - 1 + (outAbove ? 0.5 : between(data[sample - di]!, data[sample]!, level, marginI));
        if (withNormals) {
          if (outAbove) storeNormal(walk, row < 1 ? -1 : 1, 0, 0);
          else edgeNormal(walk, row - 1, j, k, sample - di, 0, i - (row - 1));
        }
        vertexOf[at] = vertex(walk, i, j, k);
      }
      if ((alongColumns >>> bit) & 1) {
        const place = j + (outNext ? 0.5 : between(data[sample]!, data[sample + dj]!, level, marginJ));
        if (withNormals) {
          if (outNext) storeNormal(walk, 0, j < 0 ? -1 : 1, 0);
          else edgeNormal(walk, row, j, k, sample, 1, place - j);
        }
        vertexOf[ofHere + at] = vertex(walk, row, place, k);
      }
      if ((alongSlices >>> bit) & 1) {
        const out = k < 0 || k + 1 >= slices;
        const place = k + (out ? 0.5 : between(data[sample]!, data[sample + dk]!, level, marginK));
        if (withNormals) {
          if (out) storeNormal(walk, 0, 0, k < 0 ? -1 : 1);
          else edgeNormal(walk, row, j, k, sample, 2, place - k);
        }
        vertexOf[ofHere + plane + at] = vertex(walk, row, j, place);
      }
    }
  }
}

/** Returns the fraction of an edge at which the surface crosses it, at least `margin` from both ends. */
function between(a: number, b: number, level: number, margin: number): number {
  const t = (level - a) / (b - a);
  return t > margin ? (t < 1 - margin ? t : 1 - margin) : margin;
}
