// Filters out faces that repeat a vertex.
import type { TriangleMesh } from '@vrn/voxel';

/**
 * Returns a mesh of the same positions, without faces that repeat a vertex and without attributes; the mesh itself if
 * it has no such face.
 */
export function properFaces(mesh: TriangleMesh): TriangleMesh {
  const { indices } = mesh;
  const isProper = (f: number): boolean =>
    indices[f] !== indices[f + 1] && indices[f + 1] !== indices[f + 2] && indices[f + 2] !== indices[f];
  let count = 0;
  for (let f = 0; f < indices.length; f += 3) if (isProper(f)) count++;
  if (3 * count === indices.length) return mesh;
  const faces = new Uint32Array(3 * count);
  for (let f = 0, to = 0; f < indices.length; f += 3) {
    if (!isProper(f)) continue;
    for (let corner = f; corner < f + 3; corner++) faces[to++] = indices[corner]!;
  }
  return { positions: mesh.positions, indices: faces };
}
