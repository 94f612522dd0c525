// Merges the shard files of a data set into one file per split, as if the data set had been made as a single shard.
import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { check } from '@vrn/voxel';
import { checkOptions, makeFolder, sweepTemporaries, writeFileAtomic } from '@vrn/voxel/internal';
import { readShard } from '../../shard/readShard.js';
import { about } from '../files/about.js';
import { type ShardFile, SPLITS, shardName } from '../plan/plan.js';
import { readSet, SET_FILE, shardFiles, storedText } from '../set/setFolder.js';
import { headerOf, type ShardFacts, withShard, writeShardFile } from '../set/shardFile.js';
import type { Spec } from '../spec/spec.js';
import { verifyDataset } from './verifyDataset.js';

export interface MergeDatasetOptions {
  /**
   * Folder for the merged files; created if it does not exist, else it must be empty or hold only an earlier merge. For
   * a data set with a single split, it may instead be the path of the merged file, ending in .vrns.
   */
  readonly output: string;
  /** Called with the number of shard files verified so far and their total number. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Merges the shards of a data set into one file per split, after verifying them.
 *
 * Each file equals, byte for byte, the one that `makeDataset` makes from the same spec as a single shard. If `output`
 * is a folder, the stored spec is written to it, too.
 *
 * @param folder  the folder of the data set.
 * @returns       name, number of samples, checksum and size of each file that was written.
 * @throws {VolumetricError} `bad-file` if `verifyDataset` finds faults, naming the first, and for files that cannot be
 *   read or written; `no-eval` as for `verifyDataset`; `bad-argument`
 *
 * @example
 * await mergeDataset('people', { output: 'merged' });
 */
export async function mergeDataset(folder: string, options: MergeDatasetOptions): Promise<ShardFacts[]> {
  checkOptions('mergeDataset', options, ['output', 'onProgress']);
  const { output, onProgress } = options;
  check(typeof output === 'string' && output !== '', 'bad-argument', () => {
    return `mergeDataset: output must be a folder or a file that ends in .vrns, got ${JSON.stringify(output)}`;
  });
  const { faults } = await verifyDataset(folder, onProgress === undefined ? {} : { onProgress });
  check(faults.length === 0, 'bad-file', () => {
    const more = faults.length > 1 ? `; and ${faults.length - 1} more, see vrn dataset verify` : '';
    return `${folder}: a set must be complete and intact to be merged: ${faults[0]!.message}${more}`;
  });
  const spec = await readSet(folder);
  const files = await shardFiles(folder);
  const present = SPLITS.filter((split) => files.some((each) => each.split === split));
  const isFile = output.endsWith('.vrns');
  check(!isFile || present.length === 1, 'bad-argument', () => {
    return `mergeDataset: output must be a folder, since the set has ${present.join(', ')}, got ${output}`;
  });
  const target = isFile ? dirname(output) : output;
  await about(target, () => makeFolder(fs, target));
  await sweepTemporaries(fs, target);
  if (!isFile) await prepareFolder(target, spec);
  const made: ShardFacts[] = [];
  for (const split of present) {
    const file = isFile ? output : join(target, shardName(split, 0, 1));
    const ordered = files.filter((each) => each.split === split).toSorted((a, b) => a.index - b.index);
    let samples = 0;
    for (const each of ordered) samples += await withShard(join(folder, each.file), async ({ length }) => length);
    const header = headerOf(spec, { split, index: 0, count: 1 }, samples);
    made.push(await writeShardFile(file, samplesOf(folder, ordered), header));
  }
  return made;
}

/** Rejects a folder that holds anything but an earlier merge, then stores the spec in the folder. */
async function prepareFolder(folder: string, spec: Spec): Promise<void> {
  const other = (await fs.readdir(folder)).find((name) => {
    return name !== SET_FILE && !/^(train|validation|test)-00000-of-00001\.vrns$/.test(name);
  });
  check(
    other === undefined,
    'bad-argument',
    () => `mergeDataset: output must be an empty folder, got ${folder}, which holds ${other}`,
  );
  await writeFileAtomic(fs, join(folder, SET_FILE), storedText(spec));
}

async function* samplesOf(folder: string, shards: readonly ShardFile[]): AsyncGenerator<Uint8Array> {
  for (const { file } of shards) {
    const path = join(folder, file);
    const handle = await fs.open(path, 'r');
    try {
      const shard = await readShard(handle, { name: path });
      for (let at = 0; at < shard.length; at++) yield shard.bytes(at);
    } finally {
      await handle.close();
    }
  }
}
