// Measures a mesh: volume, surface area, Euler characteristic.
import type { TriangleMesh } from '@vrn/voxel';
import { checkMesh, edgeCounts } from '@vrn/voxel/internal';
import { properFaces } from './properFaces.js';

/** Splits a double (53-bit mantissa) into a 24-bit and a 29-bit part (Veltkamp). */
const SPLIT = 2 ** 29 + 1;

/**
 * Volume enclosed by a closed mesh, in cubic world units; negative if the mesh is inside out. The volumes of several
 * components are added. For an open mesh, the signed volume between the surface and the origin.
 *
 * The precision does not depend on the distance from the origin: products are exact, their sum is accumulated to 200
 * bits, and the relative error of the result is at most 2⁻⁵². A further absolute error, for up to 22 million faces
 * at most 2⁻¹⁰⁰ times the sum of the magnitudes of all terms, matters only where volumes cancel.
 *
 * @param mesh  any number of faces, including none
 * @returns  volume in cubic world units
 * @throws {VolumetricError} `bad-mesh`
 * Cost: O(F).
 *
 * @example
 * const positions = Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1);
 * const solid = { positions, indices: Uint32Array.of(0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3) };
 * signedVolume(solid); // → 0.16666666666666666
 *
 * Source: Ogita, Rump and Oishi 2005, "Accurate sum and dot product" (the cascade of exact sums).
 */
export function signedVolume(mesh: TriangleMesh): number {
  checkMesh(mesh, 'signedVolume', { faces: 'any' });
  const { positions: p, indices } = mesh;
  const sum = new Float64Array(4);
  for (let f = 0; f < indices.length; f += 3) {
    const a = 3 * indices[f]!;
    const b = 3 * indices[f + 1]!;
    const c = 3 * indices[f + 2]!;
    const ax = p[a]!;
    const ay = p[a + 1]!;
    const az = p[a + 2]!;
    const bx = p[b]!;
    const by = p[b + 1]!;
    const bz = p[b + 2]!;
    const cx = p[c]!;
    const cy = p[c + 1]!;
    const cz = p[c + 2]!;
    // The determinant of the three corners. The product of two coordinates has 48 bits and is exact.
    addProduct(sum, by * cz, ax);
    addProduct(sum, bz * cy, -ax);
    addProduct(sum, bz * cx, ay);
    addProduct(sum, bx * cz, -ay);
    addProduct(sum, bx * cy, az);
    addProduct(sum, by * cx, -az);
  }
  return total(sum) / 6;
}

/** Adds the exact product of a 48-bit double and a single-precision number, as two doubles. */
function addProduct(sum: Float64Array, double: number, single: number): void {
  const spread = SPLIT * double;
  const high = spread - (spread - double);
  add(sum, high * single);
  add(sum, (double - high) * single);
}

/** Adds a number to the first partial sum, the rounding error of this addition to the second, and so on. */
function add(sum: Float64Array, value: number): void {
  let rest = value;
  for (let level = 0; level < 3 && rest !== 0; level++) {
    const before = sum[level]!;
    const after = before + rest;
    const added = after - before;
    sum[level] = after;
    rest = before - (after - added) + (rest - added);
  }
  sum[3]! += rest;
}

/** Makes the partial sums non-overlapping, in descending order, and returns their total, rounded once. */
function total(sum: Float64Array): number {
  for (let pass = 0; pass < 4; pass++) {
    for (let level = 3; level > 0; level--) {
      const large = sum[level - 1]!;
      const small = sum[level]!;
      const both = large + small;
      const added = both - large;
      sum[level - 1] = both;
      sum[level] = large - (both - added) + (small - added);
    }
  }
  return sum[0]! + (sum[1]! + (sum[2]! + sum[3]!));
}

/**
 * Total area of all triangles, in square world units, by a compensated sum in double precision (Kahan).
 *
 * @param mesh  any number of faces, including none
 * @returns  area in square world units
 * @throws {VolumetricError} `bad-mesh`
 * Cost: O(F).
 *
 * @example
 * const positions = Float32Array.of(0, 0, 0, 2, 0, 0, 0, 2, 0);
 * surfaceArea({ positions, indices: Uint32Array.of(0, 1, 2) }); // → 2
 */
export function surfaceArea(mesh: TriangleMesh): number {
  checkMesh(mesh, 'surfaceArea', { faces: 'any' });
  const { positions: p, indices } = mesh;
  let sum = 0;
  let lost = 0;
  for (let f = 0; f < indices.length; f += 3) {
    const a = 3 * indices[f]!;
    const b = 3 * indices[f + 1]!;
    const c = 3 * indices[f + 2]!;
    const ux = p[b]! - p[a]!;
    const uy = p[b + 1]! - p[a + 1]!;
    const uz = p[b + 2]! - p[a + 2]!;
    const vx = p[c]! - p[a]!;
    const vy = p[c + 1]! - p[a + 1]!;
    const vz = p[c + 2]! - p[a + 2]!;
    const x = uy * vz - uz * vy;
    const y = uz * vx - ux * vz;
    const z = ux * vy - uy * vx;
    const area = Math.sqrt(x * x + y * y + z * z) - lost;
    const after = sum + area;
    lost = after - sum - area;
    sum = after;
  }
  return sum / 2;
}

/**
 * Vertices − edges + faces: 2 for a sphere, 0 for a torus; the values of several components are added. Vertices that no
 * face uses are not counted, nor are faces that repeat a vertex.
 *
 * @param mesh  any number of faces, including none
 * @returns  integer
 * @throws {VolumetricError} `bad-mesh`
 * Cost: O(V + F) where no vertex has many triangles, at most O(V + F log F).
 *
 * @example
 * const positions = Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1);
 * const solid = { positions, indices: Uint32Array.of(0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3) };
 * eulerCharacteristic(solid); // → 2
 */
export function eulerCharacteristic(mesh: TriangleMesh): number {
  checkMesh(mesh, 'eulerCharacteristic', { faces: 'any' });
  const proper = properFaces(mesh);
  return usedVertices(proper) - edgeCounts(proper).edges + proper.indices.length / 3;
}

/** Counts the vertices that some face uses. */
export function usedVertices({ positions, indices }: TriangleMesh): number {
  const used = new Uint8Array(positions.length / 3);
  let count = 0;
  for (let corner = 0; corner < indices.length; corner++) {
    const v = indices[corner]!;
    count += 1 - used[v]!;
    used[v] = 1;
  }
  return count;
}
