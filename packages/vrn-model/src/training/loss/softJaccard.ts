// Computes the soft Jaccard loss: one minus the intersection over union of probabilities, per sample.
import * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { checkReduction, type Reduction } from './loss.js';
import { sampleSums } from './sums.js';

/** Options of {@link softJaccard}. */
export interface SoftJaccardOptions {
  /** Number of voxels added to intersection and union, above 0, so that two empty volumes have loss 0. Default 1. */
  readonly smooth?: number;
  /** Mean or sum over samples. Default `mean`. */
  readonly reduction?: Reduction;
}

/**
 * Computes 1 − I/U for every sample, with I = s + Σ p·z, U = s + Σ (p + z − p·z) and s = `smooth`, where p = σ(x) for
 * a logit x, and z is its target. Reduces the samples' losses to a scalar that is differentiable in the logits.
 *
 * The derivative of 1 − I/U by x is p·(1 − p)·(I − z·(I + U))/U². I and U are sums over one sample, so small and
 * large people have equal weight.
 *
 * @param logits `[batch, rows, columns, slices]`, or any shape whose first axis is the batch.
 * @param target occupancies 0..1 of the logits' shape; not differentiated.
 * @param options smoothing and reduction.
 * @returns a scalar; the caller disposes it.
 * @throws {VolumetricError} `shape-mismatch` if `target` is not of the logits' shape; `bad-argument` for unknown
 *   options and reductions, and a `smooth` that is not positive.
 *
 * @example
 * import { tensor4d } from '@tensorflow/tfjs-core';
 * const logits = tensor4d([30, -30], [1, 1, 1, 2]);
 * softJaccard(logits, tensor4d([1, 1], [1, 1, 1, 2])).dataSync()[0]; // → 0.3333: 1 − (1 + 1) / (1 + 2)
 *
 * Source: Rahman and Wang 2016, Eq. 5–7 (there without s). Not in the paper, which uses cross entropy only.
 */
export function softJaccard(logits: tf.Tensor, target: tf.Tensor, options: SoftJaccardOptions = {}): tf.Scalar {
  checkOptions('softJaccard', options, ['smooth', 'reduction']);
  const { smooth = 1, reduction = 'mean' } = options;
  check(String(logits?.shape) === String(target?.shape) && target !== null, 'shape-mismatch', () => {
    return `softJaccard: target must be of the logits' shape [${logits?.shape}], got [${target?.shape}]`;
  });
  check(Number.isFinite(smooth) && smooth > 0, 'bad-argument', () => {
    return `softJaccard: smooth must be a positive number of voxels, got ${smooth}`;
  });
  checkReduction(reduction, 'softJaccard: reduction');
  const share = reduction === 'mean' ? 1 / logits.shape[0]! : 1;
  const alongSample = [logits.shape[0]!, ...logits.shape.slice(1).map(() => 1)];
  const op = tf.customGrad((...args) => {
    const [x, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    const p = tf.sigmoid(x);
    const both = tf.add(sampleSums(tf.mul(p, target)), smooth);
    const either = tf.add(tf.sub(sampleSums(tf.add(p, target)), both), 2 * smooth);
    save([p, both, either, target]);
    const value = tf.mul(tf.sum(tf.div(tf.sub(either, both), either)), share) as tf.Scalar;
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [q, i, u, z] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const square = tf.square(u);
      const constant = tf.reshape(tf.div(tf.mul(i, share), square), alongSample);
      const slope = tf.reshape(tf.div(tf.mul(tf.add(i, u), share), square), alongSample);
      const toP = tf.sub(constant, tf.mul(z, slope));
      return tf.mul(tf.mul(tf.mul(q, tf.sub(1, q)), toP), dy);
    };
    return { value, gradFunc };
  });
  return tf.tidy(() => op(logits) as tf.Scalar);
}
