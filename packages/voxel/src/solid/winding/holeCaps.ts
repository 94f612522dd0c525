// Computes hole caps, the triangles that close a mesh, and the open edges that they close.
import type { TriangleMesh } from '../../core/triangleMesh.js';

/** Factor that combines two vertex indices, each below it, into one integer that a double represents exactly. */
const KEY_FACTOR = 2 ** 26;

/**
 * Returns the open edges of a mesh: from, to, from, to, …. These are the edges that the mesh traverses more often in
 * one direction, each repeated by the excess. Coincident vertices count as one. A closed mesh has none.
 *
 * Cost: O(F) by hashing.
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
    unpaired(sides).map((v) => {
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

/** Returns directed edges, from, to, from, to, …, without those that an opposite edge cancels. */
function unpaired(sides: ArrayLike<number>): number[] {
  const excess = new Map<number, number>();
  for (let n = 0; n < sides.length; n += 2) {
    const [from, to] = [sides[n]!, sides[n + 1]!];
    const edge = Math.min(from, to) * KEY_FACTOR + Math.max(from, to);
    const sum = (excess.get(edge) ?? 0) + Math.sign(to - from);
    if (sum === 0) excess.delete(edge);
    else excess.set(edge, sum);
  }
  const out: number[] = [];
  for (const [edge, sum] of excess) {
    const ends = [Math.floor(edge / KEY_FACTOR), edge % KEY_FACTOR];
    if (sum < 0) ends.reverse();
    for (let n = Math.abs(sum); n > 0; n--) out.push(...ends);
  }
  return out;
}
