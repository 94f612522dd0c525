// Which vertices hang together by triangles.
import type { TriangleMesh } from '@vrn/voxel';

export interface Pieces {
  /** How many pieces there are, those of a vertex without a triangle not counted. */
  readonly count: number;
  /** The piece of every vertex, numbered by their first faces; `count` for a vertex without a triangle. */
  readonly of: Uint32Array;
}

/** Cost: O((V + F) log V) at the most, in practice O(V + F). */
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
    // The lowest number wins: trees stay flat, since most meshes are written piece by piece.
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
  // A root is lower than all that hang from it.
  for (let v = 0; v < vertices; v++) {
    const at = root(v);
    of[v] = of[at] === 0xffffffff ? count : of[at]!;
  }
  return { count, of };
}
