// Updates the running averages of norms: pools the statistics of a batch's parts and moves the averages towards them.
import * as tf from '@tensorflow/tfjs-core';
import { MOMENTUM } from '../tensors/normalise.js';
import type { Statistics } from '../tensors/tensors.js';
import type { VRN } from '../vrn.js';

export type { Statistics };

/**
 * Returns mean and (biased) variance over all positions of all parts, from each part's number of positions n, mean μ
 * and variance v: mean = Σ n·μ / Σ n, variance = Σ n·(v + (μ − mean)²) / Σ n. The tensors are kept; the caller
 * disposes them.
 */
export function pooled(parts: readonly Statistics[]): Statistics {
  const result: Statistics = new Map();
  for (const [path, first] of parts[0]!) {
    const all = parts.map((part) => part.get(path)!);
    const count = all.reduce((sum, part) => sum + part.count, 0);
    if (all.length === 1) {
      result.set(path, { mean: tf.keep(first.mean.clone()), variance: tf.keep(first.variance.clone()), count });
      continue;
    }
    const [mean, variance] = tf.tidy(() => {
      const centre = tf.addN(all.map((part) => tf.mul(part.mean, part.count / count)));
      const spread = all.map((part) =>
        tf.mul(tf.add(part.variance, tf.squaredDifference(part.mean, centre)), part.count / count),
      );
      return [centre, tf.addN(spread)] as [tf.Tensor1D, tf.Tensor1D];
    });
    result.set(path, { mean: tf.keep(mean), variance: tf.keep(variance), count });
  }
  return result;
}

/**
 * Moves a network's running averages a tenth of the way towards the mean and the unbiased variance of a batch.
 *
 * Averages of norms that saw a single value per channel do not change, because the unbiased variance of a single value
 * is undefined.
 */
export function moveAverages(vrn: VRN, statistics: Statistics): void {
  const towards = (path: string, value: tf.Tensor): void => {
    const old = vrn.params.get(path)!;
    vrn.assign(
      path,
      tf.tidy(() => tf.add(tf.mul(old, 1 - MOMENTUM), tf.mul(value, MOMENTUM))),
    );
  };
  for (const [path, { mean, variance, count }] of statistics) {
    if (count === 1) continue;
    towards(`${path}/mean`, mean);
    const unbiased = tf.mul(variance, count / (count - 1));
    towards(`${path}/variance`, unbiased);
    unbiased.dispose();
  }
}
