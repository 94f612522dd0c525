// Finds the nearest point of a mesh for each of many points.
import { checkMesh, type TriangleMesh } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { spatialOrder } from './nearest/spatialOrder.js';
import { faceTarget } from './nearest/target.js';
import { checkPoints, type PointSet } from './points/pointSet.js';
import type { SearchOptions } from './surface.js';

/** For each point: the distance to the mesh, the nearest face, and the nearest point on it. */
export interface SurfaceDistances {
  /** `[N]`, world units. */
  readonly distances: Float64Array;
  readonly faces: Uint32Array;
  /** `[3N]`, rounded to single precision. */
  readonly points: Float32Array;
}

/**
 * Finds, for each point, the nearest point of a mesh's triangles, which may lie within a triangle, on an edge, or at a
 * vertex. Any of several equally near faces may be returned.
 *
 * Faces without area count as segments or points. Distances are computed in double precision from the single-precision
 * corners. They are exactly 0 at every vertex of a face, and inside every face that is parallel to a coordinate plane.
 *
 * @param points  [3N], or a point set, world units. Read only.
 * @param mesh    mesh with at least one face.
 * @param options `kernel`: `simdKernel()` of `@vrn/metrics/simd`, which takes about half the time of the search.
 * @returns       `distances` `[N]`, `faces` `[N]`, `points` `[3N]`.
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 * Cost: O((N + F) log F).
 *
 * @example
 * const { distances, points: nearest } = pointToSurface(Float32Array.of(0, 0, 2), cube({ side: 2 }));
 * distances[0];        // → 1
 * [...nearest];        // → [0, 0, 1]
 *
 * Source: Ericson 2005, 5.1.5.
 */
export function pointToSurface(
  points: Float32Array | PointSet,
  mesh: TriangleMesh,
  options: SearchOptions = {},
): SurfaceDistances {
  checkOptions('pointToSurface', options, ['kernel']);
  const { points: asked } = checkPoints(points, 'pointToSurface', 'points');
  checkMesh(mesh, 'pointToSurface');
  const target = faceTarget(mesh, options.kernel);
  const found = target.nearestPoints(new Float64Array(asked), spatialOrder(asked));
  return { distances: found.squared.map(Math.sqrt), faces: found.items, points: found.points };
}
