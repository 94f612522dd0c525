// The loss of all networks: sigmoid cross entropy of every voxel, from logits, summed over the supervised stacks.
import * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';

/**
 * Sigmoid cross entropy between logits and occupancies, a scalar with a gradient to the logits.
 *
 * From logits x and targets z it is log(1 + eˣ) − x·z = max(x, 0) − x·z + log(1 + e^−|x|), which neither overflows nor
 * loses digits: −z·log σ(x) − (1 − z)·log(1 − σ(x)) = z·log(1 + e^−x) + (1 − z)·(x + log(1 + e^−x)). Its gradient is
 * σ(x) − z.
 *
 * @param logits a tensor, or one a stack: their losses are added with equal weight.
 * @param target of the logits' shape, 0..1; no gradient reaches it.
 * @param options `reduction`: `mean` over all elements (default) or their `sum`.
 * @throws {VolumetricError} `shape-mismatch`
 *
 * Source: paper Eq. 1, which lacks the minus sign: its negative is minimised. Mean or sum is left open.
 */
export function sigmoidCrossEntropy(
  logits: tf.Tensor | readonly tf.Tensor[],
  target: tf.Tensor,
  options: { readonly reduction?: 'mean' | 'sum' } = {},
): tf.Scalar {
  const { reduction = 'mean' } = options;
  const stacks = logits instanceof tf.Tensor ? [logits] : logits;
  check(stacks.length > 0, 'bad-argument', () => 'sigmoidCrossEntropy: logits must have at least one stack, got none');
  return tf.tidy(() =>
    stacks.map((stack) => oneStack(stack, target, reduction)).reduce((sum, loss) => tf.add(sum, loss)),
  );
}

function oneStack(logits: tf.Tensor, target: tf.Tensor, reduction: 'mean' | 'sum'): tf.Scalar {
  check(String(logits.shape) === String(target.shape), 'shape-mismatch', () => {
    return `sigmoidCrossEntropy: target must be of the logits' shape [${logits.shape}], got [${target.shape}]`;
  });
  const weight = reduction === 'mean' ? 1 / logits.size : 1;
  const op = tf.customGrad((...args) => {
    const [x, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    save([x, target]);
    const value = tf.mul(tf.sum(tf.sub(tf.softplus(x), tf.mul(x, target))), weight) as tf.Scalar;
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
      tf.mul(tf.sub(tf.sigmoid(saved[0]!), saved[1]!), tf.mul(dy, weight));
    return { value, gradFunc };
  });
  return op(logits) as tf.Scalar;
}
