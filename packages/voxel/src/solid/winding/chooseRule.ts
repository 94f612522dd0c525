// Chooses the rule of voxelize that fits a mesh, by its open edges.

import type { TriangleMesh } from '../../core/triangleMesh.js';
import { openEdges } from './holeCaps.js';

/**
 * Returns 'nonzero' for a mesh that uses every edge equally often in both directions; 'parity' where that fails but
 * every edge has an even number of triangles, so that there are no holes but some triangles face the wrong way; else,
 * for holes, 'winding'.
 *
 * Cost: O(F log F) by sorting.
 */
export function chooseRule(mesh: TriangleMesh, edges = openEdges(mesh)): 'nonzero' | 'parity' | 'winding' {
  const odd = new Set<string>();
  for (let n = 0; n < edges.length; n += 2) {
    const edge = `${edges[n]} ${edges[n + 1]}`;
    if (!odd.delete(edge)) odd.add(edge);
  }
  return edges.length === 0 ? 'nonzero' : odd.size === 0 ? 'parity' : 'winding';
}
