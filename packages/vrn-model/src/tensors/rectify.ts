// Computes ReLU with a gradient that is computed from the output, which the next convolution keeps anyway, so that the
// input of the ReLU can be freed.
import * as tf from '@tensorflow/tfjs-core';

/** Computes max(x, 0). The gradient is zero where x ≤ 0. */
export function rectify(x: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    const value = tf.relu(input);
    save([value]);
    const gradFunc = (dy: tf.Tensor, [y]: tf.Tensor[]) => [tf.tidy(() => tf.mul(dy, tf.step(y!)))];
    return { value, gradFunc };
  });
  return op(x);
}
