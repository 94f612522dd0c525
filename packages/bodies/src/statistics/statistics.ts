// Summarises a set of samples: sizes, poses, landmarks, brightness, and the people in it.
import type { Split } from '../person/person.js';
import { gatherStatistics, type Measured, type Statistics } from './gatherStatistics.js';

/**
 * Computes statistics of all samples as plain JSON: histograms of the solid's size and occupancy, the mask's area and
 * its agreement with the volume, brightness, contrast and pose; where each landmark is, and how often it is found,
 * visible and on the mask; and the counts of splits, shapes, sources, people, subjects and motions.
 *
 * @param samples  read one after the other and not kept, so there may be any number of them.
 * @param split    the split of all these samples; use `gatherStatistics` for several splits.
 * Cost: O(voxels + pixels) per sample.
 *
 * @example
 * const stats = await statistics(await readShard(bytes));
 * console.log(`mean height ${stats.height.mean} m`);
 */
export async function statistics(
  samples: Iterable<Measured> | AsyncIterable<Measured>,
  split?: Split,
): Promise<Statistics> {
  const gatherer = gatherStatistics();
  for await (const sample of samples) gatherer.add(sample, split);
  return gatherer.result();
}
