// The sum of log(1 + e^−|x|) over all elements, with a logarithm for many of them at once: logarithms are slow on some backends.
import * as tf from '@tensorflow/tfjs-core';
import { total } from './sums.js';

/** Factors of at least a half each, so their product stays above 2^−64, far from where single precision ends. */
const FACTORS = 64;

/** The largest number of at most {@link FACTORS} that divides n. */
function factors(n: number): number {
  let size = Math.min(FACTORS, n);
  while (n % size !== 0) size--;
  return size;
}

/**
 * Σ log(1 + e^−|x|) = −Σ log σ(|x|) = −Σ log Π σ(|x|), the products over up to 64 elements.
 *
 * A product of 64 factors is off by 64 roundings of 6e-8 at most, and so is its logarithm: as much as 64 sums of terms below
 * log 2 would be. Where x is infinite the term is zero.
 */
export const softplusTotal = (x: tf.Tensor): tf.Scalar =>
  tf.tidy(() => {
    const size = factors(x.size);
    const products = tf.prod(tf.reshape(tf.sigmoid(tf.abs(x)), [x.size / size, size]), 1);
    return tf.neg(total(tf.log(products)));
  });
