// Computes hole caps, the triangles that close a mesh, and the open edges that they close.
import type { TriangleMesh } from '../../core/triangleMesh.js';

/**
 * Returns the open edges of a mesh: from, to, from, to, …. These are the edges that the mesh traverses more often in
 * one direction, each repeated by the excess. Coincident vertices count as one. A closed mesh has none.
 *
 * Cost: O(F log F) by sorting.
 */
export function openEdges({ positions: p, indices }: TriangleMesh): number[] {
  const sides = new Uint32Array(2 * indices.length);
  for (let corner = 0; corner < indices.length; corner++) {
    sides[2 * corner] = indices[corner]!;
    sides[2 * corner + 1] = indices[corner % 3 === 2 ? corner - 2 : corner + 1]!;
  }
  // The remaining edges may lie along a seam, where coincident vertices have different indices.
  const firstAt = new Map<string, number>();
  return unpaired(
    Uint32Array.from(unpaired(sides), (v) => {
      const key = p.subarray(3 * v, 3 * v + 3).join();
      if (!firstAt.has(key)) firstAt.set(key, v);
      return firstAt.get(key)!;
    }),
  );
}

/**
 * Returns triangles that close a mesh with these open edges: mesh and triangles together traverse every edge equally
 * often in both directions. Each triangle of a soup is closed by its reverse; a closed mesh needs no triangles.
 *
 * Open edges form loops, one per hole, each of which gets a cap. Every second vertex of a loop is cut off, repeatedly,
 * so that a cap of many edges has few slivers.
 *
 * @param rim  as {@link openEdges} returns them: from, to, from, to, ….
 * Cost: O(edges).
 */
export function holeCaps(rim: readonly number[]): Uint32Array {
  const next = new Map<number, number[]>();
  for (let n = 0; n < rim.length; n += 2) {
    const ends = next.get(rim[n]!) ?? [];
    ends.push(rim[n + 1]!);
    next.set(rim[n]!, ends);
  }
  const caps: number[] = [];
  for (const from of next.keys()) {
    const path = [from];
    const placeOf = new Map([[from, 0]]);
    // Every vertex has as many incoming as outgoing edges, so a walk ends where it began.
    for (let v = next.get(from)!.pop(); v !== undefined; v = next.get(path.at(-1)!)!.pop()) {
      const start = placeOf.get(v) ?? path.length;
      // Where the walk meets itself, it has gone around a hole: holes that touch get separate caps.
      if (start < path.length) {
        cap(path.slice(start), caps);
        for (const u of path.splice(start)) placeOf.delete(u);
      }
      placeOf.set(v, start);
      path.push(v);
    }
  }
  return Uint32Array.from(caps);
}

/** Adds the cap of a loop: cuts off every second vertex, repeatedly. */
function cap(loop: readonly number[], caps: number[]): void {
  let left = loop;
  while (left.length > 2) {
    for (let n = 0; n + 1 < left.length; n += 2) caps.push(left[(n + 2) % left.length]!, left[n + 1]!, left[n]!);
    left = left.filter((_, n) => n % 2 === 0);
  }
}

/** Returns directed edges, from, to, from, to, …, without those that an opposite edge cancels. Overwrites `sides`. */
function unpaired(sides: Uint32Array): number[] {
  // An edge becomes two words: 2 · the larger vertex index, plus 1 if the edge runs from the larger to the smaller;
  // and the smaller index. Sorted as little-endian 64-bit integers, both directions of an edge are adjacent.
  for (let n = 0; n < sides.length; n += 2) {
    const [from, to] = [sides[n]!, sides[n + 1]!];
    sides[n] = from > to ? 2 * from + 1 : 2 * to;
    sides[n + 1] = Math.min(from, to);
  }
  new BigUint64Array(sides.buffer).sort();
  const out: number[] = [];
  let excess = 0;
  for (let n = 0; n < sides.length; n += 2) {
    const [high, low] = [sides[n]! >>> 1, sides[n + 1]!];
    excess += sides[n]! & 1 ? -1 : 1;
    if (sides[n + 2]! >>> 1 === high && sides[n + 3] === low) continue;
    // An edge from a vertex to itself is left out.
    for (; excess > 0; excess--) if (low < high) out.push(low, high);
    for (; excess < 0; excess++) out.push(high, low);
  }
  return out;
}
