// Opens, checks, describes and atomically writes shard files.
import * as fs from 'node:fs/promises';
import { basename } from 'node:path';
import { writeFileAtomic } from '@vrn/voxel/internal';
import { readShard, type Shard } from '../../shard/readShard.js';
import { streamShard } from '../../shard/streamShard.js';
import { verifyShard } from '../../shard/verifyShard.js';
import { about } from '../files/about.js';
import type { ShardFile } from '../plan/plan.js';
import type { Spec } from '../spec/spec.js';

/** Runs a step on an opened shard and closes the file afterwards. */
export async function withShard<T>(
  file: string,
  step: (shard: Shard, handle: fs.FileHandle) => Promise<T>,
): Promise<T> {
  const handle = await about(file, () => fs.open(file, 'r'));
  try {
    return await step(await about(file, () => readShard(handle, { name: file })), handle);
  } finally {
    await handle.close();
  }
}

/** Creates the header of a shard file; the spec is a deep copy, without undefined fields. */
export const headerOf = (stored: Spec, { split, index, count }: Omit<ShardFile, 'file'>, samples: number) => ({
  spec: JSON.parse(JSON.stringify(stored)),
  shard: { index, count },
  split,
  samples,
});

/** Returns whether a file exists, is intact by its checksums, and has the expected header. */
export async function isFinished(file: string, expected: ReturnType<typeof headerOf>): Promise<boolean> {
  const handle = await fs.open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (handle === undefined) return false;
  try {
    return await about(file, async () => {
      if ((await verifyShard(handle, { name: file, decode: false })).length > 0) return false;
      const { spec, shard, split, samples } = (await readShard(handle, { name: file })).header;
      return sameJson({ spec, shard, split, samples }, expected);
    });
  } finally {
    await handle.close();
  }
}

/** Returns whether two values are equal as JSON, regardless of the order of fields. */
export const sameJson = (a: unknown, b: unknown): boolean => ordered(a) === ordered(b);

const ordered = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );

/** Writes a shard atomically: the file appears only when it is complete. */
export async function writeShardFile(
  file: string,
  samples: AsyncIterable<Uint8Array>,
  header: ReturnType<typeof headerOf>,
): Promise<ShardFacts> {
  await about(file, () => writeFileAtomic(fs, file, streamShard(samples, header)));
  return describeShard(file);
}

export interface ShardFacts {
  /** File name, without its folder. */
  readonly file: string;
  /** Number of samples. */
  readonly samples: number;
  /** Sixteen hexadecimal digits; equal for shards with equal bytes. */
  readonly checksum: string;
  /** Size of the file in bytes. */
  readonly bytes: number;
}

export const describeShard = (file: string): Promise<ShardFacts> =>
  withShard(file, async ({ length, checksum }, handle) => {
    return { file: basename(file), samples: length, checksum, bytes: (await handle.stat()).size };
  });
