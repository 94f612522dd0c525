// Fits, on training bodies, the baseline methods that evaluations compare networks with.
import type { ShardList } from '@vrn/bodies';
import { check } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import type { Method } from '../evaluateSet.js';
import { inflatedMask } from './inflatedMask.js';
import { meanBody } from './meanBody.js';
import { nearestBody } from './nearestBody.js';
import { slab } from './slab.js';
import { readTrainingBodies } from './trainingBodies.js';

export interface FitBaselinesOptions {
  /** Maximum number of training bodies, spread evenly over the list. They are held in memory. */
  readonly bodies?: number;
  /** Called with the number of bodies read so far, and of all to be read. */
  readonly onProgress?: (done: number, total: number) => void;
}

export const FIT_BASELINES_DEFAULTS = { bodies: 500 } as const satisfies FitBaselinesOptions;

/**
 * Fits four methods that use no network, each on training bodies only:
 *
 * - `slab`: the mask between two fitted slices;
 * - `inflated mask`: thickness in proportion to the distance to the outline, centred at a slice; the factor and the
 *   slice are fitted;
 * - `mean body on mask`: for each voxel, the mean of the training bodies whose masks cover its column, and of the mean
 *   over all columns as one more body; then conditioned on the mask of the sample;
 * - `nearest body`: the training body whose landmarks are nearest in the image, unchanged.
 *
 * @param training  samples of the training split, with volumes in the shape of the set that is evaluated.
 * @throws {VolumetricError} `bad-argument`, `shape-mismatch`
 * Cost: two bytes of memory per voxel and body; O(voxels + rows · columns · (rows + columns) + slices²) time
 *   per body.
 *
 * @example
 * const baselines = await fitBaselines(indexShards(shards, { split: 'train' }), { bodies: 500 });
 * const { methods } = await evaluateSet(test, baselines);
 */
export async function fitBaselines(training: ShardList, options: FitBaselinesOptions = {}): Promise<readonly Method[]> {
  checkOptions('fitBaselines', options, [...Object.keys(FIT_BASELINES_DEFAULTS), 'onProgress']);
  const { bodies: most, onProgress } = { ...FIT_BASELINES_DEFAULTS, ...defined(options) };
  check(Number.isInteger(most) && most > 0, 'bad-argument', () => {
    return `fitBaselines: bodies must be a positive integer, got ${most}`;
  });
  const bodies = await readTrainingBodies(training, { most, ...(onProgress && { onProgress }) });
  return [slab(bodies), inflatedMask(bodies), meanBody(bodies), nearestBody(bodies)].map((method) => ({
    name: method.name,
    predict(sample, number) {
      check(String(sample.volume.shape) === String(bodies.shape), 'shape-mismatch', () => {
        return `fitBaselines: volumes of training set and evaluated set must have one shape, got [${bodies.shape}] and [${sample.volume.shape}]`;
      });
      return method.predict(sample, number);
    },
  }));
}
