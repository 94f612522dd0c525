// hausdorff: how far the farthest point of two surfaces is from the other surface.
import { check } from '@vrn/voxel';
import { distances } from './directed.js';
import { nearest } from './nearest/nearest.js';
import {
  checkDirection,
  checkSampling,
  type Direction,
  type Prepared,
  prepare,
  SAMPLING_DEFAULTS,
  type SamplingOptions,
  type Surface,
} from './surface.js';

export interface HausdorffOptions extends SamplingOptions {
  /** 0..100: the distance that this share of the points, in percent, does not exceed. */
  readonly percentile?: number;
  /** One direction, or the larger of both. */
  readonly direction?: Direction;
}

export const HAUSDORFF_DEFAULTS = {
  ...SAMPLING_DEFAULTS,
  percentile: 100,
  direction: 'both',
} as const satisfies HausdorffOptions;

/**
 * Hausdorff distance: max over p in a of d(p, b), or over p in b of d(p, a), whichever is larger.
 *
 * With a percentile the maximum over points gives way to that percentile of them, in each direction by itself; between two points
 * it is interpolated linearly, as `numpy.percentile` does. At 100 a mesh is asked at its vertices too, where the maximum lies if
 * the other surface is flat or bulges away; in general the answer for a mesh is a lower bound, that rises with `samples`.
 *
 * @param a  mesh, point set, or points [3N], world units. Read only.
 * @param b  another, of the same kind or not.
 * @param options  `percentile` 100; `direction` 'both'; for meshes `samples` 100,000 points, `seed` 0.
 * @returns  from 0, world units; 0 for equal surfaces, exactly
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 * Cost: as `chamfer`; a percentile sorts the distances.
 *
 * @example
 * hausdorff(cube({ side: 1 }), cube({ side: 3 }));  // → 1.7320508075688772, from corner to corner
 *
 * Source: Huttenlocher, Klanderman, Rucklidge 1993 (also the percentile, as a rank).
 */
export function hausdorff(a: Surface, b: Surface, options: HausdorffOptions = {}): number {
  const { percentile, direction, samples, seed } = { ...HAUSDORFF_DEFAULTS, ...options };
  checkDirection(direction, 'hausdorff');
  checkSampling({ samples, seed }, 'hausdorff');
  check(
    percentile >= 0 && percentile <= 100,
    'bad-argument',
    () => `hausdorff: percentile must lie in 0..100, got ${percentile}`,
  );
  const ours = prepare(a, { samples, seed }, 'hausdorff', 'a');
  const theirs = prepare(b, { samples, seed }, 'hausdorff', 'b');
  const { forward, backward } = distances(ours, theirs, direction);
  return Math.max(
    forward ? farthest(ours, theirs, forward.squared, percentile) : 0,
    backward ? farthest(theirs, ours, backward.squared, percentile) : 0,
  );
}

/** The percentile of distances from one surface to another, given by their squares; at 100 its vertices are asked too. */
export function farthest(from: Prepared, to: Prepared, squared: Float64Array, percentile: number): number {
  if (percentile < 100) return percentileOf(squared, percentile);
  const most = greatest(squared);
  if (from.mesh === undefined) return Math.sqrt(most);
  const { positions, indices } = from.mesh;
  const used = Uint32Array.from(new Set(indices));
  return Math.sqrt(Math.max(most, greatest(nearest(to.target(), Float64Array.from(positions), used).squared, used)));
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
