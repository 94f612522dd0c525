// What is in a set: statistics of all its samples, and some of them to look at.
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  contactSheet,
  encodePng,
  gatherStatistics,
  type Statistics,
  type StoredSample,
  statisticsPage,
} from '@vrn/bodies';
import { check } from '@vrn/voxel';
import { about } from '../output/failure.js';
import { readShardName } from './plan.js';
import { readSet, shardFiles } from './setFolder.js';
import { withShard } from './shardFile.js';

export interface ShownSet {
  readonly title: string;
  readonly statistics: Statistics;
  /** A .png file: samples evenly along the set. */
  readonly sheet: Uint8Array;
  /** An .html file. */
  readonly page: string;
}

/**
 * Reads every sample of a set, or of one shard.
 *
 * @param people    how many stand on the sheet.
 * @param onSample  called for each sample that has been read.
 * @throws {VolumetricError} naming the shard, and the sample, that is damaged
 */
export async function showSet(
  place: string,
  people: number,
  onSample: (done: number, of: number) => void = () => {},
): Promise<ShownSet> {
  const isFolder = (await about(place, () => stat(place))).isDirectory();
  const title = isFolder ? (await readSet(place)).name : basename(place);
  const files = isFolder ? (await shardFiles(place)).map(({ file }) => join(place, file)) : [place];
  const lengths: number[] = [];
  for (const file of files) lengths.push(await withShard(file, async ({ length }) => length));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  check(total > 0, 'bad-file', () => `${place}: a set to be shown must have samples, got none`);
  const gatherer = gatherStatistics();
  const shown: StoredSample[] = [];
  let done = 0;
  for (const file of files) {
    await withShard(file, async (shard) => {
      for await (const sample of shard) {
        gatherer.add(sample, shard.header.split ?? readShardName(basename(file))?.split);
        // The next of `people` numbers that lie evenly in 0 … total.
        if (Math.floor(((done + 1) * people) / total) > Math.floor((done * people) / total)) shown.push(sample);
        onSample(++done, total);
      }
    });
  }
  const statistics = gatherer.result();
  const columns = Math.max(1, Math.min(3, shown.length));
  return {
    title,
    statistics,
    sheet: encodePng(contactSheet(shown, { title, columns })),
    page: statisticsPage(statistics, { title }),
  };
}
