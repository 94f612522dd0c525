// ReLU with a gradient from its own result, which the convolution behind it keeps anyway: what came in can be freed.
import * as tf from '@tensorflow/tfjs-core';

/** max(x, 0); its gradient is zero where x is not above zero. */
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
