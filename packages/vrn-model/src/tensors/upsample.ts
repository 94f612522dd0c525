// Nearest-neighbour upsampling whose gradient is composed of kernels that every backend has right.
import * as tf from '@tensorflow/tfjs-core';

/** Sum over blocks of rows × columns: what upsampling by those factors makes of a gradient. */
export const sumBlocks = (dy: tf.Tensor4D, [rows, columns]: readonly [number, number]): tf.Tensor4D =>
  tf.mul(tf.avgPool(dy, [rows, columns], [rows, columns], 'valid'), rows * columns);

/**
 * `[batch, rows, columns, channels]` with every pixel repeated `factors` times.
 *
 * tfjs' own gradient mixes up the images of a batch on its cpu backend, and adds into rubbish on its wasm backend (4.22).
 */
export function upsample(x: tf.Tensor4D, factors: readonly [number, number]): tf.Tensor4D {
  if (factors[0] * factors[1] === 1) return x;
  const op = tf.customGrad((...args) => {
    const input = args[0] as tf.Tensor4D;
    const value = tf.image.resizeNearestNeighbor(input, [input.shape[1] * factors[0], input.shape[2] * factors[1]]);
    return { value, gradFunc: (dy: tf.Tensor) => [tf.tidy(() => sumBlocks(dy as tf.Tensor4D, factors))] };
  });
  return op(x) as tf.Tensor4D;
}
