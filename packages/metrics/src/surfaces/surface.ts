// Checks surfaces to compare, meshes or point sets, and chooses the points that represent each.
import { type BoxTree, check, checkMesh, pointTree, random, type TriangleMesh, triangleTree } from '@vrn/voxel';
import type { Target } from './nearest/nearest.js';
import { faceTable } from './nearest/triangle.js';
import { checkPoints, type PointSet } from './points/pointSet.js';
import { MAX_SAMPLES, samplePlaces } from './points/samplePlaces.js';

/**
 * A mesh represents every point of its triangles; a point set, with or without normals, represents its points alone. A
 * `Float32Array` is a point set `[3N]` without normals.
 */
export type Surface = TriangleMesh | PointSet | Float32Array;

/** Options for sampling points on a mesh; they have no effect on point sets. */
export interface SamplingOptions {
  /** Number of points on each mesh, at equal density over its area: an integer from 1 to 2²⁴. */
  readonly samples?: number;
  /** Seed of the points' positions. The same seed gives the same points on every machine. */
  readonly seed?: number;
}

export const SAMPLING_DEFAULTS = { samples: 100_000, seed: 0 } as const satisfies SamplingOptions;

/** `forward`: from the points of `a` to `b`; `backward`: from those of `b` to `a`. */
export type Direction = 'both' | 'forward' | 'backward';

/**
 * A surface prepared for both roles: as the source of query points, and as the target of queries. Trees are built on
 * first use, once.
 */
export interface Prepared {
  readonly mesh: TriangleMesh | undefined;
  readonly set: PointSet | undefined;
  /** Query points `[3N]`: those of the set, or samples of the mesh. */
  readonly queries: Float64Array;
  /** Index of the face on which each query point lies; for a point set, the index of the point. */
  readonly items: Uint32Array;
  /** Order in which consecutive queries are mostly close: that of the faces of a mesh, or of a point set's tree. */
  readonly order: () => Uint32Array;
  readonly target: () => Target;
}

export const isMesh = (surface: Surface): surface is TriangleMesh =>
  surface !== null && typeof surface === 'object' && 'positions' in surface;

/** Checks a surface and chooses its points. */
export function prepare(
  surface: Surface,
  { samples, seed }: Required<SamplingOptions>,
  caller: string,
  name = 'surface',
): Prepared {
  if (isMesh(surface)) {
    checkMesh(surface, caller);
    const { points, faces } = samplePlaces(surface, samples, random(seed), caller);
    return {
      mesh: surface,
      set: undefined,
      queries: points,
      items: faces,
      order: () => upTo(samples),
      target: once(() => faceTarget(surface)),
    };
  }
  const set = checkPoints(surface, caller, name);
  const tree: () => BoxTree = once(() => pointTree(set.points));
  return {
    mesh: undefined,
    set,
    queries: new Float64Array(set.points),
    items: upTo(set.points.length / 3),
    order: () => tree().order,
    target: once(() => ({ kind: 'points', tree: tree(), table: inOrder(set.points, tree().order) })),
  };
}

/** Builds the search structure for the nearest face of a checked mesh. */
export function faceTarget(mesh: TriangleMesh): Target {
  const tree = triangleTree(mesh);
  return { kind: 'faces', tree, table: faceTable(mesh, tree.order) };
}

/** Fills in the defaults of `samples` and `seed`; throws `bad-argument` unless both are valid. */
export function samplingOf(options: SamplingOptions, caller: string): Required<SamplingOptions> {
  const { samples = SAMPLING_DEFAULTS.samples, seed = SAMPLING_DEFAULTS.seed } = options;
  check(
    Number.isInteger(samples) && samples >= 1 && samples <= MAX_SAMPLES,
    'bad-argument',
    () => `${caller}: samples must be an integer from 1 to 2²⁴, got ${samples}`,
  );
  check(Number.isInteger(seed), 'bad-argument', () => `${caller}: seed must be an integer, got ${seed}`);
  return { samples, seed };
}

/** Throws `bad-argument` unless direction is one of the three. */
export function checkDirection(direction: Direction, caller: string): void {
  check(
    direction === 'both' || direction === 'forward' || direction === 'backward',
    'bad-argument',
    () => `${caller}: direction must be 'both', 'forward' or 'backward', got ${direction}`,
  );
}

const upTo = (count: number): Uint32Array => {
  const numbers = new Uint32Array(count);
  for (let n = 0; n < count; n++) numbers[n] = n;
  return numbers;
};

function inOrder(points: Float32Array, order: Uint32Array): Float64Array {
  const table = new Float64Array(points.length);
  for (let to = 0; to < order.length; to++) {
    for (let axis = 0; axis < 3; axis++) table[3 * to + axis] = points[3 * order[to]! + axis]!;
  }
  return table;
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
