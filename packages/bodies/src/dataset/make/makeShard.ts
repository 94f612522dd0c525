// Makes one shard of a data set: its missing samples part by part, then its files.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { check } from '@vrn/voxel';
import { sweepTemporaries } from '@vrn/voxel/internal';
import type { Split } from '../../person/person.js';
import { MAX_SHARD_SAMPLES, rangeOf, SPLITS, shardName, splitOfSample } from '../plan/plan.js';
import { PARTS_FOLDER } from '../set/setFolder.js';
import { describeShard, headerOf, isFinished, type ShardFacts, writeShardFile } from '../set/shardFile.js';
import type { Spec } from '../spec/spec.js';
import type { PartTask } from './makePart.js';
import { makeParts } from './makeParts.js';
import { readPart } from './parts.js';

/** Number of samples per part. A thread that is killed loses at most one part. */
const PART_SAMPLES = 8;

export interface ShardTask {
  readonly spec: Spec;
  readonly stored: Spec;
  /** The folder that paths in the spec are relative to. */
  readonly folder: string;
  /** The folder of the data set. */
  readonly output: string;
  readonly index: number;
  readonly count: number;
  readonly workers: number;
  /** Called with the number of samples that were just made, or found in files of an earlier call. */
  readonly onSamples?: (count: number) => void;
  readonly onWarning?: (warning: string) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface MadeShard {
  readonly index: number;
  /** Number of shards of the data set. */
  readonly count: number;
  /** Number of samples of the shard: the sum of `made`, `finished` and `resumed`. */
  readonly samples: number;
  /** Number of samples that this call made. */
  readonly made: number;
  /** Number of samples found in finished files. */
  readonly finished: number;
  /** Number of samples found in parts that an interrupted call left. */
  readonly resumed: number;
  readonly files: readonly ShardFacts[];
}

/**
 * Makes a shard, one file for each split that has samples in it. Keeps finished files and uses the finished parts of an
 * interrupted call.
 */
export async function makeShard(task: ShardTask): Promise<MadeShard> {
  const planned = plannedFiles(task);
  try {
    return await makeMissing(task, planned);
  } catch (error) {
    task.signal?.throwIfAborted();
    // Another process may have finished the same shard in the meantime, if a scheduler restarted the task too early.
    for (const { file, header } of planned) if (!(await isFinished(file, header))) throw error;
    return makeMissing({ ...task, onSamples: () => {} }, planned);
  }
}

interface PlannedFile {
  readonly split: Split;
  readonly file: string;
  readonly header: ReturnType<typeof headerOf>;
  /** Numbers of the file's samples in the data set. */
  readonly samples: readonly number[];
}

/** Lists the files of a shard, one for each split that has samples in it. */
function plannedFiles({ spec, stored, output, index, count }: ShardTask): PlannedFile[] {
  const [first, end] = rangeOf(spec.samples, index, count);
  check(end - first <= MAX_SHARD_SAMPLES, 'bad-argument', () => {
    return `a shard must have at most ${MAX_SHARD_SAMPLES} samples, got ${end - first}: make more shards`;
  });
  const numbers: Record<Split, number[]> = { train: [], validation: [], test: [] };
  for (let number = first; number < end; number++) numbers[splitOfSample(spec.split, number)].push(number);
  return SPLITS.filter((split) => numbers[split].length > 0).map((split) => {
    const file = join(output, shardName(split, index, count));
    const header = headerOf(stored, { split, index, count }, numbers[split].length);
    return { split, file, header, samples: numbers[split] };
  });
}

async function makeMissing(task: ShardTask, planned: readonly PlannedFile[]): Promise<MadeShard> {
  const { output, workers, signal, onSamples = () => {}, onWarning = () => {} } = task;
  const missing: PlannedFile[] = [];
  for (const each of planned) {
    if (await isFinished(each.file, each.header)) onSamples(each.samples.length);
    else missing.push(each);
  }
  const parts = partsFolder(task);
  await sweepTemporaries(fs, output);
  await sweepTemporaries(fs, parts);
  const plans = missing.map((each) => ({ ...each, tasks: tasksOf(task, each, parts) }));
  const counts = { made: 0, resumed: 0 };
  const left: PartTask[] = [];
  for (const each of plans.flatMap(({ tasks }) => tasks)) {
    if ((await readPart(each.file, each.samples.length)) === undefined) left.push(each);
    else {
      counts.resumed += each.samples.length;
      onSamples(each.samples.length);
    }
  }
  const onPart = ({ samples }: PartTask, warnings: readonly string[]): void => {
    counts.made += samples.length;
    for (const warning of warnings) onWarning(warning);
    onSamples(samples.length);
  };
  await makeParts(left, { workers, onPart, signal });
  for (const { file, header, tasks } of plans) await writeShardFile(file, bytesOf(tasks), header);
  await fs.rm(parts, { recursive: true, force: true });
  // Leaves the folder in place while it holds parts of other shards.
  await fs.rmdir(dirname(parts)).catch(() => {});
  return describe(task, planned, counts);
}

/**
 * Returns the folder of a shard's parts. Its name contains a digest of the spec, so parts of another spec are not used.
 */
function partsFolder({ stored, output, index, count }: ShardTask): string {
  const digest = createHash('sha256').update(JSON.stringify(stored)).digest('hex').slice(0, 16);
  const name = `${String(index).padStart(5, '0')}-of-${String(count).padStart(5, '0')}-${digest}`;
  return join(output, PARTS_FOLDER, name);
}

function tasksOf({ spec, folder }: ShardTask, { split, samples }: PlannedFile, parts: string): PartTask[] {
  return Array.from({ length: Math.ceil(samples.length / PART_SAMPLES) }, (_, n) => ({
    spec,
    folder,
    samples: samples.slice(n * PART_SAMPLES, (n + 1) * PART_SAMPLES),
    file: join(parts, `${split}-${String(n).padStart(6, '0')}.part`),
  }));
}

async function* bytesOf(tasks: readonly PartTask[]): AsyncGenerator<Uint8Array> {
  for (const { file, samples } of tasks) yield* (await readPart(file, samples.length)) ?? [];
}

async function describe(
  { index, count }: ShardTask,
  planned: readonly PlannedFile[],
  { made, resumed }: { readonly made: number; readonly resumed: number },
): Promise<MadeShard> {
  const files: ShardFacts[] = [];
  for (const { file } of planned) files.push(await describeShard(file));
  const samples = planned.reduce((sum, each) => sum + each.samples.length, 0);
  return { index, count, samples, made, resumed, finished: samples - made - resumed, files };
}
