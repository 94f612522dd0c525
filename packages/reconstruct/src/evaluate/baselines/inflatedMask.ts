// Provides the baseline that inflates the mask: its thickness is proportional to the distance from the outline.
import type { Method } from '../evaluateSet.js';
import { fillRanges, meanIou, type Range } from './depthRange.js';
import { coveredBy } from './slab.js';
import type { TrainingBodies } from './trainingBodies.js';

/** Ratios of thickness to distance to the outline that are tried, in voxels per pixel. */
const FACTORS = Array.from({ length: 30 }, (_, n) => 0.4 + 0.2 * n);

/**
 * Fits the ratio of thickness to distance to the outline, then the middle slice, then the ratio again, each for the
 * highest mean IoU.
 */
export function inflatedMask(training: TrainingBodies): Method {
  const { shape, bodies } = training;
  const distances = bodies.map(({ covered }) => distanceToOutline(covered, shape[0], shape[1]));
  const middle = (shape[2] - 1) / 2;
  const reach = Math.round((6 / 128) * shape[2]);
  let best = { iou: -1, factor: 1, centre: middle };
  const attempt = (factor: number, centre: number): void => {
    const iou = meanIou(training, (column, body) => rangeOf(distances[body]![column]!, factor, centre));
    if (iou > best.iou) best = { iou, factor, centre };
  };
  for (const factor of FACTORS) attempt(factor, middle);
  for (let shift = -reach; shift <= reach; shift++) attempt(best.factor, middle + shift);
  for (const factor of FACTORS) attempt(factor, best.centre);
  const { factor, centre } = best;
  return {
    name: 'inflated mask',
    predict: (sample) => {
      const covered = coveredBy(sample);
      const distance = distanceToOutline(covered, shape[0], shape[1]);
      return fillRanges(covered, shape, (column) => rangeOf(distance[column]!, factor, centre));
    },
  };
}

const rangeOf = (distance: number, factor: number, centre: number): Range => [
  centre + 0.5 - (factor * distance) / 2,
  centre + 0.5 + (factor * distance) / 2,
];

/**
 * Returns the Euclidean distance from each covered pixel's centre to the outline: to the centre of the nearest pixel
 * that is not covered, less one half. Beyond the border nothing is covered. Pixels that are not covered have 0.
 *
 * Cost: O(rows · columns · (rows + columns)).
 */
export function distanceToOutline(covered: ArrayLike<number>, rows: number, columns: number): Float64Array {
  // Computes vertical distances first, then the minimum over each row.
  const vertical = new Float64Array(rows * columns);
  for (let j = 0; j < columns; j++) {
    for (let i = 0, run = 0; i < rows; i++) {
      run = covered[i * columns + j] ? run + 1 : 0;
      vertical[i * columns + j] = run;
    }
    for (let i = rows - 1, run = 0; i >= 0; i--) {
      run = covered[i * columns + j] ? run + 1 : 0;
      vertical[i * columns + j] = Math.min(vertical[i * columns + j]!, run);
    }
  }
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      if (!covered[i * columns + j]) continue;
      // Nothing is covered beyond the border, so the vertical distance is 0 there.
      let squared = Math.min(j + 1, columns - j) ** 2;
      for (let other = 0; other < columns; other++) {
        squared = Math.min(squared, (other - j) ** 2 + vertical[i * columns + other]! ** 2);
      }
      out[i * columns + j] = Math.sqrt(squared) - 0.5;
    }
  }
  return out;
}
