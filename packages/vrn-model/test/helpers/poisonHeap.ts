// Fills a backend's memory with a value that shows wherever a kernel reads what it never wrote.
import * as tf from '@tensorflow/tfjs-core';

/** What uncleared memory holds afterwards. */
export const POISON = 777;

/** From a few bytes to half a megabyte, two of each power of two: allocators keep freed blocks by size. */
const SIZES = Array.from({ length: 18 }, (_, k) => 2 ** k);

/** Fills and frees tensors of many sizes, so that memory handed out next is full of {@link POISON}. */
export async function poisonHeap(): Promise<void> {
  await tf.ready();
  const poisoned = SIZES.flatMap((size) => Array.from({ length: 4 }, () => tf.fill([size + (size >> 1)], POISON)));
  tf.dispose(poisoned);
}
