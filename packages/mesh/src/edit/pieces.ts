// Labels the connected components of a mesh.
import type { TriangleMesh } from '@vrn/voxel';

export interface Pieces {
  /** Number of components; vertices without a triangle are not counted. */
  readonly count: number;
  /** Component of every vertex, numbered in the order of their first faces; `count` for a vertex without a triangle. */
  readonly of: Uint32Array;
}

/** Returns the connected component of every vertex. Cost: at most O((V + F) log V), in practice O(V + F). */
export function piecesOf({ positions, indices }: TriangleMesh): Pieces {
  const vertices = positions.length / 3;
  const parent = new Uint32Array(vertices);
  for (let v = 0; v < vertices; v++) parent[v] = v;
  const root = (v: number): number => {
    let at = v;
    let up = parent[at]!;
    while (up !== at) {
      const next = parent[up]!;
      parent[at] = next;
      at = next;
      up = parent[at]!;
    }
    return at;
  };
  for (let f = 0; f < indices.length; f += 3) {
    // The lowest index becomes the root: trees stay flat, since most meshes are stored component by component.
    const a = root(indices[f]!);
    const b = root(indices[f + 1]!);
    const c = root(indices[f + 2]!);
    const low = a < b ? (a < c ? a : c) : b < c ? b : c;
    parent[a] = low;
    parent[b] = low;
    parent[c] = low;
  }
  const of = new Uint32Array(vertices).fill(0xffffffff);
  let count = 0;
  for (let f = 0; f < indices.length; f += 3) {
    const at = root(indices[f]!);
    if (of[at] === 0xffffffff) of[at] = count++;
  }
  for (let v = 0; v < vertices; v++) {
    const at = root(v);
    of[v] = of[at] === 0xffffffff ? count : of[at]!;
  }
  return { count, of };
}
