// Computes unit normals at vertices.
import type { TriangleMesh } from '@vrn/voxel';
import { checkMesh } from '@vrn/voxel/internal';

/**
 * Returns the direction of the surface at every vertex: the area-weighted sum of the normals of its triangles,
 * normalised. Sums are in double precision, so they neither overflow nor underflow, whatever the coordinates.
 *
 * @param mesh  any number of faces, including none
 * @returns  `[3V]` unit normals; 0 0 1 at a vertex that no triangle with area uses, or whose triangles' normals cancel
 *   out
 * @throws {VolumetricError} `bad-mesh`
 * Cost: O(V + F).
 *
 * @example
 * const positions = Float32Array.of(0, 0, 0, 0, 1, 0, 0, 0, 1);
 * vertexNormals({ positions, indices: Uint32Array.of(0, 1, 2) }); // → [1, 0, 0, 1, 0, 0, 1, 0, 0]
 */
export function vertexNormals(mesh: TriangleMesh): Float32Array {
  checkMesh(mesh, 'vertexNormals', { faces: 'any' });
  const { positions: p, indices } = mesh;
  const sums = new Float64Array(p.length);
  for (let f = 0; f < indices.length; f += 3) {
    const a = 3 * indices[f]!;
    const b = 3 * indices[f + 1]!;
    const c = 3 * indices[f + 2]!;
    const ax = p[a]!;
    const ay = p[a + 1]!;
    const az = p[a + 2]!;
    const ux = p[b]! - ax;
    const uy = p[b + 1]! - ay;
    const uz = p[b + 2]! - az;
    const vx = p[c]! - ax;
    const vy = p[c + 1]! - ay;
    const vz = p[c + 2]! - az;
    const x = uy * vz - uz * vy;
    const y = uz * vx - ux * vz;
    const z = ux * vy - uy * vx;
    sums[a]! += x;
    sums[a + 1]! += y;
    sums[a + 2]! += z;
    sums[b]! += x;
    sums[b + 1]! += y;
    sums[b + 2]! += z;
    sums[c]! += x;
    sums[c + 1]! += y;
    sums[c + 2]! += z;
  }
  const normals = new Float32Array(p.length);
  for (let v = 0; v < normals.length; v += 3) {
    const x = sums[v]!;
    const y = sums[v + 1]!;
    const z = sums[v + 2]!;
    const length = Math.sqrt(x * x + y * y + z * z);
    if (length > 0) {
      normals[v] = x / length;
      normals[v + 1] = y / length;
      normals[v + 2] = z / length;
    } else normals[v + 2] = 1;
  }
  return normals;
}
