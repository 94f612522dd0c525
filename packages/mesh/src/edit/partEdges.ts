// Splits edges that are shared by more than two triangles, so that every edge has at most two.
import { type TriangleMesh, triangleSides } from '@vrn/voxel';

/**
 * The triangles at one edge. Each is given by the position in `indices` at which its directed edge starts: in `up`, the
 * edge runs from the lower to the higher vertex index, in `down` in the opposite direction.
 */
interface Fan {
  readonly up: number[];
  readonly down: number[];
}

/**
 * Returns the same surface with at most two triangles at every edge. Where more triangles meet at an edge, pairs with
 * the same three vertices and opposite orientations are removed. The others are divided into pairs; each pair except
 * one gets its own new vertex at the middle of the edge, where its triangles are cut in half. New vertices are
 * appended; their attributes are the means of the attributes at the edge's ends, with normals of unit length.
 *
 * @param mesh  every edge except open ones must have as many triangles in one direction as in the other.
 * @returns  the mesh itself if no edge has more than two triangles.
 * Cost: O(V + F) per pass; usually one or two passes.
 */
export function partEdges(mesh: TriangleMesh): TriangleMesh {
  const vertices = mesh.positions.length / 3;
  let { indices } = mesh;
  const ends: number[] = [];
  for (;;) {
    const crowded = crowdedEdges(indices, vertices + ends.length / 2);
    if (crowded.size === 0) break;
    indices = pass(indices, fansOf(indices, crowded), { ends, vertices });
  }
  return ends.length === 0 && indices === mesh.indices ? mesh : { ...withMiddles(mesh, ends), indices };
}

const key = (a: number, b: number): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

/** Finds the edges that have more than two triangles. */
function crowdedEdges(indices: Uint32Array, vertices: number): Set<string> {
  const { start, sides } = triangleSides(indices, vertices);
  const crowded = new Set<string>();
  for (let v = 0; v + 1 < start.length; v++) {
    for (let side = start[v]!; side + 2 < start[v + 1]!; side++) {
      if (sides[side]! >>> 1 === sides[side + 2]! >>> 1) crowded.add(key(v, sides[side]! >>> 1));
    }
  }
  return crowded;
}

function fansOf(indices: Uint32Array, crowded: ReadonlySet<string>): Fan[] {
  const marked = new Set<number>();
  for (const edge of crowded) for (const v of edge.split(' ')) marked.add(Number(v));
  const fans = new Map<string, Fan>();
  for (let corner = 0; corner < indices.length; corner++) {
    const from = indices[corner]!;
    if (!marked.has(from)) continue;
    const to = indices[corner % 3 === 2 ? corner - 2 : corner + 1]!;
    const edge = key(from, to);
    if (!crowded.has(edge)) continue;
    const fan = fans.get(edge) ?? { up: [], down: [] };
    fans.set(edge, fan);
    (from < to ? fan.up : fan.down).push(corner);
  }
  return [...fans.values()];
}

interface Added {
  /** End vertices of the edges that the new vertices split, two per new vertex. */
  readonly ends: number[];
  readonly vertices: number;
}

/** Splits the edges that share no triangle with an edge already processed in this pass. */
function pass(before: Uint32Array, fans: readonly Fan[], { ends, vertices }: Added): Uint32Array {
  const indices = before.slice();
  const more: number[] = [];
  const removed = new Set<number>();
  const touched = new Set<number>();
  const face = (corner: number): number => Math.floor(corner / 3);
  const third = (corner: number): number => 3 * face(corner) + ((corner + 2) % 3);
  /** Cuts a triangle in two, from the middle of the edge that starts at `corner` to the opposite vertex. */
  const halve = (corner: number, middle: number): void => {
    const next = 3 * face(corner) + ((corner + 1) % 3);
    more.push(middle, indices[next]!, indices[third(corner)]!);
    indices[next] = middle;
  };
  for (const { up, down } of fans) {
    if ([...up, ...down].some((corner) => touched.has(face(corner)))) continue;
    for (const corner of [...up, ...down]) touched.add(face(corner));
    const rest = [...down];
    const single = up.filter((corner) => {
      const twin = rest.findIndex((other) => indices[third(other)] === indices[third(corner)]);
      if (twin === -1) return true;
      removed.add(face(corner)).add(face(rest.splice(twin, 1)[0]!));
      return false;
    });
    const [a, b] = [indices[up[0] ?? down[0]!]!, indices[third(third(up[0] ?? down[0]!))]!];
    const groups = Array.from({ length: Math.max(single.length, rest.length) }, (_, i) => [single[i], rest[i]]);
    // The last group keeps the edge: two triangles, or one on a boundary.
    for (const group of groups.slice(0, -1)) {
      const middle = vertices + ends.length / 2;
      ends.push(a, b);
      for (const corner of group) if (corner !== undefined) halve(corner, middle);
    }
  }
  const kept = indices.filter((_, corner) => !removed.has(face(corner)));
  const out = new Uint32Array(kept.length + more.length);
  out.set(kept);
  out.set(more, kept.length);
  return out;
}

function withMiddles(
  { positions, normals, colors, uvs, indices }: TriangleMesh,
  ends: readonly number[],
): TriangleMesh {
  const extended = (values: Float32Array, width: number): Float32Array => {
    const out = new Float32Array(values.length + (width * ends.length) / 2);
    out.set(values);
    for (let i = 0, to = values.length; i < ends.length; i += 2) {
      for (let n = 0; n < width; n++) {
        out[to++] = (values[width * ends[i]! + n]! + values[width * ends[i + 1]! + n]!) / 2;
      }
    }
    return out;
  };
  return {
    positions: extended(positions, 3),
    indices,
    ...(normals && { normals: unit(extended(normals, 3), normals.length) }),
    ...(colors && { colors: extended(colors, 3) }),
    ...(uvs && { uvs: extended(uvs, 2) }),
  };
}

/** Normalises the vectors from index `from` on; zero vectors become 0 0 1. */
function unit(vectors: Float32Array, from: number): Float32Array {
  for (let v = from; v < vectors.length; v += 3) {
    const length = Math.hypot(vectors[v]!, vectors[v + 1]!, vectors[v + 2]!);
    for (let n = 0; n < 3; n++) vectors[v + n] = length > 0 ? vectors[v + n]! / length : n === 2 ? 1 : 0;
  }
  return vectors;
}
