// Removes vertices that are not finite and that no face uses.
import { type TriangleMesh, VolumetricError } from '@vrn/voxel';
import { pickVertices } from '../../edit/pickVertices.js';
import type { Warnings } from './warnings.js';

/**
 * Removes the given vertices, which no face may use, and adds a warning.
 *
 * @param vertices  indices of vertices, ascending
 * @throws {VolumetricError} `bad-file` if no vertex is left
 */
export function withoutVertices(
  mesh: TriangleMesh,
  vertices: Uint32Array,
  { caller, warnings }: { readonly caller: string; readonly warnings: Warnings },
): TriangleMesh {
  if (vertices.length === 0) return mesh;
  const count = mesh.positions.length / 3;
  if (vertices.length === count) {
    throw new VolumetricError('bad-file', `${caller}: file must have vertices that are finite numbers, got none`);
  }
  const isLeft = new Uint8Array(count).fill(1);
  for (const v of vertices) isLeft[v] = 0;
  const kept = new Uint32Array(count - vertices.length);
  const place = new Uint32Array(count);
  for (let v = 0, to = 0; v < count; v++) {
    if (isLeft[v] === 0) continue;
    place[v] = to;
    kept[to++] = v;
  }
  const subject = vertices.length === 1 ? '1 vertex was' : `${vertices.length} vertices were`;
  warnings.add(`${subject} left out: not finite, and no face uses them`);
  return pickVertices(
    mesh,
    kept,
    mesh.indices.map((v) => place[v]!),
  );
}
