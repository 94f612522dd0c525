// Finds the skin below a garment and away from the garment's edges, so that no skin pokes through in a pose. Where
// this skin is close to the garment, it is hidden, in addition to what the garment's file hides; the other skin below
// the garment is moved where it pokes through (see tuckBody).
import { vertexNormals } from '@vrn/mesh';
import { gatherVertices } from '../shape/bodyPart.js';
import { nearestVertices } from './nearestVertices.js';
import type { Sheet } from './thicken.js';

/**
 * Maximum distance of hidden skin from the nearest vertex of the garment; and, for all skin below the garment, minimum
 * distance of that vertex from the vertices on the garment's open edges. Both in decimetres, the unit of `base.obj`.
 */
const [MAX_GAP, MIN_EDGE_DISTANCE] = [0.5, 0.25];
/** Maximum distance of skin below the garment from the nearest vertex of the garment, in decimetres. */
const MAX_DISTANCE = 2;
/**
 * For hidden skin, minimum cosine of the angle between the skin's normal and the direction to the nearest vertex of the
 * garment; for all skin below the garment, minimum cosine of the angle between the normals of skin and garment.
 */
const [MIN_DIRECTION_COSINE, MIN_NORMAL_COSINE] = [0.4, 0.3];

/** Skin below a garment, as vertex indices of the body part. */
export interface Covered {
  /** Skin so close to the garment, and so far from its edges, that it is never visible. */
  readonly hidden: Uint32Array;
  /** Other skin below the garment, which may be visible in a pose, and the garment vertex (`over`) nearest to each. */
  readonly under: Uint32Array;
  readonly over: Uint32Array;
}

/**
 * Finds the skin below a garment that is fitted to the body at rest.
 *
 * @param body   positions [3N] in decimetres, and triangles.
 * @param cloth  positions [3C] in decimetres, fitted to `body`, and triangles.
 * Cost: O((N + C) log C).
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
    const distance = Math.sqrt(x * x + y * y + z * z);
    const cosine =
      outside[to]! * normals[at]! + outside[to + 1]! * normals[at + 1]! + outside[to + 2]! * normals[at + 2]!;
    if (inner[nearest[v]!] !== 1 || distance > MAX_DISTANCE || height <= 0 || cosine < MIN_NORMAL_COSINE) continue;
    if (distance < MAX_GAP && height > MIN_DIRECTION_COSINE * distance) hidden.push(v);
    else {
      under.push(v);
      over.push(nearest[v]!);
    }
  }
  return { hidden: Uint32Array.from(hidden), under: Uint32Array.from(under), over: Uint32Array.from(over) };
}

/** Returns a flag per vertex: 1 where it is farther than `MIN_EDGE_DISTANCE` from all vertices on open edges. */
function innerVertices(positions: Float32Array, sheet: Sheet): Uint8Array {
  const edge = edgeVertices(sheet);
  if (edge.length === 0) return new Uint8Array(sheet.vertices).fill(1);
  const points = gatherVertices(positions, edge);
  const nearest = nearestVertices(positions, points);
  return Uint8Array.from(nearest, (to, v) => {
    let squared = 0;
    for (let axis = 0; axis < 3; axis++) squared += (points[3 * to + axis]! - positions[3 * v + axis]!) ** 2;
    return squared > MIN_EDGE_DISTANCE * MIN_EDGE_DISTANCE ? 1 : 0;
  });
}

/** Returns the vertices on open edges of a shell: edges with exactly one face. */
function edgeVertices({ vertices, edges, starts }: Sheet): Uint32Array {
  const isOpen = new Uint8Array(vertices);
  for (let edge = 0; edge < starts.length - 1; edge++) {
    if (starts[edge + 1]! - starts[edge]! !== 1) continue;
    isOpen[edges[2 * edge]!] = 1;
    isOpen[edges[2 * edge + 1]!] = 1;
  }
  return Uint32Array.from(isOpen.keys()).filter((v) => isOpen[v] === 1);
}
