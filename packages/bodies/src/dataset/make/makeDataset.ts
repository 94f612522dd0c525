// Makes a data set, or one shard of it, from its spec.
import { availableParallelism } from 'node:os';
import { check } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { MAX_SHARDS, rangeOf } from '../plan/plan.js';
import type { ShardNumber } from '../plan/whichShard.js';
import { openSet } from '../set/setFolder.js';
import { storedSpec } from '../source/storedSpec.js';
import { type DatasetSpec, parseDatasetSpec } from '../spec/spec.js';
import { type MadeShard, makeShard } from './makeShard.js';

export interface MakeDatasetOptions {
  /** Folder of the data set. All of its shards belong in the same folder. */
  readonly output: string;
  /** Makes this shard only, `{ index, count }` with index from 0. Default: all shards of the spec. */
  readonly shard?: ShardNumber | undefined;
  /**
   * Maximum number of threads. Default: one per core. Several threads are used if several parts of a shard (up to 8
   * samples each) are missing; they need the package tinypool.
   */
  readonly workers?: number | undefined;
  /** Called with the number of samples finished so far and their total number. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Called once for each warning, as soon as it is known. */
  readonly onWarning?: ((warning: string) => void) | undefined;
  /** Stops the work. Finished shards and parts (up to 8 samples each) are kept, and the next call resumes. */
  readonly signal?: AbortSignal | undefined;
}

export const MAKE_DATASET_DEFAULTS = {
  shard: undefined,
  workers: undefined,
  onProgress: undefined,
  onWarning: undefined,
  signal: undefined,
} as const satisfies Partial<MakeDatasetOptions>;

export interface MadeDataset {
  readonly name: string;
  readonly output: string;
  readonly shards: readonly (MadeShard & { readonly milliseconds: number })[];
  /** Warnings about input that could be read only in part, such as a scan without its texture. */
  readonly warnings: readonly string[];
}

/**
 * Makes a data set of people, or one shard of it.
 *
 * Equal specs and source files give equal samples, whatever the number of threads, shards and interruptions. Finished
 * shards are kept; interrupted ones are resumed. Several processes may work in the same folder.
 *
 * @param spec            the result of `readDatasetSpec`, or an object with the fields of a spec, whose folders are
 *   relative to the working directory.
 * @param options.output  folder of the data set; created if it does not exist.
 * @returns               the files of every shard, how many of their samples this call made, and warnings.
 * @throws {VolumetricError} `bad-argument` for a wrong spec or option and for a folder that holds another data set;
 *   `bad-file`, `bad-mesh` or `bad-image`, naming the file that is missing, damaged or not writable; `not-found` if an
 *   optional package is missing. Throws the reason of `signal` when it aborts.
 *
 * @example
 * const spec = { name: 'few', source: 'capsules', samples: 4, shape: [16, 16, 16], image: false };
 * const { shards } = await makeDataset(spec, { output: 'few', workers: 1 });
 * shards[0].samples;  // → 4
 */
export async function makeDataset(
  spec: DatasetSpec | Readonly<Record<string, unknown>>,
  options: MakeDatasetOptions,
): Promise<MadeDataset> {
  checkOptions('makeDataset', options, ['output', ...Object.keys(MAKE_DATASET_DEFAULTS)]);
  const { output, shard, workers = availableParallelism(), onProgress, onWarning, signal } = options;
  check(typeof output === 'string' && output !== '', 'bad-argument', () => {
    return `makeDataset: output must be the path of a folder, got ${JSON.stringify(output)}`;
  });
  check(Number.isInteger(workers) && workers >= 1, 'bad-argument', () => {
    return `makeDataset: workers must be an integer from 1, got ${workers}`;
  });
  const { spec: own, shards, folder } = isRead(spec) ? spec : await parseDatasetSpec(spec);
  const planned = shard === undefined ? allShards(shards ?? 1) : [checkedShard(shard)];
  signal?.throwIfAborted();
  const stored = await storedSpec(own, folder);
  await openSet(output, stored, planned[0]!.count);
  const total = planned.reduce((sum, { index, count }) => {
    const [first, end] = rangeOf(own.samples, index, count);
    return sum + end - first;
  }, 0);
  const warnings = new Set<string>();
  const warn = (warning: string): void => {
    if (!warnings.has(warning)) onWarning?.(warning);
    warnings.add(warning);
  };
  let done = 0;
  onProgress?.(done, total);
  const onSamples = (samples: number): void => {
    done += samples;
    onProgress?.(done, total);
  };
  const made: (MadeShard & { readonly milliseconds: number })[] = [];
  for (const each of planned) {
    const began = performance.now();
    const task = { spec: own, stored, folder, output, ...each, workers, onSamples, onWarning: warn, signal };
    const facts = await makeShard(task);
    made.push({ ...facts, milliseconds: Math.round(performance.now() - began) });
  }
  return { name: own.name, output, shards: made, warnings: [...warnings] };
}

const isRead = (spec: DatasetSpec | Readonly<Record<string, unknown>>): spec is DatasetSpec =>
  typeof spec === 'object' && spec !== null && 'spec' in spec && 'folder' in spec;

const allShards = (count: number): ShardNumber[] => Array.from({ length: count }, (_, index) => ({ index, count }));

function checkedShard({ index, count }: ShardNumber): ShardNumber {
  const isGood = Number.isInteger(index) && Number.isInteger(count) && index >= 0 && index < count;
  check(isGood && count <= MAX_SHARDS, 'bad-argument', () => {
    return `makeDataset: shard must be { index, count } with 0 ≤ index < count ≤ ${MAX_SHARDS}, got ${index} of ${count}`;
  });
  return { index, count };
}
