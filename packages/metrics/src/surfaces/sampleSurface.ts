// sampleSurface: points spread evenly over the area of a mesh.
import { check, checkMesh, type Random, random, type TriangleMesh } from '@vrn/voxel';
import { crossOf } from './nearest/triangle.js';
import type { PointSet } from './surface.js';

/** More than any measure needs, and less than memory holds. */
export const MOST_SAMPLES = 2 ** 24;

export interface SampleSurfaceOptions {
  /** Seeds the random numbers; 0 unless given. */
  readonly seed?: number;
  /** Random numbers to be used in place of the seed's. */
  readonly rng?: Random;
}

export const SAMPLE_SURFACE_DEFAULTS = { seed: 0 } as const;

/** Points on a mesh, with the unit normal of the face each lies on, and that face's number. */
export interface SurfaceSamples extends PointSet {
  readonly normals: Float32Array;
  readonly faces: Uint32Array;
}

/**
 * Points on the surface of a mesh, at equal density over its area.
 *
 * The area is cut into `count` equal parts, along the order of the faces, and each part holds one point, uniformly at
 * random: so a face gets its share of the points to within two, where independent points would stray by its root.
 * Points come in the order of their faces. Faces without area get none.
 *
 * @param mesh   with a face that has an area. Read only.
 * @param count  a whole number from 1.
 * @param options  `seed` 0, or `rng`. The same seed, the same points on every machine.
 * @returns      `points` [3N] world units, rounded to single precision; `normals` [3N] of unit length; `faces` [N]
 * @throws {VolumetricError} `bad-mesh` (also where no face has an area), `bad-argument`
 * Cost: O(F + count).
 *
 * @example
 * sampleSurface(cube({ side: 1 }), 12).faces;  // → each of the 12 faces once
 */
export function sampleSurface(
  mesh: TriangleMesh,
  count: number,
  { seed = SAMPLE_SURFACE_DEFAULTS.seed, rng }: SampleSurfaceOptions = {},
): SurfaceSamples {
  checkMesh(mesh, 'sampleSurface');
  check(
    Number.isInteger(count) && count >= 1 && count <= MOST_SAMPLES,
    'bad-argument',
    () => `sampleSurface: count must be a whole number from 1 to 2²⁴, got ${count}`,
  );
  check(Number.isInteger(seed), 'bad-argument', () => `sampleSurface: seed must be a whole number, got ${seed}`);
  const { points, faces } = samplePlaces(mesh, count, rng ?? random(seed), 'sampleSurface');
  const normals = new Float32Array(3 * count);
  const normal = new Float64Array(3);
  for (let n = 0; n < count; n++) {
    const length = crossOf(mesh, faces[n]!, normal);
    for (let axis = 0; axis < 3; axis++) normals[3 * n + axis] = normal[axis]! / length;
  }
  return { points: Float32Array.from(points), normals, faces };
}

/** The same before rounding. */
export function samplePlaces(
  mesh: TriangleMesh,
  count: number,
  rng: Random,
  caller: string,
): { readonly points: Float64Array; readonly faces: Uint32Array } {
  const { positions: p, indices } = mesh;
  const faceCount = indices.length / 3;
  const upTo = new Float64Array(faceCount); // twice the area of all faces up to this one
  const normal = new Float64Array(3);
  let total = 0;
  let last = -1;
  for (let face = 0; face < faceCount; face++) {
    const area = crossOf(mesh, face, normal);
    if (area > 0) last = face;
    total += area;
    upTo[face] = total;
  }
  check(last >= 0, 'bad-mesh', () => `${caller}: mesh must have an area, got ${faceCount} faces without`);
  const points = new Float64Array(3 * count);
  const faces = new Uint32Array(count);
  let face = 0;
  for (let n = 0; n < count; n++) {
    const place = ((n + rng.uniform()) / count) * total;
    while (face < last && upTo[face]! <= place) face++;
    faces[n] = face;
    const spread = Math.sqrt(rng.uniform());
    const toC = spread * rng.uniform();
    const toB = spread - toC;
    const a = 3 * indices[3 * face]!;
    const b = 3 * indices[3 * face + 1]!;
    const c = 3 * indices[3 * face + 2]!;
    for (let axis = 0; axis < 3; axis++) {
      const from = p[a + axis]!;
      points[3 * n + axis] = from + toB * (p[b + axis]! - from) + toC * (p[c + axis]! - from);
    }
  }
  return { points, faces };
}
