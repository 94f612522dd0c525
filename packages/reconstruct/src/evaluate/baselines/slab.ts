// Provides the baseline that extrudes the mask: a slab between two depths, fitted on training bodies.
import type { Method } from '../evaluateSet.js';
import { maskOf } from '../measures/maskOf.js';
import { fillRanges } from './depthRange.js';
import { COVERED, type TrainingBodies } from './trainingBodies.js';

/** Fits the first slice and the thickness that maximise the mean IoU of the training bodies. */
export function slab(training: TrainingBodies): Method {
  const { shape } = training;
  const slices = shape[2];
  let best = { iou: -1, from: 0, to: slices };
  for (let from = 0; from < slices; from++) {
    for (let to = from + 1; to <= slices; to++) {
      const iou = slabIou(training, from, to);
      if (iou > best.iou) best = { iou, from, to };
    }
  }
  const range = [best.from, best.to] as const;
  return { name: 'slab', predict: (sample) => fillRanges(coveredBy(sample), shape, () => range) };
}

/** Returns `[rows · columns]` at the volume's resolution: 1 for pixels that the sample's mask covers, else 0. */
export const coveredBy = (sample: Parameters<typeof maskOf>[0]): Uint8Array =>
  Uint8Array.from(maskOf(sample).data, (value) => Number(value >= COVERED));

/** Per training body: number of occupied voxels in covered columns before each slice, and number of those columns. */
const cumulated = new WeakMap<TrainingBodies, readonly { readonly before: Float64Array; readonly area: number }[]>();

function slabIou(training: TrainingBodies, from: number, to: number): number {
  const slices = training.shape[2];
  let sums = cumulated.get(training);
  if (sums === undefined) {
    sums = training.bodies.map(({ covered, before }) => {
      const total = new Float64Array(slices + 1);
      let area = 0;
      for (let column = 0; column < covered.length; column++) {
        if (covered[column] === 0) continue;
        area++;
        for (let k = 0; k <= slices; k++) total[k]! += before[column * (slices + 1) + k]!;
      }
      return { before: total, area };
    });
    cumulated.set(training, sums);
  }
  let sum = 0;
  for (const [n, { before, area }] of sums.entries()) {
    const shared = before[to]! - before[from]!;
    const either = area * (to - from) + training.bodies[n]!.occupied - shared;
    sum += either === 0 ? 1 : shared / either;
  }
  return sum / sums.length;
}
