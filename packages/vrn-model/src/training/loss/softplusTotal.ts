// Sums log(1 + e^−|x|) with one logarithm per group of elements, because logarithms are slow on some backends.
import * as tf from '@tensorflow/tfjs-core';
import { total } from './sums.js';

/** Maximum number of factors per product. Each is at least 0.5, so a product is at least 2^−64, far from underflow. */
const FACTORS = 64;

/** The largest divisor of n up to {@link FACTORS}. */
function factors(n: number): number {
  let size = Math.min(FACTORS, n);
  while (n % size !== 0) size--;
  return size;
}

/**
 * Computes Σ log(1 + e^−|x|) = −Σ log σ(|x|) = −Σ log Π σ(|x|), with products over up to 64 elements.
 *
 * Multiplying 64 factors in float32 causes a relative error of at most about 64 · 6e-8, which is the absolute error of
 * the product's logarithm. The term of an infinite x is 0.
 */
export const softplusTotal = (x: tf.Tensor): tf.Scalar =>
  tf.tidy(() => {
    const size = factors(x.size);
    const products = tf.prod(tf.reshape(tf.sigmoid(tf.abs(x)), [x.size / size, size]), 1);
    return tf.neg(total(tf.log(products)));
  });
