// Computes the intersection over union of predictions and ground truth at threshold 0.5, on the current tfjs backend.
import * as tf from '@tensorflow/tfjs-core';
import { sampleSums } from './sums.js';

/**
 * Returns 1 where x is at least the level, else 0. Avoids comparisons with a scalar, which are slow on some backends.
 */
const atLeast = (x: tf.Tensor, level: number): tf.Tensor => tf.sub(1, tf.step(tf.sub(level, x)));

/**
 * Returns the intersection over union of every stack, mean over the samples of the batch. A voxel is occupied if its
 * occupancy is at least 0.5, or its logit at least 0. Two empty volumes score 1.
 */
export async function stackIous(stacks: readonly tf.Tensor[], target: tf.Tensor): Promise<number[]> {
  const counts = tf.tidy(() => {
    const truth = atLeast(target, 0.5);
    const sizes = sampleSums(truth);
    return stacks.map((logits) => {
      const predicted = atLeast(logits, 0);
      const both = sampleSums(tf.mul(predicted, truth));
      return tf.stack([both, tf.sub(tf.add(sampleSums(predicted), sizes), both)]);
    });
  });
  const numbers = await Promise.all(counts.map(async (each) => each.data()));
  tf.dispose(counts);
  return numbers.map((both) => {
    const batch = both.length / 2;
    let sum = 0;
    for (let i = 0; i < batch; i++) sum += both[batch + i] === 0 ? 1 : both[i]! / both[batch + i]!;
    return sum / batch;
  });
}
