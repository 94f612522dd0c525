// Computes the default loss: the sigmoid cross entropy of logits, averaged or summed over voxels, added over stacks.
import * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { softplusTotal } from './softplusTotal.js';
import { total } from './sums.js';

/** Reduction of the losses of all elements: their mean or their sum. */
export type Reduction = 'mean' | 'sum';

/** Options of {@link sigmoidCrossEntropy}. */
export interface CrossEntropyOptions {
  /** Mean or sum over all elements. Default `mean`. */
  readonly reduction?: Reduction;
  /** Weight of an occupied voxel relative to an empty one, above 0. Default 1. */
  readonly positiveWeight?: number;
}

/** Throws `bad-argument` unless a reduction is `mean` or `sum`. The message begins with `name`. */
export function checkReduction(reduction: Reduction, name: string): void {
  check(reduction === 'mean' || reduction === 'sum', 'bad-argument', () => {
    return `${name} must be 'mean' or 'sum', got ${String(reduction)}`;
  });
}

const CROSS_ENTROPY_OPTIONS = ['reduction', 'positiveWeight'] as const;

/**
 * Computes the sigmoid cross entropy between logits and occupancies, a scalar, differentiable in the logits.
 *
 * For a logit x and a target z it is −z·log σ(x) − (1 − z)·log(1 − σ(x)) = log(1 + eˣ) − x·z, computed as
 * max(x, 0) − x·z + log(1 + e^−|x|), which neither overflows nor loses digits. Its gradient is σ(x) − z.
 *
 * With a weight w on occupied voxels it is −w·z·log σ(x) − (1 − z)·log(1 − σ(x)) = q·log(1 + eˣ) − w·x·z, where
 * q = 1 + (w − 1)·z, and its gradient is q·σ(x) − w·z. The mean divides by the number of elements, not by the sum of q.
 *
 * @param logits a tensor, or one per stack: their losses are added with equal weight.
 * @param target occupancies 0..1 of the logits' shape; not differentiated.
 * @param options reduction, and the weight of occupied voxels.
 * @returns a scalar; the caller disposes it.
 * @throws {VolumetricError} `shape-mismatch` if `target` is not of the logits' shape; `bad-argument` for logits that
 *   are neither a tensor nor a list of at least one, unknown options and reductions, and a `positiveWeight` that is not
 *   positive.
 *
 * @example
 * import { tensor4d } from '@tensorflow/tfjs-core';
 * const logits = tensor4d([0, 0], [1, 1, 1, 2]);
 * sigmoidCrossEntropy(logits, tensor4d([0, 1], [1, 1, 1, 2])).dataSync()[0]; // → 0.6931: log 2
 *
 * Source: paper Eq. 1, which lacks the minus sign: its negative is minimised. The paper does not specify mean or sum,
 * and has no weights.
 */
export function sigmoidCrossEntropy(
  logits: tf.Tensor | readonly tf.Tensor[],
  target: tf.Tensor,
  options: CrossEntropyOptions = {},
): tf.Scalar {
  checkOptions('sigmoidCrossEntropy', options, CROSS_ENTROPY_OPTIONS);
  const stacks = logits instanceof tf.Tensor ? [logits] : logits;
  check(Array.isArray(stacks), 'bad-argument', () => {
    return `sigmoidCrossEntropy: logits must be a tensor or a list of tensors, got ${String(logits)}`;
  });
  check(stacks.length > 0, 'bad-argument', () => 'sigmoidCrossEntropy: logits must have at least one stack, got none');
  return tf.tidy(() =>
    stacks.map((stack) => oneStack(stack, target, options)).reduce((sum, loss) => tf.add(sum, loss)),
  );
}

function oneStack(
  logits: tf.Tensor,
  target: tf.Tensor,
  { reduction = 'mean', positiveWeight: w = 1 }: CrossEntropyOptions,
): tf.Scalar {
  check(String(logits?.shape) === String(target?.shape) && target !== null, 'shape-mismatch', () => {
    return `sigmoidCrossEntropy: target must be of the logits' shape [${logits?.shape}], got [${target?.shape}]`;
  });
  check(Number.isFinite(w) && w > 0, 'bad-argument', () => {
    return `sigmoidCrossEntropy: positiveWeight must be a positive number, got ${w}`;
  });
  checkReduction(reduction, 'sigmoidCrossEntropy: reduction');
  const share = reduction === 'mean' ? 1 / logits.size : 1;
  const weighted = (x: tf.Tensor, z: tf.Tensor) => (w === 1 ? x : tf.mul(x, tf.add(tf.mul(z, w - 1), 1)));
  const op = tf.customGrad((...args) => {
    const [x, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    save([x, target]);
    const xz = tf.mul(x, w === 1 ? target : tf.mul(target, w));
    // log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|): without weights the second term can be summed separately.
    const sum =
      w === 1
        ? tf.add(total(tf.sub(tf.relu(x), xz)), softplusTotal(x))
        : total(tf.sub(weighted(tf.softplus(x), target), xz));
    const value = tf.mul(sum, share) as tf.Scalar;
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [y, z] = saved as [tf.Tensor, tf.Tensor];
      return tf.mul(tf.sub(weighted(tf.sigmoid(y), z), w === 1 ? z : tf.mul(z, w)), tf.mul(dy, share));
    };
    return { value, gradFunc };
  });
  return op(logits) as tf.Scalar;
}
