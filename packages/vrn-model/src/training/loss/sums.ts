// Sums over the voxels of every sample in chunks of up to 256 terms, which limits rounding errors.
import * as tf from '@tensorflow/tfjs-core';

/** Maximum number of terms per chunk, exceeded only if the number of terms has no divisor from 2 to this. */
const TERMS = 256;

/** The largest divisor of n from 2 to {@link TERMS}; n itself if there is none. */
function terms(n: number): number {
  for (let size = Math.min(TERMS, n); size > 1; size--) if (n % size === 0) return size;
  return n;
}

/**
 * Sums over each sample: `[batch, …]` → `[batch]`. Backends add sequentially in single precision: in sums over
 * millions of terms, small terms are lost, and equal terms are all rounded in the same direction.
 */
export function sampleSums(x: tf.Tensor): tf.Tensor1D {
  const batch = x.shape[0]!;
  return tf.tidy(() => {
    let y: tf.Tensor = x;
    while (y.size > batch) {
      const size = terms(y.size / batch);
      y = tf.sum(tf.reshape(y, [y.size / size, size]), 1);
    }
    return tf.reshape(y, [batch]) as tf.Tensor1D;
  });
}

/** Sums all elements, in chunks like {@link sampleSums}. */
export const total = (x: tf.Tensor): tf.Scalar =>
  tf.tidy(() => tf.reshape(sampleSums(tf.reshape(x, [1, x.size])), []) as tf.Scalar);
