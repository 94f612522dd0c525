// Unit normals at vertices.
import { checkMesh, type TriangleMesh } from '@vrn/voxel';

/**
 * The direction of the surface at every vertex: the sum of its triangles' normals, each by its area, made unit length.
 *
 * @returns  `[3V]`; 0 0 1 at a vertex that no triangle with area uses.
 * @throws {VolumetricError} `bad-mesh`
 * Cost: O(V + F).
 */
export function vertexNormals(mesh: TriangleMesh): Float32Array {
  checkMesh(mesh, 'vertexNormals', { faces: 'any' });
  const { positions: p, indices } = mesh;
  const normals = new Float32Array(p.length);
  for (let f = 0; f < indices.length; f += 3) {
    const [a, b, c] = [3 * indices[f]!, 3 * indices[f + 1]!, 3 * indices[f + 2]!];
    const [ux, uy, uz] = [p[b]! - p[a]!, p[b + 1]! - p[a + 1]!, p[b + 2]! - p[a + 2]!];
    const [vx, vy, vz] = [p[c]! - p[a]!, p[c + 1]! - p[a + 1]!, p[c + 2]! - p[a + 2]!];
    const [x, y, z] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    for (const corner of [a, b, c]) {
      normals[corner]! += x;
      normals[corner + 1]! += y;
      normals[corner + 2]! += z;
    }
  }
  for (let v = 0; v < normals.length; v += 3) {
    const length = Math.hypot(normals[v]!, normals[v + 1]!, normals[v + 2]!);
    if (length > 0) for (let axis = 0; axis < 3; axis++) normals[v + axis]! /= length;
    else normals[v + 2] = 1;
  }
  return normals;
}
