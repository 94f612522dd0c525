// The folder of a set: what is written down of it, and which shards lie in it.
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { check, VolumetricError } from '@vrn/voxel';
import { about } from '../output/failure.js';
import { writeInPlace } from '../output/files.js';
import { readShardName, type ShardFile } from './plan.js';
import { same, withShard } from './shardFile.js';
import type { Spec } from './spec.js';

/** Where the spec of the set is written down. */
export const SET_FILE = 'dataset.json';

/** Where shards lie while they are made. */
export const PARTS = '.parts';

/** Shards of the folder, by name. */
export async function shardFiles(folder: string): Promise<ShardFile[]> {
  const names = (await readdir(folder)).sort();
  return names.flatMap((name) => readShardName(name) ?? []);
}

/**
 * The spec as it is written down in a set's folder, or else in the first of its shards that can be read.
 *
 * @throws {VolumetricError} where there is none
 */
export async function readSet(folder: string): Promise<Spec> {
  const file = join(folder, SET_FILE);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) return about(file, () => checked((JSON.parse(text) as { spec?: unknown })?.spec));
  for (const { file: shard } of await shardFiles(folder)) {
    const spec = await withShard(join(folder, shard), async ({ header }) => header.spec).catch(() => undefined);
    if (spec !== undefined) return about(join(folder, shard), () => checked(spec));
  }
  throw new VolumetricError(
    'bad-file',
    `${folder}: a set must have its ${SET_FILE}, or shards that can be read, got neither`,
  );
}

function checked(spec: unknown): Spec {
  const { samples, split } = (spec ?? {}) as Partial<Spec>;
  check(typeof samples === 'number' && typeof split === 'object', 'bad-file', () => 'must hold the spec of a set');
  return spec as Spec;
}

/**
 * Writes the spec into the folder of a set, or checks that it is the one that is there. One of which nothing was made yet,
 * because something was wrong with its source, gives way.
 *
 * @throws {VolumetricError} where the folder holds another set, or other shards of this one
 */
export async function openSet(folder: string, stored: Spec, count: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const names = await readdir(folder);
  const shards = await shardFiles(folder);
  const begun = names.includes(SET_FILE) && (shards.length > 0 || names.includes(PARTS));
  if (begun) {
    const there = await readSet(folder);
    const differs = [...new Set([...Object.keys(there), ...Object.keys(stored)])].find((name) => {
      return !same(there[name as keyof Spec], stored[name as keyof Spec]);
    });
    check(differs === undefined, 'bad-argument', () => {
      return `${folder}: folder must be empty or hold this set, got one that differs in '${differs}': choose another with -o`;
    });
  }
  const other = shards.find((each) => each.count !== count);
  check(other === undefined, 'bad-argument', () => {
    return `${folder}: folder must hold shards of ${count}, got ${other?.file}: choose another with -o`;
  });
  if (!begun) await writeInPlace(join(folder, SET_FILE), setText(stored));
}

export const setText = (stored: Spec): string => `${JSON.stringify({ spec: stored }, undefined, 2)}\n`;
