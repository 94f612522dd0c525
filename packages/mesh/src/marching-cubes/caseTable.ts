// Computes the 256 cases of marching cubes: how the surface cuts one cell.

/** Corner c is at (c & 1, c >> 1 & 1, c >> 2) along rows, columns, slices. */
const CORNERS = 8;

/** The 12 edges, each as its first corner and the axis along which the second corner lies. */
export const EDGES: readonly (readonly [corner: number, axis: number])[] = [0, 1, 2].flatMap((axis) =>
  Array.from({ length: CORNERS }, (_, corner) => corner)
    .filter((corner) => ((corner >> axis) & 1) === 0)
    .map((corner) => [corner, axis] as const),
);

/**
 * The corners of the 6 faces, all in the same rotational direction seen from outside the cell. Face 2 · axis is at the
 * low end of the axis, face 2 · axis + 1 at the high end.
 */
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

/** The two faces that contain each edge. */
const FACES_OF_EDGE: readonly (readonly number[])[] = EDGES.map(([corner, axis]) =>
  FACES.flatMap((face, f) => (face.includes(corner) && face.includes(corner + (1 << axis)) ? [f] : [])),
);

/** Returns a face that contains both edges; undefined if there is none. */
export const sharedFace = (a: number, b: number): number | undefined =>
  FACES_OF_EDGE[a]!.find((face) => FACES_OF_EDGE[b]!.includes(face));

/**
 * Computes the loops of cut edges of a case. On each face, the surface runs from the edge where the face's outline
 * enters the inside to the edge where the outline next leaves the inside. So on a face with two inside corners on a
 * diagonal, each of them is cut off. The rule depends only on the face's own corners, so both cells at a face agree,
 * and no hole opens between them. On the faces in the bit mask `joined`, whose corners must alternate, the two outside
 * corners are cut off instead.
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
 * Triangulates a loop by diagonals from one of its vertices. No diagonal lies in a face of the cell, where the
 * neighbouring cell might use the same one, so every edge of the surface has exactly two triangles. Returns undefined
 * if no vertex of the loop has only such diagonals.
 */
export function triangulate(loop: readonly number[]): number[] | undefined {
  const start = loop.findIndex((edge) => loop.filter((other) => sharedFace(edge, other) !== undefined).length === 3);
  const at = (n: number): number => loop[(start + n) % loop.length]!;
  return start === -1 ? undefined : loop.slice(2).flatMap((_, n) => [at(0), at(n + 1), at(n + 2)]);
}

/**
 * Triangles of each case as edge indices, three per triangle. Bit c of the case says whether corner c is inside.
 * Triangles are counter-clockwise in the world, seen from outside. The coordinates (row, column, slice) are
 * left-handed, so in these the cross product of a triangle's first two sides points inwards. Every loop has a
 * triangulation: a test checks all cases.
 */
export const CASES: readonly Uint8Array[] = Array.from({ length: 1 << CORNERS }, (_, inside) =>
  Uint8Array.from(loopsOf(inside).flatMap((loop) => triangulate(loop) ?? [])),
);
