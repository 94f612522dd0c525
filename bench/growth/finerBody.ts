// Creates bodies of millions of triangles, for which `bodyMesh` would need too large a volume.
import { bodyMesh } from '@vrn/test-utils';
import type { TriangleMesh } from '@vrn/voxel';

/** Number of triangles above which triangles are split, because `bodyMesh` would need too large a volume. */
const MAX_BASE = 200_000;

/**
 * Creates a closed body with approximately the given number of triangles. Above {@link MAX_BASE}, triangles are split
 * at the middles of their edges; two triangles at an edge then have a vertex each at its middle, at the same position.
 */
export function finerBody(triangles: number): TriangleMesh {
  return triangles <= MAX_BASE ? bodyMesh(triangles) : split(finerBody(triangles / 4));
}

/** Splits every triangle into four. */
function split({ positions, indices }: TriangleMesh): TriangleMesh {
  const corners = indices.length;
  const finer = new Float32Array(positions.length + 3 * corners);
  finer.set(positions);
  const faces = new Uint32Array(4 * corners);
  let next = positions.length / 3;
  for (let corner = 0, to = 0; corner < corners; corner += 3) {
    const [a, b, c] = indices.subarray(corner, corner + 3) as unknown as [number, number, number];
    const [ab, bc, ca] = [next, next + 1, next + 2];
    for (const [from, until] of [
      [a, b],
      [b, c],
      [c, a],
    ] as const) {
      for (let axis = 0; axis < 3; axis++) {
        finer[3 * next + axis] = (positions[3 * from + axis]! + positions[3 * until + axis]!) / 2;
      }
      next++;
    }
    faces.set([a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca], to);
    to += 12;
  }
  return { positions: finer, indices: faces };
}
