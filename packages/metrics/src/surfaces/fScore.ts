// Computes the F-score: precision and recall of a surface within a distance of the ground truth.
import { check } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { directed } from './directed.js';
import type { Nearest } from './nearest/target.js';
import { prepare, type SamplingOptions, type SearchOptions, type Surface, samplingOf } from './surface.js';

export interface FScoreOptions extends SamplingOptions, SearchOptions {
  /** Distance below which a point counts as correct, world units, above 0. */
  readonly threshold: number;
}

export interface FScore {
  readonly fScore: number;
  readonly precision: number;
  readonly recall: number;
}

/**
 * F-score at a distance: the harmonic mean of precision and recall. With d(p, S) the distance from a point to the
 * nearest point of S:
 *
 *     precision = share of p in a with d(p, b) < threshold
 *     recall    = share of p in b with d(p, a) < threshold
 *     fScore    = 2 · precision · recall / (precision + recall), 0 where both are 0
 *
 * No threshold suits all cases. Tatarchenko et al. use 1 % of the side of the reconstructed volume.
 *
 * @param a  the prediction: mesh, point set, or points [3N], world units. Read only.
 * @param b  the ground truth, of the same kind or another.
 * @param options  `threshold`, world units; for meshes `samples` 100,000 points, `seed` 0;
 *   `kernel` none.
 * @returns  `fScore`, `precision` and `recall`, each 0..1; exactly 1 for equal surfaces
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 * Cost: as `chamfer`.
 *
 * @example
 * const { precision, recall } = fScore(Float32Array.of(0, 0, 0, 9, 0, 0), Float32Array.of(0, 0, 1), { threshold: 2 });
 * [precision, recall];  // → [0.5, 1]
 *
 * Source: Knapitsch et al. 2017; Tatarchenko et al. 2019, 5.
 */
export function fScore(a: Surface, b: Surface, options: FScoreOptions): FScore {
  checkOptions('fScore', options, ['threshold', 'samples', 'seed', 'kernel']);
  const { threshold } = options;
  const sampling = samplingOf(options, 'fScore');
  check(
    threshold > 0 && Number.isFinite(threshold),
    'bad-argument',
    () => `fScore: threshold must be a number above 0, got ${threshold}`,
  );
  const ours = prepare(a, sampling, 'fScore', 'a');
  const theirs = prepare(b, sampling, 'fScore', 'b');
  return scoreOf(directed(ours, theirs), directed(theirs, ours), threshold);
}

export function scoreOf(forward: Nearest, backward: Nearest, threshold: number): FScore {
  const precision = within(forward, threshold);
  const recall = within(backward, threshold);
  const sum = precision + recall;
  return { fScore: sum === 0 ? 0 : (2 * precision * recall) / sum, precision, recall };
}

function within({ squared }: Nearest, threshold: number): number {
  let count = 0;
  for (let q = 0; q < squared.length; q++) if (Math.sqrt(squared[q]!) < threshold) count++;
  return count / squared.length;
}
