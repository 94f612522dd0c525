// Computes batch norm with the statistics of the batch, and adds biases, both with gradients. Means over positions are
// computed by pooling, because reductions over leading axes are slow on some backends.
import * as tf from '@tensorflow/tfjs-core';

/** Weight of a batch's statistics in the update of the running averages, as in Torch. */
export const MOMENTUM = 0.1;

/**
 * Maximum number of positions per pooling window, exceeded only if the number of positions has no divisor from 2 to
 * this. Short sums limit the rounding error.
 */
const CHUNK = 64;

/** The largest divisor of n from 2 to {@link CHUNK}; n itself if there is none. */
function chunk(n: number): number {
  for (let size = Math.min(CHUNK, n); size > 1; size--) if (n % size === 0) return size;
  return n;
}

/** Mean of `[positions, channels]` over positions. */
function columnMeans(x: tf.Tensor2D): tf.Tensor1D {
  const [positions, channels] = x.shape;
  if (positions === 1) return tf.reshape(x, [channels]);
  const size = chunk(positions);
  const pooled = tf.avgPool(tf.reshape(x, [1, positions, 1, channels]) as tf.Tensor4D, [size, 1], [size, 1], 'valid');
  return columnMeans(tf.reshape(pooled, [positions / size, channels]));
}

/**
 * Reshapes to `[positions, channels]`. Operations with a vector over channels use two axes: with five, some backends
 * return wrong values (tfjs' WebGPU backend 4.22 below 128 channels: its shader does not compile, and no error is
 * thrown).
 */
const rows = (x: tf.Tensor): tf.Tensor2D => tf.reshape(x, [x.size / x.shape.at(-1)!, x.shape.at(-1)!]);

/** Mean and (biased) variance of every channel over all axes but the last. */
export interface Moments {
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/** Moments of `[positions, channels]`, and x − mean. */
function centre(x: tf.Tensor2D): Moments & { readonly centred: tf.Tensor2D } {
  const mean = columnMeans(x);
  const centred = tf.sub(x, mean) as tf.Tensor2D;
  const variance = tf.tidy(() => columnMeans(tf.square(centred)));
  return { mean, variance, centred };
}

/** Computes x · gain + offset, where `gain` and `offset` are vectors over the last axis. */
export const scaleShift = (x: tf.Tensor, gain: tf.Tensor1D, offset: tf.Tensor1D): tf.Tensor =>
  tf.reshape(tf.add(tf.mul(rows(x), gain), offset), x.shape);

/**
 * Computes {@link scaleShift} in one pass, as a depthwise 1×1 convolution, for x `[positions, channels]` that was
 * reshaped from features of a given shape. Not every backend has a gradient for that convolution, so it is used only
 * inside custom gradients.
 */
function multiplyAdd(x: tf.Tensor2D, gain: tf.Tensor1D, offset: tf.Tensor1D, shape: readonly number[]): tf.Tensor2D {
  const [rowCount, columns] = shape.slice(-3) as [number, number];
  const plane: tf.Tensor4D = tf.reshape(x, [-1, rowCount, columns, gain.size]);
  const filter: tf.Tensor4D = tf.reshape(gain, [1, 1, gain.size, 1]);
  return rows(tf.fused.depthwiseConv2d({ x: plane, filter, strides: 1, pad: 'valid', bias: offset }));
}

/**
 * Computes (x − mean) / √(variance + epsilon) · scale + shift, with the mean and variance of the batch.
 *
 * The mean is subtracted first: if a channel hardly varies, the difference of x and mean, each multiplied by a large
 * factor, would be mostly rounding error.
 *
 * Let x̂ = (x − mean) / √(variance + epsilon) and g = scale / √(variance + epsilon). With sums over the n
 * positions, the gradients are dshift = Σdy, dscale = Σ(dy·x̂) and dx = g·(dy − dshift/n − x̂·dscale/n).
 * With means instead of sums, dx = g·(dy − mean(dy) − x̂·mean(dy·x̂)).
 *
 * @param x         values `[…, channels]`.
 * @param scale     factor per channel.
 * @param shift     summand per channel.
 * @param epsilon   added to the variance.
 * @param onMoments called with the moments of the batch; it must call `tf.keep` on those that it uses later.
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
    // Without tidy, intermediate tensors would be freed only at the end of the backward pass.
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => tf.tidy(() => backward(dy, saved));
    return { value, gradFunc };
  });
  return op(x, scale, shift);
}

/**
 * Computes x + bias, where `bias` is a vector over the last axis. With `constant`, the gradient of the bias is exactly
 * zero. This is for a bias before a norm, which cancels it: the computed gradient would be rounding error only, and an
 * optimiser that divides by the gradient's magnitude would take full steps along it.
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
