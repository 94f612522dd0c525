// The 256 cases of marching cubes, made rather than listed: how the surface cuts one cell.

/** Corner c lies at (c & 1, c >> 1 & 1, c >> 2) along rows, columns, slices. */
const CORNERS = 8;

/** The 12 edges: first corner, and the axis along which the second lies. */
export const EDGES: readonly (readonly [corner: number, axis: number])[] = [0, 1, 2].flatMap((axis) =>
  Array.from({ length: CORNERS }, (_, corner) => corner)
    .filter((corner) => ((corner >> axis) & 1) === 0)
    .map((corner) => [corner, axis] as const),
);

/** The 6 faces, number 2 · axis + side: corners in a turn that is the same for all, seen from outside the cell. */
export const FACES: readonly (readonly number[])[] = [0, 1, 2].flatMap((axis) =>
  [0, 1].map((side) => {
    const [u, v] = [1 << ((axis + 1) % 3), 1 << ((axis + 2) % 3)];
    const base = side << axis;
    const turn = [base, base | u, base | u | v, base | v];
    return side === 0 ? turn : turn.reverse();
  }),
);

const edgeBetween = (a: number, b: number): number =>
  EDGES.findIndex(([corner, axis]) => corner === Math.min(a, b) && corner + (1 << axis) === Math.max(a, b));

/** For each edge the two faces it lies in. */
const FACES_OF_EDGE: readonly (readonly number[])[] = EDGES.map(([corner, axis]) =>
  FACES.flatMap((face, f) => (face.includes(corner) && face.includes(corner + (1 << axis)) ? [f] : [])),
);

/** The face in which both edges lie; there is none for edges across from each other. */
export const sharedFace = (a: number, b: number): number | undefined =>
  FACES_OF_EDGE[a]!.find((face) => FACES_OF_EDGE[b]!.includes(face));

/**
 * Loops of cut edges of a case. On each face the surface runs from where the turn enters the inside to where it leaves
 * it next, so on a face with two inside corners across from each other both are cut off. The rule looks at the face's own
 * corners alone: both cells at a face agree, and no hole opens between them. On the faces in the mask `joined`, whose
 * corners must alternate, the two outside corners are cut off instead.
 */
export function loopsOf(inside: number, joined = 0): number[][] {
  const next = new Map<number, number>();
  for (const [f, face] of FACES.entries()) {
    for (let i = 0; i < 4; i++) {
      const at = (n: number) => face[(i + n) % 4]!;
      const isInside = (n: number) => ((inside >> at(n)) & 1) === 1;
      if (isInside(0) || !isInside(1)) continue;
      let last = (joined >> f) & 1 ? 3 : 1;
      while (isInside(last + 1)) last++;
      next.set(edgeBetween(at(0), at(1)), edgeBetween(at(last), at(last + 1)));
    }
  }
  const loops: number[][] = [];
  while (next.size > 0) {
    const loop: number[] = [];
    for (let edge = next.keys().next().value!; next.has(edge); ) {
      const following = next.get(edge)!;
      next.delete(edge);
      loop.push(edge);
      edge = following;
    }
    loops.push(loop);
  }
  return loops;
}

/**
 * A loop cut into triangles by diagonals from one of its vertices that lie in no face of the cell, where the neighbour
 * might draw the same one: so every edge of the surface has exactly two triangles. Undefined where no vertex has such.
 */
export function triangulate(loop: readonly number[]): number[] | undefined {
  const start = loop.findIndex((edge) => loop.filter((other) => sharedFace(edge, other) !== undefined).length === 3);
  const at = (n: number): number => loop[(start + n) % loop.length]!;
  return start === -1 ? undefined : loop.slice(2).flatMap((_, n) => [at(0), at(n + 1), at(n + 2)]);
}

/**
 * Triangles of a case as numbers of edges, three each. Bit c of the case says whether corner c is inside. In the
 * left-handed frame (row, column, slice) they turn clockwise, so counter-clockwise in the world. Every loop of a
 * case has a triangulation: a test looks at all cases.
 */
export const CASES: readonly Uint8Array[] = Array.from({ length: 1 << CORNERS }, (_, inside) =>
  Uint8Array.from(loopsOf(inside).flatMap((loop) => triangulate(loop) ?? [])),
);
