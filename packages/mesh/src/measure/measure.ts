// Measures of a mesh: volume, area, Euler characteristic.
import type { TriangleMesh } from '@vrn/voxel';
import { checkMesh, edgeCounts } from '@vrn/voxel/internal';
import { properFaces } from './properFaces.js';

/** Splits a double of up to 53 bits into one of 24 and one of 29 (Veltkamp). */
const SPLIT = 2 ** 29 + 1;

/**
 * The volume a closed mesh encloses, in cubic world units; negative where it is inside out. What several pieces enclose
 * is added up. Of an open mesh it is the volume between the surface and the origin.
 *
 * No digit is lost, wherever the mesh lies: products are exact, their sum is kept to 200 bits, and the result is within
 * 2⁻⁵² of itself of the volume of the polyhedron with these single-precision corners. An error besides, of 2⁻¹⁰⁰ of the
 * sum of all terms' magnitudes (up to 22 million faces), is of no account but where volumes cancel out.
 *
 * @param mesh  any number of faces, also none
 * @returns  cubic world units
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
    // The determinant of the three corners. A product of two of them has 48 bits and is exact.
    addProduct(sum, by * cz, ax);
    addProduct(sum, bz * cy, -ax);
    addProduct(sum, bz * cx, ay);
    addProduct(sum, bx * cz, -ay);
    addProduct(sum, bx * cy, az);
    addProduct(sum, by * cx, -az);
  }
  return total(sum) / 6;
}

/** Adds the exact product of a double of 48 bits and a single, as two doubles. */
function addProduct(sum: Float64Array, double: number, single: number): void {
  const spread = SPLIT * double;
  const high = spread - (spread - double);
  add(sum, high * single);
  add(sum, (double - high) * single);
}

/** Adds a number to the first sum, what that loses to the second, and so on. */
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

/** The sum of the sums, rounded once: they are made not to overlap, the largest first. */
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
 * The area of all triangles, in square world units, in double precision; adding them up loses no digits.
 *
 * @param mesh  any number of faces, also none
 * @returns  square world units
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
 * Vertices − edges + faces: 2 for a sphere, 0 for a torus, the sum over pieces for several. Vertices that no face uses
 * do not count, nor do faces that name a vertex twice.
 *
 * @param mesh  any number of faces, also none
 * @returns  an integer
 * @throws {VolumetricError} `bad-mesh`
 * Cost: O(V + F).
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

/** How many vertices have a face. */
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
