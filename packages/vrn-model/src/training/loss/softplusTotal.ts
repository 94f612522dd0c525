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
 * The relative error of a product of 64 factors is at most 64 roundings of 6e-8, and so is the absolute error of its
 * logarithm: as large as that of a sum of 64 terms below log 2. Where x is infinite the term is zero.
 */
export const softplusTotal = (x: tf.Tensor): tf.Scalar =>
  tf.tidy(() => {
    const size = factors(x.size);
    const products = tf.prod(tf.reshape(tf.sigmoid(tf.abs(x)), [x.size / size, size]), 1);
    return tf.neg(total(tf.log(products)));
  });
