// Shards on disk: opened, checked, and written whole or not at all.
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { readShard, type Shard, streamShard, verifyShard } from '@vrn/bodies';
import { about } from '../output/failure.js';
import type { ShardFile } from './plan.js';
import type { Spec } from './spec.js';

/** Runs a step on an opened shard; the file is closed behind it. */
export async function withShard<T>(file: string, step: (shard: Shard, handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file, 'r');
  try {
    return await step(await readShard(handle, { name: file }), handle);
  } finally {
    await handle.close();
  }
}

/** What stands in a shard's header. */
export const headerOf = (stored: Spec, { split, index, count }: Omit<ShardFile, 'file'>, samples: number) => ({
  spec: JSON.parse(JSON.stringify(stored)),
  shard: { index, count },
  split,
  samples,
});

/** Whether the file is there, whole, and the shard that is wanted. */
export async function isFinished(file: string, wanted: ReturnType<typeof headerOf>): Promise<boolean> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (handle === undefined) return false;
  try {
    if ((await verifyShard(handle, { name: file, decode: false })).length > 0) return false;
    const { spec, shard, split, samples } = (await readShard(handle, { name: file })).header;
    return same({ spec, shard, split, samples }, wanted);
  } finally {
    await handle.close();
  }
}

/** Whether two values are the same JSON, whatever the order of their fields. */
export const same = (a: unknown, b: unknown): boolean => ordered(a) === ordered(b);

const ordered = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );

/**
 * Writes a shard to a temporary name and moves it in place.
 *
 * @param temporary  on the same disk as the file.
 * @returns  the shard's checksum and size.
 */
export async function writeShardFile(
  file: string,
  temporary: string,
  samples: AsyncIterable<Uint8Array>,
  header: ReturnType<typeof headerOf>,
): Promise<{ checksum: string; bytes: number }> {
  return about(file, async () => {
    const handle = await open(temporary, 'w');
    try {
      for await (const piece of streamShard(samples, header)) await handle.write(piece);
      await handle.sync();
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    return describeShard(file);
  });
}

export interface ShardFacts {
  readonly file: string;
  readonly samples: number;
  readonly checksum: string;
  readonly bytes: number;
}

export const describeShard = (file: string): Promise<ShardFacts> =>
  withShard(file, async ({ length, checksum }, handle) => {
    return { file: basename(file), samples: length, checksum, bytes: (await handle.stat()).size };
  });
