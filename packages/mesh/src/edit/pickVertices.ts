// Extracts some of a mesh's vertices, with their attributes.
import type { TriangleMesh } from '@vrn/voxel';

/** Returns a mesh of the given vertices, in that order; `indices` are its faces, as indices into `vertices`. */
export function pickVertices(mesh: TriangleMesh, vertices: Uint32Array, indices: Uint32Array): TriangleMesh {
  const { positions, normals, colors, uvs } = mesh;
  return {
    positions: gather(positions, 3, vertices),
    indices,
    ...(normals && { normals: gather(normals, 3, vertices) }),
    ...(colors && { colors: gather(colors, 3, vertices) }),
    ...(uvs && { uvs: gather(uvs, 2, vertices) }),
  };
}

/** Returns the given faces with the vertices that they use, in their original order; unused vertices are removed. */
export function pickFaces(mesh: TriangleMesh, faces: Uint32Array): TriangleMesh {
  const place = new Uint32Array(mesh.positions.length / 3);
  for (let corner = 0; corner < faces.length; corner++) place[faces[corner]!] = 1;
  let count = 0;
  for (let v = 0; v < place.length; v++) count += place[v]!;
  const vertices = new Uint32Array(count);
  count = 0;
  for (let v = 0; v < place.length; v++) {
    if (place[v] === 0) continue;
    vertices[count] = v;
    place[v] = count++;
  }
  const indices = new Uint32Array(faces.length);
  for (let corner = 0; corner < faces.length; corner++) indices[corner] = place[faces[corner]!]!;
  return pickVertices(mesh, vertices, indices);
}

function gather(from: Float32Array, width: number, vertices: Uint32Array): Float32Array {
  const out = new Float32Array(width * vertices.length);
  let to = 0;
  for (let i = 0; i < vertices.length; i++) {
    const at = width * vertices[i]!;
    for (let n = 0; n < width; n++) out[to++] = from[at + n]!;
  }
  return out;
}
