// Measures the peak memory of tensors while a function runs, as counted by tfjs.
import * as tf from '@tensorflow/tfjs-core';

/** Peak memory of all tensors while the function runs, minus the memory in use before, bytes. */
export async function peakBytes(program: () => tf.TensorContainer): Promise<number> {
  const before = tf.memory().numBytes;
  const { peakBytes: most, result } = await tf.profile(program);
  tf.dispose(result);
  return most - before;
}
