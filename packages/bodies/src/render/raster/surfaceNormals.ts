// Computes vertex normals for smooth shading that are continuous across texture seams.
import { vertexNormals } from '@vrn/mesh';
import type { TriangleMesh } from '@vrn/voxel';

/**
 * Returns unit normals `[3V]`: those of the mesh if it has any, else the area-weighted means over the triangles around
 * every vertex. In a mesh with uvs, coincident vertices, which texture seams create, share one computed normal.
 */
export function surfaceNormals(mesh: TriangleMesh): Float32Array {
  if (mesh.normals) return mesh.normals;
  const { positions, indices } = mesh;
  if (!mesh.uvs) return vertexNormals(mesh);
  const first = firstAtPosition(positions);
  const merged = indices.map((vertex) => first[vertex]!);
  const normals = vertexNormals({ positions, indices: merged });
  for (let v = 0; v < first.length; v++) {
    const from = first[v]!;
    if (from === v) continue;
    normals[3 * v] = normals[3 * from]!;
    normals[3 * v + 1] = normals[3 * from + 1]!;
    normals[3 * v + 2] = normals[3 * from + 2]!;
  }
  return normals;
}

/** Returns, for each vertex, the first vertex at the same position, found in a hash table of coordinate bits. */
function firstAtPosition(positions: Float32Array): Uint32Array {
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
