// Checks surfaces to compare, meshes or point sets, and chooses the points that represent each.
import { check, checkMesh, pointTree, random, type TriangleMesh } from '@vrn/voxel';
import { spatialOrder } from './nearest/spatialOrder.js';
import { faceTarget, type NearestKernel, once, pointTarget, type Target } from './nearest/target.js';
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

/** Options of the search for nearest points. */
export interface SearchOptions {
  /** A faster search, from `simdKernel()` of `@vrn/metrics/simd`. It finds the same distances. */
  readonly kernel?: NearestKernel | undefined;
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
  /** Order in which consecutive queries are mostly close: of a mesh's faces, a point set's tree, or a Z-curve. */
  readonly order: () => Uint32Array;
  readonly target: () => Target;
}

export const isMesh = (surface: Surface): surface is TriangleMesh =>
  surface !== null && typeof surface === 'object' && 'positions' in surface;

/** Checks a surface and chooses its points. */
export function prepare(
  surface: Surface,
  { samples, seed, kernel }: Sampling,
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
      target: once(() => faceTarget(surface, kernel)),
    };
  }
  const set = checkPoints(surface, caller, name);
  const tree = once(() => pointTree(set.points));
  return {
    mesh: undefined,
    set,
    queries: new Float64Array(set.points),
    items: upTo(set.points.length / 3),
    order: once(() => (kernel === undefined ? tree().order : spatialOrder(set.points))),
    target: once(() => pointTarget(set.points, tree, kernel)),
  };
}

/** The options of {@link samplingOf} with defaults. */
export interface Sampling extends Required<SamplingOptions> {
  readonly kernel: NearestKernel | undefined;
}

/** Fills in the defaults of `samples` and `seed`; throws `bad-argument` unless both are valid. */
export function samplingOf(options: SamplingOptions & SearchOptions, caller: string): Sampling {
  const { samples = SAMPLING_DEFAULTS.samples, seed = SAMPLING_DEFAULTS.seed, kernel } = options;
  check(
    Number.isInteger(samples) && samples >= 1 && samples <= MAX_SAMPLES,
    'bad-argument',
    () => `${caller}: samples must be an integer from 1 to 2²⁴, got ${samples}`,
  );
  check(Number.isInteger(seed), 'bad-argument', () => `${caller}: seed must be an integer, got ${seed}`);
  return { samples, seed, kernel };
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
