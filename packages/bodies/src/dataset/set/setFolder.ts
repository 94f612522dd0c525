// Prepares the folder of a data set, lists its shard files, and reads and stores its spec.
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { check, VolumetricError } from '@vrn/voxel';
import { makeFolder, sweepTemporaries, writeFileAtomic } from '@vrn/voxel/internal';
import { about } from '../files/about.js';
import { readShardName, type ShardFile } from '../plan/plan.js';
import type { Spec } from '../spec/spec.js';
import { sameJson, withShard } from './shardFile.js';

/** Name of the file that stores the spec. */
export const SET_FILE = 'dataset.json';

/** Name of the folder that holds finished samples of unfinished shards. */
export const PARTS_FOLDER = '.parts';

/** Lists the shard files in the folder, sorted by name. */
export async function shardFiles(folder: string): Promise<ShardFile[]> {
  const names = (await about(folder, () => fs.readdir(folder))).sort();
  return names.flatMap((name) => readShardName(name) ?? []);
}

/**
 * Reads the stored spec of a data set from `dataset.json`, or if that is missing, from the header of a shard.
 *
 * @throws {VolumetricError} `bad-file` if `dataset.json` is damaged, or if it is missing and no shard can be read
 */
export async function readSet(folder: string): Promise<Spec> {
  const file = join(folder, SET_FILE);
  const text = await fs.readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    return about(folder, () => Promise.reject(error));
  });
  if (text !== undefined) return about(file, () => checkStored((JSON.parse(text) as { spec?: unknown })?.spec));
  for (const { file: shard } of await shardFiles(folder)) {
    const spec = await withShard(join(folder, shard), async ({ header }) => header.spec).catch(() => undefined);
    if (spec !== undefined) return about(join(folder, shard), () => checkStored(spec));
  }
  throw new VolumetricError(
    'bad-file',
    `${folder}: a data set must have its ${SET_FILE}, or shards that can be read, got neither`,
  );
}

/** Checks the fields of a stored spec that control loops, so that damaged specs cannot cause endless work. */
function checkStored(value: unknown): Spec {
  const spec = (value ?? {}) as Partial<Spec>;
  const { train, validation, test } = (spec.split ?? {}) as Partial<Spec['split']>;
  const shares = [train, validation, test];
  const isGood =
    Number.isInteger(spec.samples) &&
    spec.samples! >= 1 &&
    spec.samples! <= 1e9 &&
    shares.every((share) => typeof share === 'number' && share >= 0 && share <= 1e9) &&
    shares.some((share) => share! > 0);
  check(isGood, 'bad-file', () => 'must hold the spec of a data set, with samples and split');
  return spec as Spec;
}

/**
 * Prepares the folder of a data set: creates it if it does not exist, and stores the spec, or checks that an equal one
 * is stored. Overwrites a stored spec if there are no shards and no parts. Removes temporary files that killed
 * processes of this machine left.
 *
 * @throws {VolumetricError} `bad-argument` if the stored spec is of another data set, or if the folder holds shards of
 *   another number of shards than `count`; `bad-file` if the folder cannot be created or its spec cannot be read
 */
export async function openSet(folder: string, stored: Spec, count: number): Promise<void> {
  await about(folder, () => makeFolder(fs, folder));
  await sweepTemporaries(fs, folder);
  const names = await fs.readdir(folder);
  const shards = await shardFiles(folder);
  const isBegun = names.includes(SET_FILE) && (shards.length > 0 || names.includes(PARTS_FOLDER));
  if (isBegun) {
    const present = await readSet(folder);
    const differs = [...new Set([...Object.keys(present), ...Object.keys(stored)])].find((name) => {
      return !sameJson(present[name as keyof Spec], stored[name as keyof Spec]);
    });
    check(differs === undefined, 'bad-argument', () => {
      return `${folder}: folder must be empty or hold this set, got one that differs in '${differs}': choose another output`;
    });
  }
  const other = shards.find((each) => each.count !== count);
  check(other === undefined, 'bad-argument', () => {
    return `${folder}: folder must hold shards of ${count}, got ${other?.file}: choose another output`;
  });
  if (!isBegun) await writeFileAtomic(fs, join(folder, SET_FILE), storedText(stored));
}

/** Formats the content of the file that stores the spec. */
export const storedText = (stored: Spec): string => `${JSON.stringify({ spec: stored }, undefined, 2)}\n`;
