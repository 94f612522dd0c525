// Batch norm by the batch's own statistics and biases, with gradients. Means over positions are poolings: on some backends
// reductions over leading axes are slow.
import * as tf from '@tensorflow/tfjs-core';

/** Share of a batch's statistics in the running averages, as in Torch. */
export const MOMENTUM = 0.1;

/** Positions pooled at a time, at most, so that rounding grows with the length of short sums and not of one long one. */
const CHUNK = 64;

/** The largest number of at most {@link CHUNK} that divides n; n itself where that is 1. */
function chunk(n: number): number {
  for (let size = Math.min(CHUNK, n); size > 1; size--) if (n % size === 0) return size;
  return n;
}

/** `[positions, channels]` averaged over positions. */
function columnMeans(x: tf.Tensor2D): tf.Tensor1D {
  const [positions, channels] = x.shape;
  if (positions === 1) return tf.reshape(x, [channels]);
  const size = chunk(positions);
  const pooled = tf.avgPool(tf.reshape(x, [1, positions, 1, channels]) as tf.Tensor4D, [size, 1], [size, 1], 'valid');
  return columnMeans(tf.reshape(pooled, [positions / size, channels]));
}

/**
 * `[positions, channels]`. What meets a vector over channels is of two axes here: with five, some backends put wrong
 * numbers out (WebGPU's of tfjs 4.22 below 128 channels: its shader does not compile, and no error is thrown).
 */
const rows = (x: tf.Tensor): tf.Tensor2D => tf.reshape(x, [x.size / x.shape.at(-1)!, x.shape.at(-1)!]);

/** Mean and (biased) variance of every channel over all axes but the last. */
export interface Moments {
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/** The moments of `[positions, channels]`, and x less its mean. */
function centre(x: tf.Tensor2D): Moments & { readonly centred: tf.Tensor2D } {
  const mean = columnMeans(x);
  const centred = tf.sub(x, mean) as tf.Tensor2D;
  const variance = tf.tidy(() => columnMeans(tf.square(centred)));
  return { mean, variance, centred };
}

/** x · gain + offset, both over the last axis. */
export const scaleShift = (x: tf.Tensor, gain: tf.Tensor1D, offset: tf.Tensor1D): tf.Tensor =>
  tf.reshape(tf.add(tf.mul(rows(x), gain), offset), x.shape);

/** The same in one pass, as a depthwise 1×1 convolution. It has no gradient everywhere, so it is for use within those here. */
function multiplyAdd(x: tf.Tensor2D, gain: tf.Tensor1D, offset: tf.Tensor1D, shape: readonly number[]): tf.Tensor2D {
  const [rowCount, columns] = shape.slice(-3) as [number, number];
  const plane: tf.Tensor4D = tf.reshape(x, [-1, rowCount, columns, gain.size]);
  const filter: tf.Tensor4D = tf.reshape(gain, [1, 1, gain.size, 1]);
  return rows(tf.fused.depthwiseConv2d({ x: plane, filter, strides: 1, pad: 'valid', bias: offset }));
}

/**
 * (x − mean) / √(variance + epsilon) · scale + shift, mean and variance those of the batch.
 *
 * The mean is taken away before all else: where a channel hardly varies, x and mean times a large factor would differ by
 * rounding alone. Its gradient, with x̂ the normed x, g = scale / √(variance + epsilon), and sums over the n positions:
 * dshift = Σdy, dscale = Σ(dy·x̂), dx = g·(dy − dshift/n − x̂·dscale/n), or with means in place of sums, g·(dy − mean dy −
 * x̂·mean(dy·x̂)).
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
    const { mean, variance, centred } = centre(rows(input));
    onMoments?.({ mean, variance });
    const deviation = tf.rsqrt(tf.add(variance, epsilon)) as tf.Tensor1D;
    const gain = tf.mul(gamma, deviation) as tf.Tensor1D;
    save([centred, deviation, gain]);
    const value = tf.reshape(multiplyAdd(centred, gain, beta, input.shape), input.shape);
    const backward = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [x0, r, g] = saved as [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D];
      const flat = rows(dy);
      const meanShift = columnMeans(flat);
      const meanScale = tf.mul(columnMeans(tf.mul(flat, x0) as tf.Tensor2D), r);
      const slope = tf.mul(g, tf.mul(r, meanScale)) as tf.Tensor1D;
      const offset = tf.mul(g, meanShift) as tf.Tensor1D;
      const dx = tf.sub(tf.mul(flat, g), multiplyAdd(x0, slope, offset, dy.shape));
      const n = flat.shape[0];
      return [tf.reshape(dx, dy.shape), tf.mul(meanScale, n), tf.mul(meanShift, n)];
    };
    // What a gradient leaves would be freed at the end of the whole way back.
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => tf.tidy(() => backward(dy, saved));
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
    const gradFunc = (dy: tf.Tensor) => [
      dy.clone(),
      constant ? tf.zerosLike(b) : tf.tidy(() => tf.mul(columnMeans(rows(dy)), dy.size / b.size)),
    ];
    return { value: tf.reshape(tf.add(rows(input), b), input.shape), gradFunc };
  });
  return op(x, bias);
}
