// Counts all edges of a mesh, and those that are open, non-manifold or inconsistently oriented.
import type { TriangleMesh } from './triangleMesh.js';
import { triangleSides } from './triangleSides.js';

export interface EdgeCounts {
  readonly edges: number;
  /** Number of edges that belong to only one triangle. */
  readonly open: number;
  /** Number of edges that more than two triangles share. */
  readonly nonManifold: number;
  /** Number of edges that exactly two triangles share, both in the same direction: their orientations disagree. */
  readonly inconsistent: number;
}

/**
 * Counts edges by sorting the sides of all triangles. An edge is a pair of vertex indices, so coincident vertices with
 * different indices share no edges. Sides from a vertex to itself are left out. A triangle of only two different
 * vertex indices uses its one edge twice, once in each direction, and counts there as two triangles.
 *
 * Cost: that of {@link triangleSides}.
 */
export function edgeCounts({ positions, indices }: TriangleMesh): EdgeCounts {
  const { start, sides } = triangleSides(indices, positions.length / 3);
  let [edges, open, nonManifold, inconsistent] = [0, 0, 0, 0];
  for (let v = 0; v + 1 < start.length; v++) {
    const end = start[v + 1]!;
    for (let side = start[v]!; side < end; ) {
      const first = side;
      const to = sides[first]! >>> 1;
      let backward = 0;
      for (; side < end && sides[side]! >>> 1 === to; side++) backward += sides[side]! & 1;
      edges++;
      if (side - first === 1) open++;
      else if (side - first > 2) nonManifold++;
      else if (backward !== 1) inconsistent++;
    }
  }
  return { edges, open, nonManifold, inconsistent };
}
