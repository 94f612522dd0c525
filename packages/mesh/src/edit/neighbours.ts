// Builds the adjacency lists of vertices, in packed form.
import { type TriangleMesh, triangleSides } from '@vrn/voxel';
import { defined } from '@vrn/voxel/internal';

/** The neighbours of vertex v are `list[start[v]]` to `list[start[v + 1] - 1]`, each listed once. */
export interface Neighbours {
  readonly start: Uint32Array;
  readonly list: Uint32Array;
  /** 1 for a vertex on an open edge; all 0 with boundaries 'all'. */
  readonly onBoundary: Uint8Array;
}

export interface NeighboursOptions {
  /**
   * Which neighbours are listed for a vertex on an open edge: all of them (open edges are then not detected), only
   * those along open edges, or none.
   */
  readonly boundaries?: 'all' | 'along' | 'none';
}

export const NEIGHBOURS_DEFAULTS = { boundaries: 'all' } as const;

/**
 * Returns the neighbours of every vertex: the other ends of its edges; at vertices on open edges, those that
 * `boundaries` selects. Cost: O(V + F) where no vertex has many triangles, at most O(V + F log F).
 */
export function neighboursOf({ positions, indices }: TriangleMesh, options: NeighboursOptions = {}): Neighbours {
  const { boundaries } = { ...NEIGHBOURS_DEFAULTS, ...defined(options) };
  const vertices = positions.length / 3;
  const { start: first, sides } = triangleSides(indices, vertices);
  const onBoundary = new Uint8Array(vertices);
  const each = (visit: (low: number, high: number, open: boolean) => void): void => {
    for (let v = 0; v < vertices; v++) {
      const end = first[v + 1]!;
      for (let side = first[v]!; side < end; ) {
        const start = side;
        const to = sides[side]! >>> 1;
        while (side < end && sides[side]! >>> 1 === to) side++;
        visit(v, to, side - start === 1);
      }
    }
  };
  if (boundaries !== 'all') {
    each((low, high, open) => {
      if (open) onBoundary[low] = onBoundary[high] = 1;
    });
  }
  const counts = (v: number, open: boolean): boolean => onBoundary[v] === 0 || (open && boundaries === 'along');
  const start = new Uint32Array(vertices + 1);
  each((low, high, open) => {
    if (counts(low, open)) start[low]!++;
    if (counts(high, open)) start[high]!++;
  });
  for (let v = 0, total = 0; v <= vertices; v++) {
    total += start[v]!;
    start[v] = total;
  }
  const list = new Uint32Array(start[vertices]!);
  each((low, high, open) => {
    if (counts(low, open)) list[--start[low]!] = high;
    if (counts(high, open)) list[--start[high]!] = low;
  });
  return { start, list, onBoundary };
}
