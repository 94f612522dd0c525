// Computes the Hausdorff distance, or a percentile of the distances from points of one surface to the other.
import { check } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { distances } from './directed.js';
import {
  checkDirection,
  type Direction,
  type Prepared,
  prepare,
  SAMPLING_DEFAULTS,
  type SamplingOptions,
  type SearchOptions,
  type Surface,
  samplingOf,
} from './surface.js';

export interface HausdorffOptions extends SamplingOptions, SearchOptions {
  /** Percentile of the distances that is returned, 0..100; 100 is the maximum. */
  readonly percentile?: number;
  /** One direction, or the larger result of the two. */
  readonly direction?: Direction;
}

export const HAUSDORFF_DEFAULTS = {
  ...SAMPLING_DEFAULTS,
  percentile: 100,
  direction: 'both',
} as const satisfies HausdorffOptions;

/**
 * Hausdorff distance. With d(p, S) the distance from a point to the nearest point of S:
 *
 *     hausdorff = max(max over p in a of d(p, b), max over p in b of d(p, a))
 *
 * A `percentile` below 100 replaces the maximum of each direction by that percentile of its distances, interpolated
 * linearly as by `numpy.percentile`. At 100 the vertices of a mesh are queried too: the maximum over a face lies at one
 * of them where the distance to the other surface is a convex function, as around a convex solid. In general the result
 * for a mesh is a lower bound at 100, and an estimate at lower percentiles; both are better with more `samples`.
 *
 * @param a  mesh, point set, or points [3N], world units. Read only.
 * @param b  the other surface, of the same kind or another.
 * @param options  `percentile` 100; `direction` 'both'; for meshes `samples` 100,000 points, `seed` 0;
 *   `kernel` none.
 * @returns  at least 0, world units; exactly 0 for equal surfaces
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 * Cost: as `chamfer`; a percentile sorts the distances.
 *
 * @example
 * hausdorff(cube({ side: 1 }), cube({ side: 3 }));  // → 1.7320508075688772
 *
 * Source: Huttenlocher, Klanderman, Rucklidge 1993 (with the k-th smallest distance in place of a percentile).
 */
export function hausdorff(a: Surface, b: Surface, options: HausdorffOptions = {}): number {
  checkOptions('hausdorff', options, [...Object.keys(HAUSDORFF_DEFAULTS), 'kernel']);
  const { percentile = HAUSDORFF_DEFAULTS.percentile, direction = HAUSDORFF_DEFAULTS.direction } = options;
  const sampling = samplingOf(options, 'hausdorff');
  checkDirection(direction, 'hausdorff');
  check(
    percentile >= 0 && percentile <= 100,
    'bad-argument',
    () => `hausdorff: percentile must lie in 0..100, got ${percentile}`,
  );
  const ours = prepare(a, sampling, 'hausdorff', 'a');
  const theirs = prepare(b, sampling, 'hausdorff', 'b');
  const { forward, backward } = distances(ours, theirs, direction);
  return Math.max(
    forward ? farthest(ours, theirs, forward.squared, percentile) : 0,
    backward ? farthest(theirs, ours, backward.squared, percentile) : 0,
  );
}

/**
 * Returns a percentile of the distances from one surface to another, given the squares at its query points. At 100 it
 * also queries the vertices of a mesh.
 */
export function farthest(from: Prepared, to: Prepared, squared: Float64Array, percentile: number): number {
  if (percentile < 100) return percentileOf(squared, percentile);
  const most = greatest(squared);
  if (from.mesh === undefined) return Math.sqrt(most);
  const { positions, indices } = from.mesh;
  const used = Uint32Array.from(new Set(indices));
  return Math.sqrt(Math.max(most, greatest(to.target().nearest(new Float64Array(positions), used).squared, used)));
}

function greatest(squared: Float64Array, which?: Uint32Array): number {
  let most = 0;
  if (which) for (const n of which) most = Math.max(most, squared[n]!);
  else for (let n = 0; n < squared.length; n++) most = Math.max(most, squared[n]!);
  return most;
}

function percentileOf(squared: Float64Array, percentile: number): number {
  const sorted = squared.slice().sort();
  const rank = ((sorted.length - 1) * percentile) / 100;
  const low = Math.sqrt(sorted[Math.floor(rank)]!);
  const high = Math.sqrt(sorted[Math.ceil(rank)]!);
  return low + (high - low) * (rank - Math.floor(rank));
}
