// One training step: forward, loss of every supervised stack, gradients, update, running averages.
import * as tf from '@tensorflow/tfjs-core';
import { check, checkView, type View } from '@vrn/voxel';
import { type Inputs, packInputs } from '../inputs.js';
import type { Statistics } from '../tensors.js';
import { trainablePaths, type VRN } from '../vrn.js';
import { sigmoidCrossEntropy } from './loss.js';
import type { Optimiser } from './rmsprop.js';

/** What a network is shown, and the volume it should find. A `Sample` of @vrn/voxel is one. */
export interface TrainingSample extends Inputs {
  /** `[rows, columns, slices]`, 0..1. */
  readonly volume: View;
}

export interface StepOptions {
  readonly optimiser: Optimiser;
  /** Learning rate. */
  readonly rate: number;
  readonly reduction?: 'mean' | 'sum';
}

export interface StepResult {
  /** The sum over stacks. */
  readonly loss: number;
  /** Of every supervised stack, first to last. */
  readonly losses: readonly number[];
}

/** Share of the batch's statistics in the running averages, as in Torch. */
const MOMENTUM = 0.1;

/**
 * One update of a network's parameters from a batch of samples.
 *
 * Norms use the batch's own statistics and move their running averages by a tenth towards them (the unbiased variance, as
 * in Torch). All tensors it makes are freed, apart from the network's and the optimiser's own.
 *
 * @throws {VolumetricError} `bad-sample`, `shape-mismatch`, `training-diverged` when the loss is no longer finite: the
 *   parameters are then left as they were.
 */
export async function trainStep(
  vrn: VRN,
  samples: readonly TrainingSample[],
  options: StepOptions,
): Promise<StepResult> {
  const { optimiser, rate, reduction = 'mean' } = options;
  check(samples.length > 0, 'bad-argument', () => 'trainStep: samples must not be empty');
  const paths = trainablePaths(vrn);
  const [x, target] = batch(vrn, samples);
  const statistics: Statistics = new Map();
  const losses: tf.Scalar[] = [];
  const loss = (...values: tf.Tensor[]): tf.Scalar => {
    const params = new Map(vrn.params);
    for (const [i, path] of paths.entries()) params.set(path, values[i]!);
    const stacks = vrn.forward(x, { training: { statistics }, params });
    for (const logits of stacks) losses.push(tf.keep(sigmoidCrossEntropy(logits, target, { reduction })));
    return losses.reduce<tf.Scalar>((sum, each) => tf.add(sum, each), tf.scalar(0));
  };
  const { value, grads } = tf.valueAndGrads(loss)(paths.map((path) => vrn.params.get(path)!));
  const numbers = await Promise.all(losses.map(async (each) => (await each.data())[0]!));
  const sum = (await value.data())[0]!;
  tf.dispose([value, x, target, ...losses]);
  const finite = Number.isFinite(sum);
  if (finite) {
    for (const [i, path] of paths.entries()) {
      vrn.assign(path, optimiser.next(path, vrn.params.get(path)!, grads[i]!, rate));
    }
    moveAverages(vrn, statistics);
  }
  tf.dispose(grads);
  for (const { mean, variance } of statistics.values()) tf.dispose([mean, variance]);
  check(
    finite,
    'training-diverged',
    () => `trainStep: loss must stay finite, got ${sum}; try a smaller rate than ${rate}`,
  );
  return { loss: sum, losses: numbers };
}

function batch(vrn: VRN, samples: readonly TrainingSample[]): [tf.Tensor4D, tf.Tensor4D] {
  const { rows, columns, slices } = vrn.config;
  const inputSize = vrn.inputShape.reduce((product, n) => product * n, 1);
  const input = new Float32Array(samples.length * inputSize);
  const target = new Float32Array(samples.length * rows * columns * slices);
  for (const [i, sample] of samples.entries()) {
    input.set(packInputs(vrn.config, sample).data, i * inputSize);
    fill(target, i * rows * columns * slices, sample.volume, [rows, columns, slices]);
  }
  return [
    tf.tensor4d(input, [samples.length, ...vrn.inputShape]),
    tf.tensor4d(target, [samples.length, rows, columns, slices]),
  ];
}

function fill(out: Float32Array, start: number, volume: View, shape: readonly [number, number, number]): void {
  checkView(volume, 'trainStep', 'volume', 3);
  check(String(volume.shape) === String(shape), 'shape-mismatch', () => {
    return `trainStep: volume must be [${shape}], got [${volume.shape}]`;
  });
  const { data, stride, offset } = volume;
  const [di, dj, dk] = stride as [number, number, number];
  let to = start;
  let sum = 0;
  for (let i = 0; i < shape[0]; i++) {
    for (let j = 0; j < shape[1]; j++) {
      let from = offset + i * di + j * dj;
      for (let k = 0; k < shape[2]; k++, from += dk) {
        const value = data[from]!;
        sum += value;
        out[to++] = value;
      }
    }
  }
  check(Number.isFinite(sum), 'bad-sample', () => 'trainStep: volume must have finite values only');
}

function moveAverages(vrn: VRN, statistics: Statistics): void {
  const towards = (path: string, value: tf.Tensor): void => {
    const old = vrn.params.get(path)!;
    vrn.assign(
      path,
      tf.tidy(() => tf.add(tf.mul(old, 1 - MOMENTUM), tf.mul(value, MOMENTUM))),
    );
  };
  for (const [path, { mean, variance, count }] of statistics) {
    towards(`${path}/mean`, mean);
    const unbiased = tf.mul(variance, count / Math.max(1, count - 1));
    towards(`${path}/variance`, unbiased);
    unbiased.dispose();
  }
}
