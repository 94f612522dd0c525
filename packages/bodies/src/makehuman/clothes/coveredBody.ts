// The body that lies well under a cloth: more is hidden than its file says, so that it does not come through in a pose.
import { vertexNormals } from '@vrn/mesh';
import { gatherVertices } from '../shape/bodyPart.js';
import { nearestVertices } from './nearestVertices.js';
import type { Sheet } from './thicken.js';

/** Skin this close under a cloth is covered where the cloth goes on around it for some way: decimetres, as `base.obj`. */
const [CLOSE, MARGIN] = [0.5, 0.25];
/** Skin further away is not under it. */
const LOOSE = 2;
/** How straight above the skin the cloth must be, and how much it must face the same way: least cosines. */
const [ABOVE, ALIKE] = [0.4, 0.3];

/** Skin under a cloth, vertices of the body below N. */
export interface Covered {
  /** So close under it, and so far from its edges, that it is never seen. */
  readonly hidden: Uint32Array;
  /** Seen at times, but under the cloth; and for each the cloth's vertex nearest to it. */
  readonly under: Uint32Array;
  readonly over: Uint32Array;
}

/**
 * What of the body lies under a cloth, on the body that it was made for.
 *
 * @param body   [3N] and its triangles, decimetres.
 * @param cloth  [3C] fitted to that body.
 * Cost: O((N + C) log C); some 50 ms.
 */
export function coveredBody(
  body: { readonly positions: Float32Array; readonly indices: Uint32Array },
  cloth: { readonly positions: Float32Array; readonly sheet: Sheet },
): Covered {
  const { positions: c, sheet } = cloth;
  const { positions: p } = body;
  const normals = vertexNormals(body);
  const outside = vertexNormals({ positions: c, indices: sheet.indices });
  const nearest = nearestVertices(p, c);
  const inner = innerVertices(c, sheet);
  const [hidden, under, over]: [number[], number[], number[]] = [[], [], []];
  for (let v = 0; v < nearest.length; v++) {
    const [at, to] = [3 * v, 3 * nearest[v]!];
    const [x, y, z] = [c[to]! - p[at]!, c[to + 1]! - p[at + 1]!, c[to + 2]! - p[at + 2]!];
    const height = x * normals[at]! + y * normals[at + 1]! + z * normals[at + 2]!;
    const apart = Math.sqrt(x * x + y * y + z * z);
    const alike =
      outside[to]! * normals[at]! + outside[to + 1]! * normals[at + 1]! + outside[to + 2]! * normals[at + 2]!;
    if (inner[nearest[v]!] !== 1 || apart > LOOSE || height <= 0 || alike < ALIKE) continue;
    if (apart < CLOSE && height > ABOVE * apart) hidden.push(v);
    else {
      under.push(v);
      over.push(nearest[v]!);
    }
  }
  return { hidden: Uint32Array.from(hidden), under: Uint32Array.from(under), over: Uint32Array.from(over) };
}

/** Of each vertex of a shell, 1 where it is further from all edges than the margin. */
function innerVertices(positions: Float32Array, sheet: Sheet): Uint8Array {
  const edge = edgeVertices(sheet);
  if (edge.length === 0) return new Uint8Array(sheet.vertices).fill(1);
  const points = gatherVertices(positions, edge);
  const nearest = nearestVertices(positions, points);
  return Uint8Array.from(nearest, (to, v) => {
    let apart = 0;
    for (let axis = 0; axis < 3; axis++) apart += (points[3 * to + axis]! - positions[3 * v + axis]!) ** 2;
    return apart > MARGIN * MARGIN ? 1 : 0;
  });
}

/** Vertices at which a shell ends. */
function edgeVertices({ vertices, edges, starts }: Sheet): Uint32Array {
  const ends = new Uint8Array(vertices);
  for (let edge = 0; edge < starts.length - 1; edge++) {
    if (starts[edge + 1]! - starts[edge]! !== 1) continue;
    ends[edges[2 * edge]!] = 1;
    ends[edges[2 * edge + 1]!] = 1;
  }
  return Uint32Array.from(ends.keys()).filter((v) => ends[v] === 1);
}
