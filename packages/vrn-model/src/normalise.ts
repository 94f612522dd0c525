// Batch norm by the batch's own statistics and biases, with gradients whose sums over positions are matrix products:
// on some backends reductions over leading axes are slow.
import * as tf from '@tensorflow/tfjs-core';

/** Positions summed at a time, so that rounding grows with the length of two short sums and not of one long one. */
const CHUNK = 64;

/** `[positions, channels]` summed over positions. */
function columnSums(x: tf.Tensor2D): tf.Tensor1D {
  const [positions, channels] = x.shape;
  const chunks = positions / CHUNK;
  if (!Number.isInteger(chunks) || chunks < 2) {
    return tf.reshape(tf.matMul(tf.ones<tf.Rank.R2>([1, positions]), x), [channels]);
  }
  const sums = tf.matMul(tf.ones([chunks, 1, CHUNK]), tf.reshape(x, [chunks, CHUNK, channels]));
  return columnSums(tf.reshape(sums, [chunks, channels]));
}

const rows = (x: tf.Tensor): tf.Tensor2D => tf.reshape(x, [x.size / x.shape.at(-1)!, x.shape.at(-1)!]);

/** Mean and (biased) variance of every channel over all axes but the last. */
export interface Moments {
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/** The moments, and x less its mean. */
function centre(x: tf.Tensor): Moments & { readonly centred: tf.Tensor } {
  const flat = rows(x);
  const count = flat.shape[0];
  const mean = tf.div(columnSums(flat), count) as tf.Tensor1D;
  const centred = tf.sub(flat, mean) as tf.Tensor2D;
  const variance = tf.div(columnSums(tf.square(centred)), count) as tf.Tensor1D;
  return { mean, variance, centred: tf.reshape(centred, x.shape) };
}

/**
 * (x − mean) / √(variance + epsilon) · scale + shift, mean and variance those of the batch.
 *
 * The mean is taken away before all else: where a channel hardly varies, x and mean times a large factor would differ by
 * rounding alone. Its gradient, with x̂ the normed x, g = scale / √(variance + epsilon), and sums over the n positions:
 * dshift = Σdy, dscale = Σ(dy·x̂), dx = g·(dy − dshift/n − x̂·dscale/n).
 *
 * @param onMoments is handed the batch's moments, which it must keep to use later.
 */
export function normalise(
  x: tf.Tensor,
  [scale, shift]: readonly [tf.Tensor1D, tf.Tensor1D],
  { epsilon, onMoments }: { readonly epsilon: number; readonly onMoments?: (moments: Moments) => void },
): tf.Tensor {
  const op = tf.customGrad((...args) => {
    const [input, gamma, beta, save] = args as unknown as [tf.Tensor, tf.Tensor1D, tf.Tensor1D, tf.GradSaveFunc];
    const { mean, variance, centred } = centre(input);
    onMoments?.({ mean, variance });
    const deviation = tf.rsqrt(tf.add(variance, epsilon)) as tf.Tensor1D;
    const gain = tf.mul(gamma, deviation) as tf.Tensor1D;
    save([centred, deviation, gain]);
    const value = tf.add(tf.mul(centred, gain), beta);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [x0, r, g] = saved as [tf.Tensor, tf.Tensor1D, tf.Tensor1D];
      const n = dy.size / dy.shape.at(-1)!;
      const dshift = columnSums(rows(dy));
      const dscale = tf.mul(columnSums(rows(tf.mul(dy, x0))), r);
      const slope = tf.mul(g, tf.mul(r, tf.div(dscale, -n)));
      const offset = tf.mul(g, tf.div(dshift, -n));
      const dx = tf.add(tf.mul(dy, g), tf.add(tf.mul(x0, slope), offset));
      return [dx, dscale, dshift];
    };
    return { value, gradFunc };
  });
  return op(x, scale, shift);
}

/**
 * x + b, b over the last axis. A constant bias gets a gradient of exactly zero: before a norm the sum that it is would be
 * rounding alone, which an optimiser that divides by the gradient's size makes full steps of.
 */
export function addBias(x: tf.Tensor, bias: tf.Tensor1D, { constant = false } = {}): tf.Tensor {
  const op = tf.customGrad((...args) => {
    const [input, b] = args as unknown as [tf.Tensor, tf.Tensor1D];
    const gradFunc = (dy: tf.Tensor) => [dy.clone(), constant ? tf.zerosLike(b) : columnSums(rows(dy))];
    return { value: tf.add(input, b), gradFunc };
  });
  return op(x, bias);
}
