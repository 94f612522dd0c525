// Normals for smooth shading of a surface, without a step where its texture is cut open.
import { vertexNormals } from '@vrn/mesh';
import type { TriangleMesh } from '@vrn/voxel';

/**
 * Unit normals `[3V]`: the mesh's own, or the mean of the triangles round every vertex by their areas. Vertices at the
 * very same place (a seam of a texture splits them) share theirs.
 */
export function surfaceNormals(mesh: TriangleMesh): Float32Array {
  if (mesh.normals) return mesh.normals;
  const { positions, indices } = mesh;
  if (!mesh.uvs) return vertexNormals(mesh);
  const first = firstAtPlace(positions);
  const joined = indices.map((vertex) => first[vertex]!);
  const normals = vertexNormals({ positions, indices: joined });
  for (let v = 0; v < first.length; v++) {
    const from = first[v]!;
    if (from === v) continue;
    normals[3 * v] = normals[3 * from]!;
    normals[3 * v + 1] = normals[3 * from + 1]!;
    normals[3 * v + 2] = normals[3 * from + 2]!;
  }
  return normals;
}

/** Of every vertex the first one at its place, by a table of their bits. */
function firstAtPlace(positions: Float32Array): Uint32Array {
  const count = positions.length / 3;
  let size = 16;
  while (size < 2 * count) size *= 2;
  const table = new Int32Array(size).fill(-1);
  const bits = new Uint32Array(positions.buffer, positions.byteOffset, positions.length);
  const first = new Uint32Array(count);
  for (let v = 0; v < count; v++) {
    const [x, y, z] = [bits[3 * v]!, bits[3 * v + 1]!, bits[3 * v + 2]!];
    let hash = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca77) ^ Math.imul(z, 0xc2b2ae3d);
    hash ^= hash >>> 15;
    let slot = hash & (size - 1);
    for (;;) {
      const other = table[slot]!;
      if (other < 0) {
        table[slot] = v;
        first[v] = v;
        break;
      }
      if (bits[3 * other] === x && bits[3 * other + 1] === y && bits[3 * other + 2] === z) {
        first[v] = other;
        break;
      }
      slot = (slot + 1) & (size - 1);
    }
  }
  return first;
}
