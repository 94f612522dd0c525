// For every vertex the vertices it shares an edge with, packed.
import type { TriangleMesh } from '@vrn/voxel';

/** Neighbours of vertex v are `list[start[v] .. start[v + 1]]`; on a closed mesh each once, on a rim some twice. */
export interface Neighbours {
  readonly start: Uint32Array;
  readonly list: Uint32Array;
}

export function neighboursOf({ positions, indices }: TriangleMesh): Neighbours {
  const vertices = positions.length / 3;
  const count = new Uint32Array(vertices + 1);
  const each = (visit: (from: number, to: number) => void): void => {
    // Each directed side gives one neighbour: across a closed surface every edge is met once in each direction.
    for (let corner = 0; corner < indices.length; corner++) {
      visit(indices[corner]!, indices[corner % 3 === 2 ? corner - 2 : corner + 1]!);
    }
  };
  each((from) => count[from + 1]!++);
  for (let v = 0; v < vertices; v++) count[v + 1]! += count[v]!;
  const list = new Uint32Array(indices.length);
  const next = count.slice();
  each((from, to) => {
    list[next[from]!++] = to;
  });
  return { start: count, list };
}
