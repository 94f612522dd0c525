// How much memory a program takes beyond what there was, as tfjs counts its tensors.
import * as tf from '@tensorflow/tfjs-core';

/** Bytes of all tensors at their most while the program runs, less those that were there before. */
export async function peakBytes(program: () => tf.TensorContainer): Promise<number> {
  const before = tf.memory().numBytes;
  const { peakBytes: most, result } = await tf.profile(program);
  tf.dispose(result);
  return most - before;
}
