// Draws the charts of a mesh into a texture.
import type { TriangleMesh } from '@vrn/voxel';
import { linearToSrgb } from '../srgb.js';
import type { Chart } from './charts.js';
import { triangleTexels } from './triangleTexels.js';

/**
 * Width in texels of the border by which a chart's colours are extended, so that no seam is visible where viewers
 * interpolate between texels.
 */
export const PADDING = 4;

/** Number of steps of the table from linear light to bytes; enough that even the darkest byte spans several. */
const TABLE = 1 << 14;

/** A chart with its position in the texture. */
export interface PlacedChart extends Chart {
  /** Column and row of a vertex in texels; centres of texels are at halves. */
  readonly x: (vertex: number) => number;
  readonly y: (vertex: number) => number;
  /** Writes the colour of the picture at a texel, as bytes. Without it, colours of vertices are interpolated. */
  readonly copy?: (column: number, row: number, out: Uint8Array, to: number) => void;
}

/**
 * Draws charts into a square texture of sRGB bytes, extends them by `PADDING` texels, and fills the rest with the mean
 * colour.
 *
 * @param colors  linear colours, 3 numbers per vertex
 * Cost: O(texels + F).
 */
export function bake(
  mesh: TriangleMesh,
  colors: Float32Array,
  charts: readonly PlacedChart[],
  size: number,
): Uint8Array {
  const { indices } = mesh;
  const out = new Uint8Array(3 * size * size);
  const filled = new Uint8Array(size * size);
  const bytes = Uint8Array.from({ length: TABLE + 1 }, (_, i) => Math.round(255 * linearToSrgb(i / TABLE)));
  const toByte = (linear: number): number => bytes[Math.round(TABLE * Math.min(1, Math.max(0, linear)))]!;
  for (const { faces, x, y, copy } of charts) {
    for (const f of faces) {
      const [a, b, c] = [indices[3 * f]!, indices[3 * f + 1]!, indices[3 * f + 2]!];
      triangleTexels([x(a), y(a), x(b), y(b), x(c), y(c)], 0, (column, row, u, v, w) => {
        const at = row * size + column;
        filled[at] = 1;
        if (copy) copy(column, row, out, 3 * at);
        else {
          for (let i = 0; i < 3; i++) {
            out[3 * at + i] = toByte(u * colors[3 * a + i]! + v * colors[3 * b + i]! + w * colors[3 * c + i]!);
          }
        }
        return true;
      });
      // Triangles smaller than a texel may contain no texel centre, so the texels of their corners are filled too.
      for (const v of [a, b, c]) {
        const [column, row] = [Math.floor(x(v)), Math.floor(y(v))];
        const at = row * size + column;
        if (filled[at] === 1) continue;
        filled[at] = 1;
        for (let i = 0; i < 3; i++) out[3 * at + i] = toByte(colors[3 * v + i]!);
      }
    }
  }
  fillMean(out, filled, extend(out, filled, size));
  return out;
}

/**
 * Extends the filled texels ring by ring; each new texel gets the mean of its filled neighbours. Returns a map that is
 * 0 at the texels that are neither filled nor in a ring.
 */
function extend(out: Uint8Array, filled: Uint8Array, size: number): Uint8Array {
  const reached = filled.slice();
  let border: number[] = [];
  for (let at = 0; at < filled.length; at++) if (filled[at] === 1) border.push(at);
  for (let ring = 1; ring <= PADDING; ring++) {
    const next: number[] = [];
    for (const at of border) {
      forNeighbours(at, size, (n) => {
        if (reached[n] !== 0) return;
        reached[n] = ring + 1;
        next.push(n);
      });
    }
    for (const at of next) {
      const sum = [0, 0, 0];
      let count = 0;
      forNeighbours(at, size, (n) => {
        if (reached[n] === 0 || reached[n]! > ring) return;
        count++;
        for (let c = 0; c < 3; c++) sum[c]! += out[3 * n + c]!;
      });
      for (let c = 0; c < 3; c++) out[3 * at + c] = Math.round(sum[c]! / count);
    }
    border = next;
  }
  return reached;
}

function forNeighbours(at: number, size: number, visit: (neighbour: number) => void): void {
  const column = at % size;
  if (column > 0) visit(at - 1);
  if (column < size - 1) visit(at + 1);
  if (at >= size) visit(at - size);
  if (at < size * (size - 1)) visit(at + size);
}

/** Fills texels that no chart reaches with the mean colour of the charts, since mipmaps mix them with the charts. */
function fillMean(out: Uint8Array, filled: Uint8Array, reached: Uint8Array): void {
  const sum = [0, 0, 0];
  let count = 0;
  for (let at = 0; at < filled.length; at++) {
    if (filled[at] === 0) continue;
    count++;
    for (let c = 0; c < 3; c++) sum[c]! += out[3 * at + c]!;
  }
  const mean = sum.map((each) => Math.round(each / Math.max(1, count)));
  for (let at = 0; at < reached.length; at++) if (reached[at] === 0) out.set(mean, 3 * at);
}
