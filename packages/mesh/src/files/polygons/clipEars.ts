// Triangulates one planar polygon with earcut, so that every corner and every edge of the polygon is used.
import { earcut } from './earcut.js';

/** Maximum number of corners of a polygon to clip: earcut takes up to O(n²) time, for example on spirals. */
export const MAX_CORNERS = 20_000;

/** Maximum number of corners of a polygon that may intersect itself, for which earcut takes up to O(n³) time. */
const MAX_CROSSED = 200;

/** Maximum number of comparisons in the test for crossing edges, as a multiple of the number of edges. */
const MAX_COMPARISONS = 1000;

/**
 * Returns n − 2 triangles of a counter-clockwise polygon of n corners.
 *
 * Earcut leaves out collinear and repeated corners, and with them edges that neighbouring polygons use. The difference
 * between its triangles and the polygon has zero area: it is a set of closed chains of edges. A chain along one edge of
 * a triangle is inserted into that triangle; other chains become fans. So the outer edges of the triangles are exactly
 * the polygon's edges, whatever earcut returns.
 *
 * @param flat  `[n, 2]` coordinates
 * @returns     `[3 (n − 2)]` corner indices, counter-clockwise; undefined if the polygon intersects itself and cannot
 *   be triangulated this way, or if it has more than `MAX_CROSSED` corners and is not known to be simple
 */
export function clipEars(flat: Float64Array): number[] | undefined {
  const size = flat.length / 2;
  if (size > MAX_CROSSED && !isSimple(flat)) return undefined;
  const cut = earcut(flat);
  // All of earcut's triangles of a simple polygon have one orientation, which may differ from the polygon's.
  let sum = 0;
  for (let t = 0; t < cut.length; t += 3) sum += area(flat, cut[t]!, cut[t + 1]!, cut[t + 2]!);
  for (let t = 0; sum < 0 && t < cut.length; t += 3) [cut[t + 1], cut[t + 2]] = [cut[t + 2]!, cut[t + 1]!];
  // With n − 2 triangles, every corner was clipped and nothing is missing.
  if (cut.length === 3 * (size - 2)) return cut;
  const mesh = edgeMesh(size);
  for (let t = 0; t < cut.length; t += 3) mesh.add(cut[t]!, cut[t + 1]!, cut[t + 2]!);
  for (const chain of chainsOf(mesh, size)) close(mesh, chain, flat);
  // For a self-intersecting polygon, earcut's triangles may have both orientations: then there are more than n − 2.
  const triangles = mesh.triangles();
  return triangles.length === 3 * (size - 2) ? triangles : undefined;
}

const area = (flat: Float64Array, a: number, b: number, c: number): number => {
  const [ax, ay] = [flat[2 * a]!, flat[2 * a + 1]!];
  return (flat[2 * b]! - ax) * (flat[2 * c + 1]! - ay) - (flat[2 * b + 1]! - ay) * (flat[2 * c]! - ax);
};

/** Triangles that can be looked up by their directed edges. */
function edgeMesh(size: number) {
  const list: (readonly [number, number, number] | undefined)[] = [];
  const byEdge = new Map<number, number[]>();
  const key = (from: number, to: number): number => from * size + to;
  const edges = ([a, b, c]: readonly [number, number, number]) => [key(a, b), key(b, c), key(c, a)];
  return {
    add(a: number, b: number, c: number): void {
      const triangle = [a, b, c] as const;
      for (const edge of edges(triangle)) byEdge.set(edge, [...(byEdge.get(edge) ?? []), list.length]);
      list.push(triangle);
    },
    /**
     * Removes a triangle with this directed edge and returns its third corner. Returns undefined if there is none, or
     * if its third corner is in `others`.
     */
    take(from: number, to: number, others: readonly number[]): number | undefined {
      const at = byEdge.get(key(from, to))?.at(-1);
      const triangle = at === undefined ? undefined : list[at];
      const third = triangle?.find((corner) => corner !== from && corner !== to);
      if (at === undefined || triangle === undefined || third === undefined || others.includes(third)) return undefined;
      for (const edge of edges(triangle)) {
        byEdge.set(
          edge,
          byEdge.get(edge)!.filter((each) => each !== at),
        );
      }
      list[at] = undefined;
      return third;
    },
    /** Number of triangles with each directed edge, by `from * size + to`. */
    counts: () => new Map([...byEdge].map(([edge, triangles]) => [edge, triangles.length])),
    triangles: () => list.flatMap((triangle) => triangle ?? []),
  };
}

type EdgeMesh = ReturnType<typeof edgeMesh>;

/** Returns the difference between the polygon and the triangles, as closed chains of corners. */
function chainsOf(mesh: EdgeMesh, size: number): number[][] {
  // Edges of the polygon minus edges of triangles; opposite edges cancel.
  const missing = mesh.counts();
  for (const [edge, count] of missing) missing.set(edge, -count);
  for (let v = 0; v < size; v++) {
    const edge = v * size + ((v + 1) % size);
    missing.set(edge, (missing.get(edge) ?? 0) + 1);
  }
  const next = new Map<number, number[]>();
  for (const [edge, count] of missing) {
    const [from, to] = [Math.floor(edge / size), edge % size];
    const opposite = missing.get(to * size + from);
    // Processes each pair of opposite edges once.
    if (opposite !== undefined && from > to) continue;
    const net = count - (opposite ?? 0);
    const [start, end] = net > 0 ? [from, to] : [to, from];
    for (let n = 0; n < Math.abs(net); n++) next.set(start, [...(next.get(start) ?? []), end]);
  }
  const chains: number[][] = [];
  for (const [start, ends] of next) {
    while (ends.length > 0) {
      // Splits the walk wherever it meets itself, so that a chain contains every corner at most once.
      const chain: number[] = [start];
      const place = new Map([[start, 0]]);
      while (chain.length > 0) {
        const to = next.get(chain.at(-1)!)!.pop()!;
        const met = place.get(to);
        if (met === undefined) {
          place.set(to, chain.push(to) - 1);
          continue;
        }
        const loop = chain.splice(met);
        for (const corner of loop) place.delete(corner);
        if (loop.length > 2) chains.push(loop);
        if (chain.length > 0) place.set(to, chain.push(to) - 1);
      }
    }
  }
  return chains;
}

/** Fills a chain of zero area: splits a triangle whose edge the chain follows, or adds a fan if there is none. */
function close(mesh: EdgeMesh, chain: readonly number[], flat: Float64Array): void {
  const along = (a: number, b: number): number =>
    Math.hypot(flat[2 * b]! - flat[2 * a]!, flat[2 * b + 1]! - flat[2 * a + 1]!);
  let longest = 0;
  let length = -1;
  for (let i = 0; i < chain.length; i++) {
    const own = along(chain[i]!, chain[(i + 1) % chain.length]!);
    if (own > length) [longest, length] = [i, own];
  }
  // The chain from the end of its longest edge back to that edge's start.
  const path = chain.map((_, i) => chain[(longest + 1 + i) % chain.length]!);
  const [from, to] = [path[0]!, path.at(-1)!];
  const isStraight = path.every((corner) => area(flat, from, to, corner) === 0);
  // The longest edge runs from `to` to `from`: the adjacent triangle has the edge from `from` to `to`.
  const apex = isStraight ? mesh.take(from, to, path) : undefined;
  const centre = apex ?? to;
  const last = apex === undefined ? path.length - 2 : path.length - 1;
  for (let i = 0; i < last; i++) mesh.add(path[i]!, path[i + 1]!, centre);
}

/** Whether no two edges of a polygon cross; also false if the test would take too many comparisons. */
function isSimple(flat: Float64Array): boolean {
  const size = flat.length / 2;
  const low = (edge: number): number => Math.min(flat[2 * edge]!, flat[2 * ((edge + 1) % size)]!);
  const high = (edge: number): number => Math.max(flat[2 * edge]!, flat[2 * ((edge + 1) % size)]!);
  const order = Array.from({ length: size }, (_, edge) => edge).sort((a, b) => low(a) - low(b));
  let budget = MAX_COMPARISONS * size;
  for (let i = 0; i < size; i++) {
    const edge = order[i]!;
    const end = high(edge);
    for (let j = i + 1; j < size && low(order[j]!) <= end; j++) {
      if (--budget < 0 || cross(flat, edge, order[j]!)) return false;
    }
  }
  return true;
}

/** Whether two edges cross at a point in the interior of both. */
function cross(flat: Float64Array, one: number, other: number): boolean {
  const size = flat.length / 2;
  const [a, b, c, d] = [one, (one + 1) % size, other, (other + 1) % size];
  return area(flat, a, b, c) * area(flat, a, b, d) < 0 && area(flat, c, d, a) * area(flat, c, d, b) < 0;
}
