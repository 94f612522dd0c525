// Splits a mesh into its connected components.
import type { TriangleMesh } from '@vrn/voxel';
import { checkMesh } from '@vrn/voxel/internal';
import { checkAttributes } from './checkAttributes.js';
import { pickFaces, pickVertices } from './pickVertices.js';
import { type Pieces, piecesOf } from './pieces.js';

/**
 * Returns the connected components of a mesh: pieces that share no vertex, in the order of their first faces. Vertices
 * and faces keep their order, and vertices keep their normals, colours and uvs. Vertices that no face uses are removed.
 *
 * Coincident vertices with different indices do not connect faces: weld them first.
 *
 * @param mesh  any number of faces, including none
 * @returns  one mesh per component
 * @throws {VolumetricError} `bad-mesh`
 * Cost: O(V + F) in practice, at most O((V + F) log V).
 *
 * @example
 * const positions = new Float32Array(18);
 * const pieces = components({ positions, indices: Uint32Array.of(0, 1, 2, 3, 4, 5) });
 * pieces.map(({ indices }) => [...indices]); // → [[0, 1, 2], [0, 1, 2]]
 */
export function components(mesh: TriangleMesh): TriangleMesh[] {
  checkMesh(mesh, 'components', { faces: 'any' });
  checkAttributes(mesh, 'components');
  const { indices } = mesh;
  const { count, of } = piecesOf(mesh);
  const vertices = slots(count, of.length, (v) => of[v]!);
  const corners = slots(count, indices.length, (corner) => of[indices[corner]!]!);
  const place = new Uint32Array(of.length);
  for (let i = 0, at = 0; i < vertices.items.length; i++) {
    while (i >= vertices.start[at + 1]!) at++;
    place[vertices.items[i]!] = i - vertices.start[at]!;
  }
  return Array.from({ length: count }, (_, piece) => {
    const faces = corners.items.slice(corners.start[piece]!, corners.start[piece + 1]!);
    for (let i = 0; i < faces.length; i++) faces[i] = place[indices[faces[i]!]!]!;
    return pickVertices(mesh, vertices.items.subarray(vertices.start[piece]!, vertices.start[piece + 1]!), faces);
  });
}

/**
 * Returns the component with the largest surface area; the first of them if several are equally large. This removes
 * floating fragments and the surfaces of inner cavities from a body.
 *
 * @param mesh  any number of faces, including none
 * @returns  the component with only the vertices that it uses; the mesh itself if nothing is to be removed or if it has
 *   no faces
 * @throws {VolumetricError} `bad-mesh`
 * Cost: O(V + F) in practice, at most O((V + F) log V).
 *
 * @example
 * const positions = Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 5, 0, 0, 7, 0, 0, 5, 2, 0);
 * surfaceArea(keepLargest({ positions, indices: Uint32Array.of(0, 1, 2, 3, 4, 5) })); // → 2
 */
export function keepLargest(mesh: TriangleMesh): TriangleMesh {
  checkMesh(mesh, 'keepLargest', { faces: 'any' });
  checkAttributes(mesh, 'keepLargest');
  const { indices } = mesh;
  const pieces = piecesOf(mesh);
  if (pieces.count === 0 || (pieces.count === 1 && pieces.of.every((piece) => piece === 0))) return mesh;
  const areas = areasOf(mesh, pieces);
  let largest = 0;
  for (let piece = 1; piece < areas.length; piece++) if (areas[piece]! > areas[largest]!) largest = piece;
  let length = 0;
  for (let f = 0; f < indices.length; f += 3) if (pieces.of[indices[f]!] === largest) length += 3;
  const faces = new Uint32Array(length);
  let to = 0;
  for (let f = 0; f < indices.length; f += 3) {
    if (pieces.of[indices[f]!] !== largest) continue;
    faces[to++] = indices[f]!;
    faces[to++] = indices[f + 1]!;
    faces[to++] = indices[f + 2]!;
  }
  return pickFaces(mesh, faces);
}

/**
 * Sorts the integers from 0 to `length` − 1 stably by their slots, which `slotOf` returns. Integers whose slot is
 * not below `count` are left out. The integers of slot s are `items[start[s]]` to `items[start[s + 1] - 1]`.
 */
function slots(count: number, length: number, slotOf: (item: number) => number) {
  const start = new Uint32Array(count + 1);
  for (let item = 0; item < length; item++) if (slotOf(item) < count) start[slotOf(item) + 1]!++;
  for (let slot = 0; slot < count; slot++) start[slot + 1]! += start[slot]!;
  const next = start.slice();
  const items = new Uint32Array(start[count]!);
  for (let item = 0; item < length; item++) if (slotOf(item) < count) items[next[slotOf(item)]!++] = item;
  return { start, items };
}

/** Twice the area of each component. */
function areasOf({ positions: p, indices }: TriangleMesh, { count, of }: Pieces): Float64Array {
  const areas = new Float64Array(count);
  for (let f = 0; f < indices.length; f += 3) {
    const a = 3 * indices[f]!;
    const b = 3 * indices[f + 1]!;
    const c = 3 * indices[f + 2]!;
    const ux = p[b]! - p[a]!;
    const uy = p[b + 1]! - p[a + 1]!;
    const uz = p[b + 2]! - p[a + 2]!;
    const vx = p[c]! - p[a]!;
    const vy = p[c + 1]! - p[a + 1]!;
    const vz = p[c + 2]! - p[a + 2]!;
    const x = uy * vz - uz * vy;
    const y = uz * vx - ux * vz;
    const z = ux * vy - uy * vx;
    areas[of[indices[f]!]!]! += Math.sqrt(x * x + y * y + z * z);
  }
  return areas;
}
