// The tunnel that the trilinear interpolant may have in a cell: whether there is one, and its surface.
import { EDGES, sharedFace, triangulate } from './caseTable.js';
import type { Boundary, CellSurface } from './cellSurface.js';

// When. In a slice across an axis, at t in [0, 1], the interpolant is bilinear, and its corner values v00, v10, v01, v11 are
// linear in t. What is inside in a slice, or outside, reaches a corner of the slice, so the cell's parts are joined as the
// corners are in its slices. Neighbours of one sign are joined on the cell's boundary. Across, in a stretch of t where the
// signs alternate, the pair with the larger product is joined: q(t) = v00·v11 − v10·v01 tells which. Where the stretch
// ends the winning pair is joined on the boundary as well: either the slice is a face of the cell, or a corner of the
// losing pair is at zero and about to be like its neighbours. So joined only within is a pair that wins amid a stretch and
// loses at both its ends, and both roots of q lie in that stretch. q is quadratic: a cell has at most one tunnel. The
// other pair is joined before and behind, all around the tunnel, so on the boundary the first is parted: the two loops
// between its corners and what is around bound one annulus, and all other loops bound discs. The discriminant of q is the
// hyperdeterminant of the eight values, the same along all three axes.
//
// Shape. In the slices at the roots of q the surface is two lines that cross. The six slices at the roots along the three
// axes enclose a box; the surface goes through all its corners but the two on the tunnel's way, and along the six edges
// between those: a ring about the tunnel (Grosso's hexagon). Seen along the tunnel a corner of the ring is high in one
// coordinate and low in two, or the reverse: it is the corner of that face of the cell to which the one coordinate points.
// A loop's stretch on a face makes a triangle with the corner of that face. Where the loop goes on to another face, at a
// cut edge, the way on the ring from corner to corner makes triangles with that vertex.

/** Triangles by boundary, direction and sign; none where rounding finds a tunnel that the boundary does not allow. */
const known = new Map<number, Uint8Array>();

/**
 * The surface of a cell with a tunnel, if it has one.
 *
 * @param key  the case, and above its 8 bits the faces on which the inside is joined: what the boundary follows from.
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

  // Midway between the roots: columns a and b are joined, if all signs are right, and c and d are around them.
  const [a, b, c, d] = bend < 0 ? [0, 3, 1, 2] : [1, 2, 0, 3];
  const sign = (column: number): number => +(values[column]! + t * (values[column + 4]! - values[column]!) >= 0);
  const through = sign(a);
  if (sign(b) !== through || sign(c) === through || sign(d) === through) return undefined;
  if (discriminant === 0 && through === 0) return undefined;

  // The tunnel's direction: along which axes it falls where it rises along rows.
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

/** A number of [0, 1] kept away from both ends; the lower of them if it is none. */
const within = (t: number, margin: number): number => (t > margin ? (t < 1 - margin ? t : 1 - margin) : margin);

/** q across an axis: its coefficients of t², t and 1. */
function product(values: Float64Array, axis: number): readonly [number, number, number] {
  const [up, u, v] = [1 << axis, 1 << ((axis + 1) % 3), 1 << ((axis + 2) % 3)];
  const [a, b, c, d] = [values[0]!, values[u]!, values[v]!, values[u | v]!];
  const [da, db, dc, dd] = [values[up]! - a, values[up | u]! - b, values[up | v]! - c, values[up | u | v]! - d];
  return [da * dd - db * dc, a * dd + d * da - (b * dc + c * db), a * d - b * c];
}

/** Triangles of the annulus, whose loops part the regions at its two ends from the one around; and the other loops' discs. */
function annulus({ loops, regions }: Boundary, [from, to, around]: readonly number[], falls: number): Uint8Array {
  if (from === to) return new Uint8Array();
  let turns = 1;
  const triangles = loops.flatMap((loop) => {
    const [corner, axis] = EDGES[loop[0]!]!;
    const sides = [regions[corner], regions[corner + (1 << axis)]];
    if (!sides.includes(around) || !(sides.includes(from) || sides.includes(to))) return triangulate(loop)!;
    const { strip, turn } = stripOf(loop, falls);
    // Once about the ring, never back: else there were more triangles.
    turns *= strip.length === 3 * (loop.length + 6) ? turn : 0;
    return strip;
  });
  return Uint8Array.from(turns === -36 ? triangles : []);
}

/** Triangles between a loop and the ring, whose corner f has number 12 + f; and how far about the ring the loop goes. */
function stripOf(loop: readonly number[], falls: number): { readonly strip: number[]; readonly turn: number } {
  // The faces in the order of the ring: high along rows, low along slices, high along columns, low along rows, ...
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
