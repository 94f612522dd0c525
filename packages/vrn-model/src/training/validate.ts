// How well a network does on samples that it is not trained on.
import * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import type { VRN } from '../vrn.js';
import { packBatch } from './batch.js';
import { batches, type Dataset } from './data/dataset.js';
import { stackIous } from './loss/ious.js';
import { type LossOptions, lossSettings, stackLoss } from './loss/objective.js';
import type { Scores } from './report/report.js';

export interface ValidateOptions {
  /** Samples that go through the network at once. Default 6. */
  readonly batchSize?: number;
  readonly loss?: LossOptions;
  /** Tensors to use in place of the network's own, by path: averaged ones, say. */
  readonly params?: ReadonlyMap<string, tf.Tensor>;
}

/**
 * Loss and intersection over union at 0.5 of every supervised stack, means over the samples (of losses with reduction `sum`,
 * means over batches), by the network as {@link VRN.predict} runs it: norms by running averages unless its config says otherwise.
 *
 * @throws {VolumetricError} `bad-argument` for no samples, `bad-sample`, `shape-mismatch`
 */
export async function validate(vrn: VRN, dataset: Dataset, options: ValidateOptions = {}): Promise<Scores> {
  const { batchSize = 6, params = vrn.params } = options;
  const settings = lossSettings(options.loss ?? {}, 'validate');
  const sums = { losses: [] as number[], ious: [] as number[] };
  let count = 0;
  for await (const samples of batches(dataset, {
    ...{ batchSize, seed: 0, epoch: 0, skip: 0, augment: undefined },
    ...{ shuffleBuffer: 0, prefetch: 1, most: Number.POSITIVE_INFINITY },
  })) {
    const [x, target] = packBatch(vrn, samples);
    const stacks = vrn.forward(x, { params });
    const losses = stacks.map((logits) => stackLoss(logits, target, settings));
    const numbers = await Promise.all(losses.map(async (each) => (await each.data())[0]!));
    const ious = await stackIous(stacks, target);
    tf.dispose([x, target, stacks, losses]);
    for (const [stack, loss] of numbers.entries()) {
      sums.losses[stack] = (sums.losses[stack] ?? 0) + loss * samples.length;
      sums.ious[stack] = (sums.ious[stack] ?? 0) + ious[stack]! * samples.length;
    }
    count += samples.length;
  }
  check(count > 0, 'bad-argument', () => 'validate: dataset must not be empty');
  const losses = sums.losses.map((sum) => sum / count);
  return { loss: losses.reduce((sum, each) => sum + each, 0), losses, ious: sums.ious.map((sum) => sum / count) };
}
