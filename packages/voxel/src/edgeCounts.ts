// The edges of a mesh, each once, with how many triangles use it in which direction.
import type { TriangleMesh } from './triangleMesh.js';

export interface EdgeCounts {
  readonly edges: number;
  /** Used by one triangle. */
  readonly open: number;
  /** Used by more than two. */
  readonly nonManifold: number;
  /** Used by two in the same direction: their outsides disagree. */
  readonly inconsistent: number;
}

/** Counts edges by sorting them. Sides of length 0 between a vertex and itself are left out. */
export function edgeCounts({ positions, indices }: TriangleMesh): EdgeCounts {
  const vertices = positions.length / 3;
  const keys = new Float64Array(indices.length);
  let length = 0;
  for (let corner = 0; corner < indices.length; corner++) {
    const a = indices[corner]!;
    const b = indices[corner % 3 === 2 ? corner - 2 : corner + 1]!;
    if (a === b) continue;
    // Two to an edge and direction: the last bit says which.
    keys[length++] = 2 * (Math.min(a, b) * vertices + Math.max(a, b)) + (a < b ? 0 : 1);
  }
  const sorted = keys.subarray(0, length).sort();
  let [edges, open, nonManifold, inconsistent] = [0, 0, 0, 0];
  for (let start = 0; start < length; ) {
    const edge = Math.floor(sorted[start]! / 2);
    let end = start;
    let backward = 0;
    while (end < length && Math.floor(sorted[end]! / 2) === edge) backward += sorted[end++]! % 2;
    edges++;
    if (end - start === 1) open++;
    else if (end - start > 2) nonManifold++;
    else if (backward !== 1) inconsistent++;
    start = end;
  }
  return { edges, open, nonManifold, inconsistent };
}
