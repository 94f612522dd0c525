// Upsamples by nearest neighbour. The gradient uses only kernels that are correct on every backend.
import * as tf from '@tensorflow/tfjs-core';

/** Sums blocks of rows × columns values: the gradient of upsampling by these factors. */
export const sumBlocks = (dy: tf.Tensor4D, [rows, columns]: readonly [number, number]): tf.Tensor4D =>
  tf.mul(tf.avgPool(dy, [rows, columns], [rows, columns], 'valid'), rows * columns);

/**
 * Repeats every pixel of `[batch, rows, columns, channels]` `factors` times along rows and columns.
 *
 * tfjs' own gradient (4.22) mixes up the images of a batch on the cpu backend, and accumulates into uninitialised
 * memory on the wasm backend.
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
