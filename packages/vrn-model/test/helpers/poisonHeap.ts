// Fills a backend's free memory with a known value, to detect kernels that read uninitialised memory.
import * as tf from '@tensorflow/tfjs-core';

/** Value that uninitialised memory has after {@link poisonHeap}. */
export const POISON = 777;

/** Sizes for which {@link poisonHeap} makes tensors of 4 bytes to 768 KiB: allocators keep freed blocks by size. */
const SIZES = Array.from({ length: 18 }, (_, k) => 2 ** k);

/** Fills and frees tensors of many sizes, so that the memory allocated next contains {@link POISON}. */
export async function poisonHeap(): Promise<void> {
  await tf.ready();
  const poisoned = SIZES.flatMap((size) => Array.from({ length: 4 }, () => tf.fill([size + (size >> 1)], POISON)));
  tf.dispose(poisoned);
}
