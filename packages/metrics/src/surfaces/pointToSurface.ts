// Finds the nearest point of a mesh for each of many points.
import { checkMesh, pointTree, type TriangleMesh } from '@vrn/voxel';
import { nearest } from './nearest/nearest.js';
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
 * The distance from each point to the nearest point of a mesh's triangles, which may lie within a triangle, on an
 * edge, or at a vertex. Any of several equally near faces may be returned.
 *
 * Faces without area count as segments or points. Distances are computed in double precision from the single-precision
 * corners: they are 0 at every vertex, and everywhere on a face that is parallel to a coordinate plane.
 *
 * @param points  [3N], or a point set, world units. Read only.
 * @param mesh    with at least one face.
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
  const { tree, table } = target;
  const queries = new Float64Array(asked);
  const { squared, items } = nearest(target, queries, pointTree(asked).order);
  const places = new Uint32Array(tree.order.length);
  for (let place = 0; place < places.length; place++) places[tree.order[place]!] = place;
  const found = new Float32Array(asked.length);
  for (let q = 0; q < items.length; q++) {
    const at = STRIDE * places[items[q]!]!;
    squaredToFace(table, at, queries[3 * q]!, queries[3 * q + 1]!, queries[3 * q + 2]!);
    const [toB, toC] = [shares[0]!, shares[1]!];
    for (let n = at; n < at + 3; n++) found[3 * q + n - at] = table[n]! + toB * table[n + 3]! + toC * table[n + 6]!;
  }
  return { distances: squared.map(Math.sqrt), faces: items, points: found };
}
