// Scores a network on validation samples.
import * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { checkBackend } from '../tensors/checkBackend.js';
import type { VRN } from '../vrn.js';
import { packBatch } from './batch.js';
import { batches, checkDataset, type Dataset } from './data/dataset.js';
import { stackIous } from './loss/ious.js';
import { type LossOptions, lossSettings, stackLoss } from './loss/objective.js';
import type { Scores } from './report/report.js';

/** Options of {@link validate}. */
export interface ValidateOptions {
  /** Samples per forward pass. Default 6. */
  readonly batchSize?: number;
  /** The loss to report. Default: the mean sigmoid cross entropy. */
  readonly loss?: LossOptions;
  /** Tensors of all parameters by path, to use in place of the network's own; for example averaged weights. */
  readonly params?: ReadonlyMap<string, tf.Tensor>;
}

export const VALIDATE_DEFAULTS = { batchSize: 6 } as const;

/**
 * Computes the loss and the intersection over union at 0.5 of every supervised stack, as means over the samples. With
 * reduction `sum`, the loss is the mean of the batches' sums, weighted by their numbers of samples. Norms use running
 * averages or, if the config's `normalisation` is `'batch'`, the statistics of each batch.
 *
 * @param vrn     the network.
 * @param dataset the samples, in any form that `train` takes.
 * @param options batch size, loss, and parameters to use in place of the network's own.
 * @returns the sum of the losses over stacks, and the loss and the intersection over union of each stack.
 * @throws {VolumetricError} `bad-argument` for an empty dataset, invalid arguments and unknown options; `bad-sample`,
 *   `shape-mismatch`, `bad-landmarks`, `bad-volume` for samples that are invalid or do not match the network;
 *   `no-backend` if no tfjs backend is ready; `bad-weights` if `params` lacks a parameter; `disposed`.
 *
 * @example
 * const { ious } = await validate(vrn, samples);
 * ious.length; // → 1: one supervised stack
 */
export async function validate(vrn: VRN, dataset: Dataset, options: ValidateOptions = {}): Promise<Scores> {
  check(vrn !== null && typeof vrn === 'object' && 'params' in vrn, 'bad-argument', () => {
    return `validate: vrn must be a network, got ${String(vrn)}`;
  });
  checkOptions('validate', options, ['batchSize', 'loss', 'params']);
  const { batchSize = VALIDATE_DEFAULTS.batchSize, params = vrn.params } = options;
  check(Number.isInteger(batchSize) && batchSize > 0, 'bad-argument', () => {
    return `validate: batchSize must be a positive integer, got ${String(batchSize)}`;
  });
  checkDataset(dataset, 'validate: dataset');
  checkBackend('validate');
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
