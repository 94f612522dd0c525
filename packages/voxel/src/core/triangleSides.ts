// Sorts the sides (directed edges) of all triangles, so that the sides along one edge are adjacent.
export interface TriangleSides {
  /** `[V + 1]`: the sides whose smaller vertex index is v are `sides[start[v]]` to `sides[start[v + 1] − 1]`. */
  readonly start: Uint32Array;
  /**
   * For each side, 2 · the larger vertex index, plus 1 if the side runs from the larger to the smaller index.
   * Ascending among sides with the same smaller index.
   */
  readonly sides: Uint32Array;
}

/** Maximum number of sides at one vertex that are sorted by insertion, which is faster for few. */
const MAX_INSERTION_SORT = 24;

/**
 * Sorts the sides of all triangles by their smaller vertex index, then their larger one, then direction. Sides from a
 * vertex to itself are left out.
 *
 * @param indices  `[3F]`, each below `vertices`.
 * Cost: O(V + F) where no vertex has many triangles, at most O(V + F log F); 4 · (V + 3F) bytes.
 */
export function triangleSides(indices: Uint32Array, vertices: number): TriangleSides {
  const start = new Uint32Array(vertices + 1);
  for (let f = 0; f < indices.length; f += 3) {
    const a = indices[f]!;
    const b = indices[f + 1]!;
    const c = indices[f + 2]!;
    if (a !== b) start[a < b ? a : b]!++;
    if (b !== c) start[b < c ? b : c]!++;
    if (c !== a) start[c < a ? c : a]!++;
  }
  let total = 0;
  for (let v = 0; v <= vertices; v++) {
    total += start[v]!;
    start[v] = total;
  }
  const sides = new Uint32Array(total);
  // Fills each vertex's range from its end: `start[v]`, first the end of the range, is decremented to its start.
  const put = (from: number, to: number): void => {
    if (from < to) sides[--start[from]!] = 2 * to;
    else if (to < from) sides[--start[to]!] = 2 * from + 1;
  };
  for (let f = 0; f < indices.length; f += 3) {
    const a = indices[f]!;
    const b = indices[f + 1]!;
    const c = indices[f + 2]!;
    put(a, b);
    put(b, c);
    put(c, a);
  }
  for (let v = 0; v < vertices; v++) sort(sides, start[v]!, start[v + 1]!);
  return { start, sides };
}

function sort(sides: Uint32Array, start: number, end: number): void {
  if (end - start > MAX_INSERTION_SORT) {
    sides.subarray(start, end).sort();
    return;
  }
  for (let i = start + 1; i < end; i++) {
    const side = sides[i]!;
    let to = i;
    for (; to > start && sides[to - 1]! > side; to--) sides[to] = sides[to - 1]!;
    sides[to] = side;
  }
}
