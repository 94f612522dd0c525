// Computes the surface in one cell with the topology of the trilinear interpolant, where the case leaves it ambiguous.
import { EDGES, FACES, loopsOf, triangulate } from './caseTable.js';
import type { Boundary, CellSurface } from './cellSurface.js';
import { tunnel } from './tunnel.js';

// Faces. On a face, the interpolant is bilinear; where the corners alternate, it has a saddle in the face: the pair of
// opposite corners with the larger product, or the inside pair if the products are equal, is connected across it, the
// other pair is separated (Nielson and Hamann 1991). A product does not depend on the order of its two factors, so the
// two cells at a face agree to the bit. This determines the loops in which the surface meets the cell's boundary.
// Inside the cell each loop bounds a disc, except two loops that a tunnel may connect: see tunnel.ts.

/** For every case, the faces whose corners are alternately inside and outside, as bits. */
const ALTERNATING = Uint8Array.from({ length: 256 }, (_, inside) => {
  const at = (corner: number | undefined) => (inside >> corner!) & 1;
  return FACES.reduce((mask, [a, b, c, d], f) => {
    return at(a) === at(c) && at(b) === at(d) && at(a) !== at(b) ? mask | (1 << f) : mask;
  }, 0);
});

/**
 * Which cases have an ambiguous topology: 1 where the corners of a face are alternately inside and outside, or where
 * exactly two diagonally opposite corners of the cell differ from the others.
 */
export const AMBIGUOUS: Uint8Array = ALTERNATING.map((mask, inside) => +(mask > 0 || loopsOf(inside).length > 1));

const known = new Map<number, Boundary>();

/**
 * Returns the triangles of a cell whose case is AMBIGUOUS, oriented as in CASES. Edges inside the cell have two
 * triangles; edges in its faces have one, and are exactly those of the loops.
 *
 * @param inside  the case: bit c says whether corner c is inside.
 * @param values  `[8]` sample − level at the corners, zero or 1e-75 to 1e75 in magnitude: beyond this range products
 *   overflow or underflow; the surface still closes, but its topology may differ.
 * @param margin  minimum distance of a tunnel's vertices from the cell's faces, and half the minimum width of a tunnel;
 *   at most 1/4, default 2⁻¹⁰.
 * @returns  at most 22 triangles and 6 interior vertices; `triangles` are shared between calls, so do not modify them.
 * Cost: O(1).
 *
 * @example
 * const values = Float64Array.of(2, -1, -1, 1, 1, 1, 1, 1);
 * exactCell(0b11111001, values).triangles.length;  // → 6: 2 · 1 ≥ −1 · −1, corners 1 and 2 are cut off one by one
 *
 * Source: Nielson and Hamann 1991 (faces), Chernyaev 1995 (the 33 configurations), Custodio et al. 2013 (corrections to
 * Chernyaev's tests and tables), Grosso 2016 (the hexagon in a tunnel).
 */
export function exactCell(inside: number, values: Float64Array, margin = 2 ** -10): CellSurface {
  let joined = 0;
  for (let faces = ALTERNATING[inside]!; faces !== 0; faces &= faces - 1) {
    const f = 31 - Math.clz32(faces & -faces);
    const [a, b, c, d] = FACES[f] as [number, number, number, number];
    const [even, odd] = [values[a]! * values[c]!, values[b]! * values[d]!];
    if ((inside >> a) & 1 ? even >= odd : odd >= even) joined |= 1 << f;
  }
  const key = inside | (joined << 8);
  let boundary = known.get(key);
  if (boundary === undefined) {
    boundary = boundaryOf(inside, joined);
    known.set(key, boundary);
  }
  const { discs, fan } = boundary;
  return (
    tunnel(key, boundary, { values, margin }) ??
    (fan === undefined ? discs : { triangles: discs.triangles, centre: middle(fan, values) })
  );
}

function boundaryOf(inside: number, joined: number): Boundary {
  const loops = loopsOf(inside, joined);
  const at = (corner: number) => (inside >> corner) & 1;
  let regions = [0, 1, 2, 3, 4, 5, 6, 7];
  const join = (a: number, b: number): void => {
    const [from, to] = [regions[a]!, regions[b]!];
    if (at(a) === at(b)) regions = regions.map((region) => (region === from ? to : region));
  };
  for (const [corner, axis] of EDGES) join(corner, corner + (1 << axis));
  for (const [f, face] of FACES.entries()) {
    if (((ALTERNATING[inside]! >> f) & 1) === 0) continue;
    const first = at(face[0]!) ^ ((joined >> f) & 1);
    join(face[first]!, face[first + 2]!);
  }
  let fan: readonly number[] | undefined;
  const triangles = loops.flatMap((loop) => {
    const flat = triangulate(loop);
    if (flat === undefined) fan = loop;
    return flat ?? loop.flatMap((edge, i) => [edge, loop[(i + 1) % loop.length]!, EDGES.length]);
  });
  return { loops, regions, discs: { triangles: Uint8Array.from(triangles) }, fan };
}

/** Mean of a loop's vertices. A loop that needs a fan passes through all six faces, so its mean is inside the cell. */
function middle(loop: readonly number[], values: Float64Array): Float64Array {
  const centre = new Float64Array(3);
  for (const edge of loop) {
    const [corner, axis] = EDGES[edge]!;
    const t = values[corner]! / (values[corner]! - values[corner + (1 << axis)]!);
    for (let k = 0; k < 3; k++) centre[k]! += (k === axis ? t : (corner >> k) & 1) / loop.length;
  }
  return centre;
}
