// Provides the baseline that conditions the mean body of the training set on the mask.
import { conditionOnMask, emptyVolume } from '@vrn/voxel';
import type { Method } from '../evaluateSet.js';
import { maskOf } from '../measures/maskOf.js';
import type { TrainingBodies } from './trainingBodies.js';

/** Weight of the mean over all columns, as a number of bodies. It gives a depth to columns that few masks cover. */
const PRIOR = 1;

/**
 * Computes, for every voxel, the mean of the training bodies whose masks cover its column, with the mean over all
 * columns as a prior, and conditions this mean body on the mask of the sample (see `conditionOnMask`).
 */
export function meanBody({ shape, bodies }: TrainingBodies): Method {
  const [rows, columns, slices] = shape;
  const counts = new Float64Array(rows * columns * slices);
  const covers = new Float64Array(rows * columns);
  const overall = new Float64Array(slices);
  for (const { covered, before } of bodies) {
    for (let column = 0; column < covered.length; column++) {
      if (covered[column] === 0) continue;
      covers[column]!++;
      for (let k = 0; k < slices; k++) {
        const place = column * (slices + 1) + k;
        if (before[place + 1] === before[place]) continue;
        counts[column * slices + k]!++;
        overall[k]!++;
      }
    }
  }
  const total = covers.reduce((sum, each) => sum + each, 0);
  const mean = emptyVolume(shape, 'float32');
  for (let column = 0; column < covers.length; column++) {
    for (let k = 0; k < slices; k++) {
      const prior = total === 0 ? 0 : overall[k]! / total;
      mean.data[column * slices + k] = (counts[column * slices + k]! + PRIOR * prior) / (covers[column]! + PRIOR);
    }
  }
  return { name: 'mean body on mask', predict: (sample) => conditionOnMask(mean, maskOf(sample)) };
}
