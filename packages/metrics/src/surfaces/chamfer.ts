// chamfer: how far the points of two surfaces are from the other surface, on average.
import { check } from '@vrn/voxel';
import { distances, meanOf, sumOf } from './directed.js';
import {
  checkDirection,
  checkSampling,
  type Direction,
  prepare,
  SAMPLING_DEFAULTS,
  type SamplingOptions,
  type Surface,
} from './surface.js';

export interface ChamferOptions extends SamplingOptions {
  /** Squares of the distances in place of the distances. */
  readonly squared?: boolean;
  /** What is made of the distances of one direction. */
  readonly reduce?: 'mean' | 'sum';
  /** One direction, or both, which are added. */
  readonly direction?: Direction;
}

export const CHAMFER_DEFAULTS = {
  ...SAMPLING_DEFAULTS,
  squared: false,
  reduce: 'mean',
  direction: 'both',
} as const satisfies ChamferOptions;

/**
 * Chamfer distance: the mean distance from the points of `a` to `b`, plus that from the points of `b` to `a`.
 *
 * With d(p, S) the Euclidean distance from a point to the nearest point of S, which for a mesh is any point of its triangles:
 *
 *     forward = mean over p in a of d(p, b)       squared: of d(p, b)²
 *     both    = forward + backward                reduce 'sum': sums in place of means
 *
 * The literature has it in several ways; here they are
 *
 * | PyTorch3D `chamfer_distance`                          | `{ squared: true }`                                     |
 * | Fan et al. 2017, Pixel2Mesh (its formula)             | `{ squared: true, reduce: 'sum' }`                      |
 * | Open3D `compute_metrics`                              | the defaults                                            |
 * | Occupancy Networks "Chamfer-L₁"                       | half of the defaults; "L₁" there still means Euclidean  |
 * | IF-Net "Chamfer-L₂"                                   | half of `{ squared: true }`                             |
 * | Open3D `compute_point_cloud_distance`, trimesh's `closest_point` | the distances behind `{ direction: 'forward' }` |
 *
 * All of these compare points with points. A mesh is compared here as the surface that it is, so that equal surfaces are at
 * distance 0 and no density of samples is a floor; to compare samples with samples, pass what `sampleSurface` returns.
 *
 * @param a  mesh, point set, or points [3N], world units. Read only.
 * @param b  another, of the same kind or not.
 * @param options  `squared` false; `reduce` 'mean'; `direction` 'both'; for meshes `samples` 100,000 points, `seed` 0.
 * @returns  from 0, in world units (squared: their squares); 0 for equal surfaces, exactly. Between point sets the very number
 *           that a loop over all pairs finds, in double precision.
 * @throws {VolumetricError} `bad-mesh`; `bad-argument` (points that are none, not finite or empty; options)
 * Cost: O(N log N); 100,000 points against as many, a quarter of a second.
 *
 * @example
 * chamfer(Float32Array.of(0, 0, 0), Float32Array.of(3, 4, 0, 3, 4, 0));                  // → 10
 * chamfer(Float32Array.of(0, 0, 0), Float32Array.of(3, 4, 0), { squared: true });        // → 50
 * chamfer(Float32Array.of(0, 0, 0), Float32Array.of(3, 4, 0), { direction: 'forward' }); // → 5
 */
export function chamfer(a: Surface, b: Surface, options: ChamferOptions = {}): number {
  const { squared, reduce, direction, samples, seed } = { ...CHAMFER_DEFAULTS, ...options };
  checkDirection(direction, 'chamfer');
  checkSampling({ samples, seed }, 'chamfer');
  check(
    reduce === 'mean' || reduce === 'sum',
    'bad-argument',
    () => `chamfer: reduce must be 'mean' or 'sum', got ${reduce}`,
  );
  check(
    typeof squared === 'boolean',
    'bad-argument',
    () => `chamfer: squared must be true or false, got ${String(squared)}`,
  );
  const ours = prepare(a, { samples, seed }, 'chamfer', 'a');
  const theirs = prepare(b, { samples, seed }, 'chamfer', 'b');
  const { forward, backward } = distances(ours, theirs, direction);
  const reduced = reduce === 'mean' ? meanOf : sumOf;
  return (forward ? reduced(forward, squared) : 0) + (backward ? reduced(backward, squared) : 0);
}
