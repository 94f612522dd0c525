// The connected pieces of a mesh.
import { checkMesh, type TriangleMesh } from '@vrn/voxel';
import { surfaceArea } from './measure.js';

/** The piece of every vertex, by the number of one of its vertices. */
function pieces({ positions, indices }: TriangleMesh): Int32Array {
  const parent = Int32Array.from({ length: positions.length / 3 }, (_, v) => v);
  const root = (v: number): number => {
    let at = v;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  for (let f = 0; f < indices.length; f += 3) {
    const a = root(indices[f]!);
    parent[root(indices[f + 1]!)] = a;
    parent[root(indices[f + 2]!)] = a;
  }
  return parent.map((_, v) => root(v));
}

/**
 * The pieces of a mesh that share no vertex, in the order of their first face. Normals, colours and uvs go along;
 * vertices that no face uses are left out.
 *
 * Vertices at one place but of different numbers do not join: weld them first.
 *
 * @throws {VolumetricError} `bad-mesh`
 * Cost: O(V + F).
 */
export function components(mesh: TriangleMesh): TriangleMesh[] {
  checkMesh(mesh, 'components', { faces: 'any' });
  const { indices } = mesh;
  const piece = pieces(mesh);
  const faces = new Map<number, number[]>();
  for (let f = 0; f < indices.length; f += 3) {
    const key = piece[indices[f]!]!;
    const list = faces.get(key);
    if (list === undefined) faces.set(key, [f]);
    else list.push(f);
  }
  return [...faces.values()].map((list) => pick(mesh, list));
}

/**
 * The piece with the largest surface, all else left out: a body without what floats around it and what is hollow in it.
 *
 * @returns  the mesh itself where it has no more than one piece.
 * @throws {VolumetricError} `bad-mesh`
 */
export function keepLargest(mesh: TriangleMesh): TriangleMesh {
  const all = components(mesh);
  if (all.length <= 1) return all[0] ?? mesh;
  const areas = all.map(surfaceArea);
  return all[areas.indexOf(Math.max(...areas))]!;
}

/** The faces that start at the given corners, with the vertices that they use. */
function pick(mesh: TriangleMesh, faces: readonly number[]): TriangleMesh {
  const corners = Uint32Array.from(
    { length: 3 * faces.length },
    (_, i) => mesh.indices[faces[Math.floor(i / 3)]! + (i % 3)]!,
  );
  const vertices = [...new Set(corners)].sort((a, b) => a - b);
  const place = new Map(vertices.map((v, to) => [v, to]));
  const indices = corners.map((v) => place.get(v)!);
  const gather = (from: Float32Array, width: number): Float32Array => {
    const out = new Float32Array(width * vertices.length);
    for (const [i, v] of vertices.entries()) out.set(from.subarray(width * v, width * v + width), width * i);
    return out;
  };
  const { positions, normals, colors, uvs } = mesh;
  return {
    positions: gather(positions, 3),
    indices,
    ...(normals && { normals: gather(normals, 3) }),
    ...(colors && { colors: gather(colors, 3) }),
    ...(uvs && { uvs: gather(uvs, 2) }),
  };
}
