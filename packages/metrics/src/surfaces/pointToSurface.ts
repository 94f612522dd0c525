// Finds the nearest point of a mesh for each of many points.
import { checkMesh, type TriangleMesh } from '@vrn/voxel';
import { nearest } from './nearest/nearest.js';
import { spatialOrder } from './nearest/spatialOrder.js';
import { STRIDE, shares, squaredToFace } from './nearest/triangle.js';
import { checkPoints, type PointSet } from './points/pointSet.js';
import { faceTarget } from './surface.js';

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
export function pointToSurface(points: Float32Array | PointSet, mesh: TriangleMesh): SurfaceDistances {
  const { points: asked } = checkPoints(points, 'pointToSurface', 'points');
  checkMesh(mesh, 'pointToSurface');
  const target = faceTarget(mesh);
  const { table } = target;
  const queries = new Float64Array(asked);
  const order = spatialOrder(asked);
  const { squared, items, places } = nearest(target, queries, order);
  const found = new Float32Array(asked.length);
  for (let n = 0; n < order.length; n++) {
    const q = 3 * order[n]!;
    const at = STRIDE * places[order[n]!]!;
    squaredToFace(table, at, queries[q]!, queries[q + 1]!, queries[q + 2]!);
    const toB = shares[0]!;
    const toC = shares[1]!;
    found[q] = table[at]! + toB * table[at + 3]! + toC * table[at + 6]!;
    found[q + 1] = table[at + 1]! + toB * table[at + 4]! + toC * table[at + 7]!;
    found[q + 2] = table[at + 2]! + toB * table[at + 5]! + toC * table[at + 8]!;
  }
  return { distances: squared.map(Math.sqrt), faces: items, points: found };
}
