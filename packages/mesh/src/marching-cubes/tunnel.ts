// Finds the tunnel that the trilinear interpolant may have in a cell, and computes its surface.
import { EDGES, sharedFace, triangulate } from './caseTable.js';
import type { Boundary, CellSurface } from './cellSurface.js';

// Existence. In a slice across an axis, at t in [0, 1], the interpolant is bilinear, and its corner values v00, v10,
// v01, v11 are linear in t. Every inside or outside region of a slice contains a corner of the slice, so the regions of
// the cell are connected exactly as the corners are in its slices. Adjacent corners of one sign are connected on the
// cell's boundary. Diagonally, in an interval of t where the signs alternate, the pair with the larger product is
// connected: the sign of q(t) = v00·v11 − v10·v01 decides which. Where the interval ends, the winning pair is connected
// on the boundary as well: either the slice is a face of the cell, or a corner of the losing pair is at zero and about
// to change to the sign of its neighbours. So a pair is connected only in the interior if it wins in the middle of an
// interval and loses at both its ends, and both roots of q lie in that interval. q is quadratic: a cell has at most one
// tunnel. The other pair is connected before and after, all around the tunnel, so on the boundary the first pair is
// separated: the two loops between its corners and the surrounding region bound one annulus, and all other loops bound
// discs. The discriminant of q is the hyperdeterminant of the eight values, the same along all three axes.
//
// Shape. In the slices at the roots of q the surface is two lines that cross. The six slices at the roots along the
// three axes enclose a box; the surface contains all its corners except the two on the axis of the tunnel, and the six
// edges between those corners: a ring around the tunnel (Grosso's hexagon). Seen along the tunnel, a corner of the ring
// is high in one coordinate and low in two, or the reverse: it belongs to the face of the cell to which the one
// coordinate points. The segment of a loop on a face forms a triangle with the corner of that face. Where the loop
// continues on another face, at a cut edge, the path along the ring from corner to corner forms triangles with that
// vertex.

/**
 * Triangles by boundary, direction of the tunnel, and sign of the corners that it connects; empty where rounding finds
 * a tunnel that the boundary does not allow.
 */
const known = new Map<number, Uint8Array>();

/**
 * Returns the surface of a cell that has a tunnel; undefined if it has none.
 *
 * @param key  the case in bits 0 to 7; above them, one bit for each face on which the inside corners are joined. They
 *   determine `boundary`.
 */
export function tunnel(
  key: number,
  boundary: Boundary,
  { values, margin }: { readonly values: Float64Array; readonly margin: number },
): CellSurface | undefined {
  if (boundary.loops.length < 2) return undefined;
  const slices = product(values, 2);
  const [bend, slope, start] = slices;
  const discriminant = slope * slope - 4 * bend * start;
  const t = -slope / (2 * bend);
  if (!(discriminant >= 0 && t > 0 && t < 1)) return undefined;

  // Signs in the slice midway between the roots: corners a and b are connected there if they have the same sign, and c
  // and d, which surround them, have the opposite sign.
  const [a, b, c, d] = bend < 0 ? [0, 3, 1, 2] : [1, 2, 0, 3];
  const sign = (column: number): number => +(values[column]! + t * (values[column + 4]! - values[column]!) >= 0);
  const through = sign(a);
  if (sign(b) !== through || sign(c) === through || sign(d) === through) return undefined;
  if (discriminant === 0 && through === 0) return undefined;

  // Direction of the tunnel: the axes along which it descends while it ascends along rows.
  const [rows, columns] = [product(values, 0), product(values, 1)];
  const falls = (bend > 0 ? 2 : 0) | (columns[0] > 0 ? 4 : 0);
  const which = key | (falls << 14) | (through << 17);
  let triangles = known.get(which);
  if (triangles === undefined) {
    const region = (column: number, s: number) => boundary.regions[((key >> column) & 1) === s ? column : column + 4]!;
    triangles = annulus(boundary, [region(a, through), region(b, through), region(c, 1 - through)], falls);
    known.set(which, triangles);
  }
  if (triangles.length === 0) return undefined;

  const centre = new Float64Array(18);
  for (const [axis, [lead, linear]] of [rows, columns, slices].entries()) {
    const middle = within(-linear / (2 * lead), 2 * margin);
    const half = Math.sqrt(discriminant) / Math.abs(2 * lead);
    const reach = half > margin ? half : margin;
    const ends = [within(middle - reach, margin), within(middle + reach, margin)];
    for (let f = 0; f < 6; f++) {
      const own = f >> 1;
      const side = own === axis ? f & 1 : 1 ^ (f & 1) ^ ((falls >> own) & 1) ^ ((falls >> axis) & 1);
      centre[3 * f + axis] = ends[side]!;
    }
  }
  return { triangles, centre };
}

/** Clamps a number to [margin, 1 − margin]; NaN becomes margin. */
const within = (t: number, margin: number): number => (t > margin ? (t < 1 - margin ? t : 1 - margin) : margin);

/** Coefficients of the polynomial q(t) along an axis: of t², of t, and the constant. */
function product(values: Float64Array, axis: number): readonly [number, number, number] {
  const [up, u, v] = [1 << axis, 1 << ((axis + 1) % 3), 1 << ((axis + 2) % 3)];
  const [a, b, c, d] = [values[0]!, values[u]!, values[v]!, values[u | v]!];
  const [da, db, dc, dd] = [values[up]! - a, values[up | u]! - b, values[up | v]! - c, values[up | u | v]! - d];
  return [da * dd - db * dc, a * dd + d * da - (b * dc + c * db), a * d - b * c];
}

/**
 * Triangles of the annulus, whose loops separate the regions at its two ends from the surrounding one, and of the discs
 * of the other loops. Empty if the boundary does not allow a tunnel.
 */
function annulus({ loops, regions }: Boundary, [from, to, around]: readonly number[], falls: number): Uint8Array {
  if (from === to) return new Uint8Array();
  let turns = 1;
  const triangles = loops.flatMap((loop) => {
    const [corner, axis] = EDGES[loop[0]!]!;
    const sides = [regions[corner], regions[corner + (1 << axis)]];
    if (!sides.includes(around) || !(sides.includes(from) || sides.includes(to))) return triangulate(loop)!;
    const { strip, turn } = stripOf(loop, falls);
    // A valid loop takes six steps around the ring, all in one direction: one triangle per step and one per edge of the
    // loop. The two loops go around in opposite directions, so the product of their signed steps is −36.
    turns *= strip.length === 3 * (loop.length + 6) ? turn : 0;
    return strip;
  });
  return Uint8Array.from(turns === -36 ? triangles : []);
}

/**
 * Returns the triangles between a loop and the ring, whose corner f has index 12 + f, and in `turn` the signed number
 * of steps from corner to corner that the loop makes around the ring.
 */
function stripOf(loop: readonly number[], falls: number): { readonly strip: number[]; readonly turn: number } {
  // Sorts the faces in the order of the ring: high along rows, low along slices, high along columns, low along rows,
  // high along slices, low along columns; with high and low exchanged on the axes in `falls`.
  const place = (f: number): number => ((f & ~1) + ((f ^ (falls >> (f >> 1))) & 1 ? 0 : 3)) % 6;
  const ring = [0, 1, 2, 3, 4, 5].sort((f, g) => place(f) - place(g)).map((f) => EDGES.length + f);
  let turn = 0;
  const strip = loop.flatMap((edge, i) => {
    const next = loop[(i + 1) % loop.length]!;
    let at = place(sharedFace(loop.at(i - 1)!, edge)!);
    const to = place(sharedFace(edge, next)!);
    const step = (to - at + 6) % 6 < 3 ? 1 : 5;
    const triangles: number[] = [];
    while (at !== to) {
      const further = (at + step) % 6;
      triangles.push(edge, ring[further]!, ring[at]!);
      turn += step === 1 ? 1 : -1;
      at = further;
    }
    return [...triangles, edge, next, ring[to]!];
  });
  return { strip, turn };
}
