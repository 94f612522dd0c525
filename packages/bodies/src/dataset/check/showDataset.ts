// Shows a data set: statistics of all samples, and a contact sheet of some of them.
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { check } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import { encodePng } from '../../shard/sample/pictureBytes.js';
import type { StoredSample } from '../../shard/sample/storedSample.js';
import { contactSheet } from '../../sheet/contactSheet.js';
import { gatherStatistics, type Statistics } from '../../statistics/gatherStatistics.js';
import { statisticsPage } from '../../statistics/statisticsPage.js';
import { about } from '../files/about.js';
import { readShardName } from '../plan/plan.js';
import { readSet, shardFiles } from '../set/setFolder.js';
import { withShard } from '../set/shardFile.js';

export interface ShowDatasetOptions {
  /** Maximum number of samples on the contact sheet. */
  readonly people?: number;
  /** Called with the number of samples read so far and their total number. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export const SHOW_DATASET_DEFAULTS = { people: 12, onProgress: undefined } as const satisfies ShowDatasetOptions;

export interface ShownDataset {
  readonly title: string;
  readonly statistics: Statistics;
  /** The contact sheet as a PNG file; its samples are spread evenly over the data set. */
  readonly sheet: Uint8Array;
  /** An HTML page of statistics. */
  readonly page: string;
}

/**
 * Reads all samples of a data set, or of one shard, and summarises them.
 *
 * @param place  the folder of a data set, or one shard file (.vrns).
 * @throws {VolumetricError} `bad-file` for a damaged shard or sample, naming it, and if there is no data set or no
 *   sample; `no-eval` where code from strings is forbidden, since decoding needs it; `bad-argument`
 * Cost: decodes every sample once and keeps those of the sheet in memory.
 *
 * @example
 * const { statistics, sheet } = await showDataset('people', { people: 6 });
 * await writeFile('sheet.png', sheet);
 */
export async function showDataset(place: string, options: ShowDatasetOptions = {}): Promise<ShownDataset> {
  checkOptions('showDataset', options, SHOW_DATASET_DEFAULTS);
  const { people, onProgress } = { ...SHOW_DATASET_DEFAULTS, ...defined(options) };
  check(Number.isInteger(people) && people >= 1, 'bad-argument', () => {
    return `showDataset: people must be an integer from 1, got ${people}`;
  });
  const isFolder = (await about(place, () => stat(place))).isDirectory();
  const title = isFolder ? (await readSet(place)).name : basename(place);
  const files = isFolder ? (await shardFiles(place)).map(({ file }) => join(place, file)) : [place];
  let total = 0;
  for (const file of files) total += await withShard(file, async ({ length }) => length);
  check(total > 0, 'bad-file', () => `${place}: a set to be shown must have samples, got none`);
  const gatherer = gatherStatistics();
  const shown: StoredSample[] = [];
  let done = 0;
  for (const file of files) {
    await withShard(file, async (shard) => {
      for await (const sample of shard) {
        gatherer.add(sample, shard.header.split ?? readShardName(basename(file))?.split);
        // True for `people` evenly spaced samples, or for all samples if `total` ≤ `people`.
        if (Math.floor(((done + 1) * people) / total) > Math.floor((done * people) / total)) shown.push(sample);
        done++;
        onProgress?.(done, total);
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
