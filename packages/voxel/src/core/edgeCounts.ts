// The edges of a mesh, each once, with how many triangles use it in which direction.
import type { TriangleMesh } from './triangleMesh.js';
import { triangleSides } from './triangleSides.js';

export interface EdgeCounts {
  readonly edges: number;
  /** Used by one triangle. */
  readonly open: number;
  /** Used by more than two. */
  readonly nonManifold: number;
  /** Used by two in the same direction: their outsides disagree. */
  readonly inconsistent: number;
}

/**
 * Counts edges by sorting the sides of triangles. Sides of length 0 between a vertex and itself are left out.
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
