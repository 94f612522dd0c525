// Takes one training step: forward pass, loss of every supervised stack, gradients, update, running averages.
import * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { trainablePaths } from '../network/shapes.js';
import type { VRN } from '../vrn.js';
import { packBatch } from './batch.js';
import type { TrainingSample } from './data/trainingSample.js';
import { stackIous } from './loss/ious.js';
import type { Reduction } from './loss/loss.js';
import { type LossOptions, lossSettings, stackLoss } from './loss/objective.js';
import { total } from './loss/sums.js';
import type { Optimiser } from './optimiser/optimiser.js';
import { moveAverages, pooled, type Statistics } from './runningAverages.js';
import { checkTrainingKernels } from './trainingKernels.js';

const STEP_OPTIONS = ['optimiser', 'rate', 'loss', 'reduction', 'microBatch', 'clipNorm'] as const;

/**
 * Throws unless the arguments are a network, a list of at least one sample, and known options with an optimiser, a
 * finite rate and, if given, a positive `clipNorm`. Does not check the content of samples, nor `loss`, `reduction` and
 * `microBatch`.
 *
 * @throws {VolumetricError} `bad-argument`
 */
export function checkStep(vrn: VRN, samples: readonly TrainingSample[], options: StepOptions): void {
  check(vrn !== null && typeof vrn === 'object' && 'params' in vrn, 'bad-argument', () => {
    return `trainStep: vrn must be a network, got ${String(vrn)}`;
  });
  check(Array.isArray(samples), 'bad-argument', () => `trainStep: samples must be a list, got ${String(samples)}`);
  check(samples.length > 0, 'bad-argument', () => 'trainStep: samples must not be empty');
  checkOptions('trainStep', options, STEP_OPTIONS);
  const { optimiser, rate, clipNorm } = options;
  check(typeof optimiser?.next === 'function', 'bad-argument', () => {
    return `trainStep: optimiser must be an optimiser, such as rmsprop() or adam(), got ${String(optimiser)}`;
  });
  check(Number.isFinite(rate), 'bad-argument', () => `trainStep: rate must be a finite number, got ${String(rate)}`);
  check(clipNorm === undefined || clipNorm > 0, 'bad-argument', () => {
    return `trainStep: clipNorm must be a positive number, got ${clipNorm}`;
  });
}

/** Options of {@link trainStep}. */
export interface StepOptions {
  readonly optimiser: Optimiser;
  /** Learning rate, a finite number. */
  readonly rate: number;
  /** Loss to minimise. Default: the mean sigmoid cross entropy. */
  readonly loss?: LossOptions;
  /** Alias of `loss.reduction`; ignored if that is given. Default `mean`. */
  readonly reduction?: Reduction;
  /**
   * Samples per forward and backward pass, a positive integer. The gradients of the parts are added, weighted by
   * each part's share of the batch unless the reduction is `sum`. Default: the whole batch.
   */
  readonly microBatch?: number;
  /** Upper limit of the L2 norm of all gradients together, above 0; larger gradients are scaled down. Default: none. */
  readonly clipNorm?: number;
}

export interface StepResult {
  /** Sum of the losses over stacks. */
  readonly loss: number;
  /** Loss of every supervised stack, first to last. */
  readonly losses: readonly number[];
  /** Intersection over union at 0.5 of every supervised stack before the update, mean over samples. */
  readonly ious: readonly number[];
}

/**
 * Updates a network's parameters from a batch of samples.
 *
 * Norms use the statistics of the batch. Their running averages move a tenth of the way to the batch's mean and
 * unbiased variance, as in Torch. A norm that sees a single value per channel (one sample on a 1 × 1 map) cannot
 * estimate a variance: its output is its shift, and its running averages do not change. The network then does not learn
 * to use those features, so `train` rejects `batchSize` 1 for such networks, unless their `normalisation` is `'batch'`.
 * All tensors that are created here are freed, except those of the network and the optimiser.
 *
 * With `microBatch` the batch passes through the network in parts, which bounds memory. Loss and gradients are still
 * means (or sums) over all samples. Within a part, norms use the part's statistics ("ghost" batch norm, as in training
 * on several GPUs with one part each: the paper's batch of 6 was two parts of 3). The running averages move once per
 * step, towards the mean and unbiased variance over all positions of all parts. A step in parts therefore gives other
 * results than a step on the complete batch; only the pooled statistics of the first norm agree.
 *
 * @param vrn     the network; its parameters are replaced.
 * @param samples the batch.
 * @param options optimiser, rate, loss, parts, clipping.
 * @returns losses and scores before the update.
 *
 * @throws {VolumetricError} `bad-argument` for invalid arguments and unknown options; `bad-sample`, `shape-mismatch`,
 *   `bad-landmarks`, `bad-volume` for samples that are invalid or do not match the network; `no-backend` if no tfjs
 *   backend is ready; `no-training-kernels` when the backend cannot differentiate convolutions; `training-diverged`
 *   when the loss or, with `clipNorm`, the gradients' norm is not finite: the parameters stay unchanged; `disposed`.
 *
 * @example
 * const optimiser = rmsprop();
 * const { losses } = await trainStep(vrn, samples, { optimiser, rate: 1e-4 });
 * losses.length; // → 1: one supervised stack
 *
 * Source: paper 3.3. Not in the paper: parts, clipping (Pascanu 2013), and any loss but the cross entropy.
 */
export async function trainStep(
  vrn: VRN,
  samples: readonly TrainingSample[],
  options: StepOptions,
): Promise<StepResult> {
  checkStep(vrn, samples, options);
  const { optimiser, rate, microBatch = samples.length, clipNorm, reduction = 'mean' } = options;
  check(Number.isInteger(microBatch) && microBatch > 0, 'bad-argument', () => {
    return `trainStep: microBatch must be a positive integer, got ${microBatch}`;
  });
  checkTrainingKernels('trainStep');
  const settings = lossSettings({ ...options.loss, reduction: options.loss?.reduction ?? reduction }, 'trainStep');
  const paths = trainablePaths(vrn);
  const sums = { losses: [] as number[], ious: [] as number[] };
  const statistics: Statistics[] = [];
  let gradients: tf.Tensor[] = [];
  try {
    for (let first = 0; first < samples.length; first += microBatch) {
      const part = samples.slice(first, first + microBatch);
      const share = part.length / samples.length;
      const weight = settings.reduction === 'mean' ? share : 1;
      statistics.push(new Map());
      const result = await partGradients(vrn, part, { paths, settings, weight, statistics: statistics.at(-1)! });
      gradients = added(gradients, result.gradients);
      for (const [stack, loss] of result.losses.entries()) {
        sums.losses[stack] = (sums.losses[stack] ?? 0) + loss * weight;
        sums.ious[stack] = (sums.ious[stack] ?? 0) + result.ious[stack]! * share;
      }
    }
    const loss = sums.losses.reduce((sum, each) => sum + each, 0);
    finite(loss, 'loss', rate);
    if (clipNorm !== undefined) {
      const { norm, clipped } = await clip(gradients, clipNorm);
      gradients = clipped;
      finite(norm, 'the norm of the gradients', rate);
    }
    for (const [i, path] of paths.entries()) {
      vrn.assign(path, optimiser.next(path, vrn.params.get(path)!, gradients[i]!, rate));
    }
    const batch = pooled(statistics);
    moveAverages(vrn, batch);
    for (const { mean, variance } of batch.values()) tf.dispose([mean, variance]);
    return { loss, ...sums };
  } finally {
    tf.dispose(gradients);
    for (const part of statistics) for (const { mean, variance } of part.values()) tf.dispose([mean, variance]);
  }
}

const finite = (value: number, quantity: string, rate: number): void =>
  check(Number.isFinite(value), 'training-diverged', () => {
    return `trainStep: ${quantity} must stay finite, got ${value}; try a smaller rate than ${rate}`;
  });

interface PartOptions {
  readonly paths: readonly string[];
  readonly settings: ReturnType<typeof lossSettings>;
  /** Weight of the part's gradients and losses in the batch. */
  readonly weight: number;
  readonly statistics: Statistics;
}

async function partGradients(
  vrn: VRN,
  samples: readonly TrainingSample[],
  { paths, settings, weight, statistics }: PartOptions,
): Promise<{ gradients: tf.Tensor[]; losses: number[]; ious: number[] }> {
  const [x, target] = packBatch(vrn, samples);
  const intermediates: tf.Tensor[] = [x, target];
  const losses: tf.Scalar[] = [];
  const outputs: tf.Tensor4D[] = [];
  const loss = (...values: tf.Tensor[]): tf.Scalar => {
    const params = new Map(vrn.params);
    for (const [i, path] of paths.entries()) params.set(path, values[i]!);
    for (const logits of vrn.forward(x, { training: { statistics }, params })) {
      outputs.push(tf.keep(logits));
      losses.push(tf.keep(stackLoss(logits, target, settings)));
    }
    const sum = losses.reduce<tf.Scalar>((all, each) => tf.add(all, each), tf.scalar(0));
    return weight === 1 ? sum : tf.mul(sum, weight);
  };
  try {
    const { value, grads } = tf.valueAndGrads(loss)(paths.map((path) => vrn.params.get(path)!));
    value.dispose();
    const numbers = await Promise.all(losses.map(async (each) => (await each.data())[0]!));
    return { gradients: grads, losses: numbers, ious: await stackIous(outputs, target) };
  } finally {
    tf.dispose([...intermediates, ...losses, ...outputs]);
  }
}

/** Adds two lists of tensors element by element and disposes the summands. If `sums` is empty, returns `more`. */
function added(sums: tf.Tensor[], more: tf.Tensor[]): tf.Tensor[] {
  if (sums.length === 0) return more;
  const next = sums.map((sum, i) => tf.add(sum, more[i]!));
  tf.dispose([sums, more]);
  return next;
}

/**
 * Scales gradients down if the L2 norm of all together exceeds `most`, and then disposes the originals. Returns the
 * gradients and the norm before scaling.
 */
async function clip(gradients: tf.Tensor[], most: number): Promise<{ norm: number; clipped: tf.Tensor[] }> {
  const norm = tf.tidy(() => tf.sqrt(tf.addN(gradients.map((gradient) => total(tf.square(gradient))))));
  const value = (await norm.data())[0]!;
  norm.dispose();
  if (!(value > most)) return { norm: value, clipped: gradients };
  const clipped = gradients.map((gradient) => tf.mul(gradient, most / value));
  tf.dispose(gradients);
  return { norm: value, clipped };
}
