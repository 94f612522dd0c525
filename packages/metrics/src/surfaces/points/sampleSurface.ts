// Samples points evenly over the area of a mesh.
import { check, checkMesh, type Random, random, type TriangleMesh } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { crossOf } from '../nearest/triangle.js';
import type { PointSet } from './pointSet.js';
import { MAX_SAMPLES, samplePlaces } from './samplePlaces.js';

export interface SampleSurfaceOptions {
  /** Seed of the random numbers. Default 0. */
  readonly seed?: number;
  /** Random generator to use instead of a seed. */
  readonly rng?: Random;
}

export const SAMPLE_SURFACE_DEFAULTS = { seed: 0 } as const;

/** Points on a mesh, each with the unit normal and the index of the face on which it lies. */
export interface SurfaceSamples extends PointSet {
  readonly normals: Float32Array;
  readonly faces: Uint32Array;
}

/**
 * Samples points on the surface of a mesh, at equal density over its area.
 *
 * The area is cut into `count` equal parts in the order of the faces. A random position in each part selects a face,
 * and the point is uniformly random on that face. The number of points on a face therefore differs from its expected
 * number by less than two; with independent points, it would deviate by about the square root of the expected number.
 * Points come in the order of their faces. Faces without area get none.
 *
 * @param mesh     at least one face must have an area. Read only.
 * @param count    integer from 1 to 2²⁴.
 * @param options  `seed` 0, or `rng`. The same seed gives the same points on every machine.
 * @returns        `points` `[3N]` in world units, rounded to single precision; `normals` `[3N]` of unit length;
 *                     `faces` `[N]`.
 * @throws {VolumetricError} `bad-mesh` (also if no face has an area), `bad-argument`
 * Cost: O(F + count).
 *
 * @example
 * sampleSurface(cube({ side: 1 }), 12).faces.join();  // → '0,1,2,3,4,5,6,7,8,9,10,11'
 */
export function sampleSurface(mesh: TriangleMesh, count: number, options: SampleSurfaceOptions = {}): SurfaceSamples {
  checkOptions('sampleSurface', options, ['seed', 'rng']);
  const { seed = SAMPLE_SURFACE_DEFAULTS.seed, rng } = options;
  checkMesh(mesh, 'sampleSurface');
  check(
    Number.isInteger(count) && count >= 1 && count <= MAX_SAMPLES,
    'bad-argument',
    () => `sampleSurface: count must be an integer from 1 to 2²⁴, got ${count}`,
  );
  check(Number.isInteger(seed), 'bad-argument', () => `sampleSurface: seed must be an integer, got ${seed}`);
  const { points, faces } = samplePlaces(mesh, count, rng ?? random(seed), 'sampleSurface');
  const normals = new Float32Array(3 * count);
  const normal = new Float64Array(3);
  for (let n = 0; n < count; n++) {
    const length = crossOf(mesh, faces[n]!, normal);
    for (let axis = 0; axis < 3; axis++) normals[3 * n + axis] = normal[axis]! / length;
  }
  return { points: Float32Array.from(points), normals, faces };
}
