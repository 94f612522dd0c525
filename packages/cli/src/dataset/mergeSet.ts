// The shards of a set put together: one for each split, as one machine makes them.
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readShard } from '@vrn/bodies';
import { check } from '@vrn/voxel';
import { writeInPlace } from '../output/files.js';
import { type ShardFile, SPLITS, shardName } from './plan.js';
import { readSet, SET_FILE, setText, shardFiles } from './setFolder.js';
import { describeShard, headerOf, type ShardFacts, withShard, writeShardFile } from './shardFile.js';

/**
 * Copies the samples of all shards, in the order of their numbers, into one shard a split. Each sample's checksum is checked on the
 * way; that all are there should be seen to before.
 *
 * @param output  a folder, or for sets of a single split the name of a file that ends in .vrns.
 */
export async function mergeSet(folder: string, output: string): Promise<ShardFacts[]> {
  const spec = await readSet(folder);
  const files = await shardFiles(folder);
  const splits = SPLITS.map((split) => ({ split, shards: files.filter((each) => each.split === split) })).filter(
    ({ shards }) => shards.length > 0,
  );
  const single = output.endsWith('.vrns');
  check(!single || splits.length === 1, 'bad-argument', () => {
    return `-o must be a folder, since the set has ${splits.map(({ split }) => split).join(', ')}, got ${output}`;
  });
  const target = single ? dirname(output) : output;
  await mkdir(target, { recursive: true });
  if (!single) {
    const others = (await readdir(target)).filter(
      (name) => name !== SET_FILE && !/^(train|validation|test)-00000-of-00001\.vrns$/.test(name),
    );
    check(
      others.length === 0,
      'bad-argument',
      () => `-o must be an empty folder, got ${output}, which holds ${others[0]}`,
    );
    await writeInPlace(join(target, SET_FILE), setText(spec));
  }
  const made: ShardFacts[] = [];
  for (const { split, shards } of splits) {
    const file = single ? output : join(target, shardName(split, 0, 1));
    const temporary = `${file}.${randomUUID().slice(0, 8)}.tmp`;
    const ordered = shards.toSorted((a, b) => a.index - b.index);
    const counts: number[] = [];
    for (const each of ordered) counts.push(await withShard(join(folder, each.file), async ({ length }) => length));
    const header = headerOf(
      spec,
      { split, index: 0, count: 1 },
      counts.reduce((a, b) => a + b, 0),
    );
    try {
      await writeShardFile(file, temporary, samplesOf(folder, ordered), header);
    } finally {
      await rm(temporary, { force: true });
    }
    made.push(await describeShard(file));
  }
  return made;
}

async function* samplesOf(folder: string, shards: readonly ShardFile[]): AsyncGenerator<Uint8Array> {
  for (const { file } of shards) {
    const path = join(folder, file);
    const handle = await open(path, 'r');
    try {
      const shard = await readShard(handle, { name: path });
      for (let at = 0; at < shard.length; at++) yield shard.bytes(at);
    } finally {
      await handle.close();
    }
  }
}
