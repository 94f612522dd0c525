// Computes the point of a triangle that is nearest to a given point.
import type { TriangleMesh } from '@vrn/voxel';
import { faceNormal } from '@vrn/voxel/internal';

/**
 * Number of values per face in a table: corner a; edges from a to b and to c; unit normal, or zeros if the face has no
 * area or nearly none; centre, relative to a, and radius of a ball that contains the face.
 */
export const STRIDE = 16;

/**
 * Sine of the angle between the edges from `a` up to which a face is treated as these two edges. Such a face deviates
 * from its longest edge by less than 1e-8 of the edge's length, which is below the precision of single-precision
 * corners. At larger sines, the unit normal is accurate to 1e-8.
 */
const MIN_SINE = 1e-8;

/** Factor that increases a distance by more than the rounding errors of its computation, about ten operations. */
const MARGIN = 1 + 2 ** -40;

/**
 * Returns a mesh's faces in a given order, {@link STRIDE} numbers each. Corners and edges are exact unless coordinates
 * differ in magnitude by a factor of more than 2²⁸.
 */
export function faceTable(mesh: TriangleMesh, order: Uint32Array): Float64Array {
  const { positions: p, indices } = mesh;
  const normal = new Float64Array(3);
  const table = new Float64Array(STRIDE * order.length);
  for (let n = 0; n < order.length; n++) {
    const to = STRIDE * n;
    const a = 3 * indices[3 * order[n]!]!;
    const b = 3 * indices[3 * order[n]! + 1]!;
    const c = 3 * indices[3 * order[n]! + 2]!;
    for (let axis = 0; axis < 3; axis++) {
      table[to + axis] = p[a + axis]!;
      table[to + 3 + axis] = p[b + axis]! - p[a + axis]!;
      table[to + 6 + axis] = p[c + axis]! - p[a + axis]!;
    }
    setBall(table, to);
    const length = crossOf(mesh, order[n]!, normal);
    if (!(length > MIN_SINE * lengthOf(table, to + 3) * lengthOf(table, to + 6))) continue;
    for (let axis = 0; axis < 3; axis++) table[to + 9 + axis] = normal[axis]! / length;
  }
  return table;
}

/** Writes the ball of a face: around the mean of its corners, up to the farthest of them. */
function setBall(t: Float64Array, at: number): void {
  let toA = 0;
  let toB = 0;
  let toC = 0;
  for (let axis = at; axis < at + 3; axis++) {
    const u = t[axis + 3]!;
    const v = t[axis + 6]!;
    const middle = (u + v) / 3;
    t[axis + 12] = middle;
    toA += middle * middle;
    toB += (u - middle) * (u - middle);
    toC += (v - middle) * (v - middle);
  }
  t[at + 15] = Math.sqrt(Math.max(toA, toB, toC));
}

/**
 * Whether the ball of the face at `at` in a table, and so the whole face, is farther from (x, y, z) than a distance.
 */
export function isBeyond(t: Float64Array, at: number, x: number, y: number, z: number, distance: number): boolean {
  // Differences from corner a first: a centre in world coordinates would be rounded.
  const dx = x - t[at]! - t[at + 12]!;
  const dy = y - t[at + 1]! - t[at + 13]!;
  const dz = z - t[at + 2]! - t[at + 14]!;
  const reach = (t[at + 15]! + distance) * MARGIN;
  return dx * dx + dy * dy + dz * dz > reach * reach;
}

/** Returns twice the area of a face, and writes the face's normal with that length. */
export function crossOf({ positions, indices }: TriangleMesh, face: number, normal: Float64Array): number {
  const a = 3 * indices[3 * face]!;
  const b = 3 * indices[3 * face + 1]!;
  const c = 3 * indices[3 * face + 2]!;
  return lengthOf(faceNormal(positions, a, b, c, normal), 0);
}

const lengthOf = (t: Float64Array, at: number): number => Math.sqrt(t[at]! ** 2 + t[at + 1]! ** 2 + t[at + 2]! ** 2);

/**
 * Position of the nearest point that {@link squaredToFace} found last: its coordinates along the edges from a to b and
 * from a to c, as fractions of these edges.
 */
export const shares = new Float64Array(2);

/**
 * Returns the squared distance from (x, y, z) to the face at `at` in a table, and stores the position of the nearest
 * point in {@link shares}.
 *
 * Source: Ericson, Real-Time Collision Detection, 5.1.5 (the regions). Where the nearest point is inside the triangle,
 * the distance to the plane is used, which is precise where the difference of two close points would lose digits.
 */
export function squaredToFace(t: Float64Array, at: number, x: number, y: number, z: number): number {
  const px = x - t[at]!;
  const py = y - t[at + 1]!;
  const pz = z - t[at + 2]!;
  const ux = t[at + 3]!;
  const uy = t[at + 4]!;
  const uz = t[at + 5]!;
  const vx = t[at + 6]!;
  const vy = t[at + 7]!;
  const vz = t[at + 8]!;
  const nx = t[at + 9]!;
  const ny = t[at + 10]!;
  const nz = t[at + 11]!;
  if (nx === 0 && ny === 0 && nz === 0) return squaredToEdges(t, at, px, py, pz);
  const d1 = ux * px + uy * py + uz * pz;
  const d2 = vx * px + vy * py + vz * pz;
  if (d1 <= 0 && d2 <= 0) return squaredAt(t, at, px, py, pz, 0, 0);
  const bx = px - ux;
  const by = py - uy;
  const bz = pz - uz;
  const d3 = ux * bx + uy * by + uz * bz;
  const d4 = vx * bx + vy * by + vz * bz;
  const fromB = (vx - ux) * bx + (vy - uy) * by + (vz - uz) * bz; // d4 − d3, without cancellation
  if (d3 >= 0 && fromB <= 0) return squaredAt(t, at, px, py, pz, 1, 0);
  const overC = d1 * d4 - d3 * d2;
  if (overC <= 0 && d1 >= 0 && d3 <= 0) return squaredAt(t, at, px, py, pz, d1 / (d1 - d3), 0);
  const cx = px - vx;
  const cy = py - vy;
  const cz = pz - vz;
  const d5 = ux * cx + uy * cy + uz * cz;
  const d6 = vx * cx + vy * cy + vz * cz;
  const fromC = (ux - vx) * cx + (uy - vy) * cy + (uz - vz) * cz;
  if (d6 >= 0 && fromC <= 0) return squaredAt(t, at, px, py, pz, 0, 1);
  const overB = d5 * d2 - d1 * d6;
  if (overB <= 0 && d2 >= 0 && d6 <= 0) return squaredAt(t, at, px, py, pz, 0, d2 / (d2 - d6));
  const overA = d3 * d6 - d5 * d4;
  if (overA <= 0 && fromB >= 0 && fromC >= 0) {
    const toC = fromB / (fromB + fromC);
    return squaredAt(t, at, px, py, pz, 1 - toC, toC);
  }
  const sum = overA + overB + overC;
  shares[0] = overB / sum;
  shares[1] = overC / sum;
  const height = nx * px + ny * py + nz * pz;
  return height * height;
}

/** Stores the fractions `toB` and `toC` in `shares`, and returns the squared distance from p to the point at them. */
function squaredAt(t: Float64Array, at: number, px: number, py: number, pz: number, toB: number, toC: number): number {
  shares[0] = toB;
  shares[1] = toC;
  const x = px - toB * t[at + 3]! - toC * t[at + 6]!;
  const y = py - toB * t[at + 4]! - toC * t[at + 7]!;
  const z = pz - toB * t[at + 5]! - toC * t[at + 8]!;
  return x * x + y * y + z * z;
}

/** Returns the smaller squared distance to the two edges from a; the third edge coincides with parts of them. */
function squaredToEdges(t: Float64Array, at: number, px: number, py: number, pz: number): number {
  const toB = shareOf(t, at + 3, px, py, pz);
  const toC = shareOf(t, at + 6, px, py, pz);
  const squaredB = squaredAt(t, at, px, py, pz, toB, 0);
  const squaredC = squaredAt(t, at, px, py, pz, 0, toC);
  return squaredC < squaredB ? squaredC : squaredAt(t, at, px, py, pz, toB, 0);
}

/** Returns the fraction along an edge at which it is nearest to p, 0..1; the edge may be a point. */
function shareOf(t: Float64Array, edge: number, px: number, py: number, pz: number): number {
  const length = t[edge]! ** 2 + t[edge + 1]! ** 2 + t[edge + 2]! ** 2;
  const along = (t[edge]! * px + t[edge + 1]! * py + t[edge + 2]! * pz) / length;
  return length > 0 ? Math.min(1, Math.max(0, along)) : 0;
}
