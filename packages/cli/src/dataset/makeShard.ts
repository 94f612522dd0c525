// One shard of a set: what is missing of it made, part by part, then put together.
import { createHash, randomUUID } from 'node:crypto';
import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Split } from '@vrn/bodies';
import type { PartTask } from './makePart.js';
import { makeParts } from './makeParts.js';
import { readPart } from './parts.js';
import { rangeOf, SPLITS, shardName, splitOf } from './plan.js';
import { PARTS } from './setFolder.js';
import { describeShard, headerOf, isFinished, type ShardFacts, writeShardFile } from './shardFile.js';
import type { Spec } from './spec.js';

/** Samples of a part: what a thread loses at most when it is killed. */
const PART = 8;

export interface ShardTask {
  readonly spec: Spec;
  readonly stored: Spec;
  /** What folders in the spec are relative to. */
  readonly folder: string;
  /** The set's folder. */
  readonly output: string;
  readonly index: number;
  readonly count: number;
  readonly workers: number;
  /** Called with numbers of samples that are there, as they come to be. */
  readonly onSamples?: (count: number) => void;
}

export interface MadeShard {
  readonly index: number;
  readonly count: number;
  readonly samples: number;
  /** Of them made by this call; found in finished files; found in parts of a call that was interrupted. */
  readonly made: number;
  readonly finished: number;
  readonly resumed: number;
  readonly files: readonly ShardFacts[];
}

/**
 * Makes a shard in its folder, one file for each split that it has samples of. Files that are there and whole are left alone. What
 * is made lies in a folder of its own until a file is complete, and goes on from there after an interruption.
 */
export async function makeShard(task: ShardTask): Promise<MadeShard> {
  const wanted = wantedFiles(task);
  try {
    return await makeMissing(task, wanted);
  } catch (error) {
    // Another process may have finished the same shard meanwhile, as when a task is queued again before it has ended.
    for (const { file, header } of wanted) if (!(await isFinished(file, header))) throw error;
    return makeMissing({ ...task, onSamples: () => {} }, wanted);
  }
}

interface Wanted {
  readonly split: Split;
  readonly file: string;
  readonly header: ReturnType<typeof headerOf>;
  /** Numbers in the set. */
  readonly samples: readonly number[];
}

/** The files of a shard, one for each split that it has samples of. */
function wantedFiles({ spec, stored, output, index, count }: ShardTask): Wanted[] {
  const [first, end] = rangeOf(spec.samples, index, count);
  const numbers: Record<Split, number[]> = { train: [], validation: [], test: [] };
  for (let number = first; number < end; number++) numbers[splitOf(spec.split, number)].push(number);
  return SPLITS.filter((split) => numbers[split].length > 0).map((split) => {
    const file = join(output, shardName(split, index, count));
    const header = headerOf(stored, { split, index, count }, numbers[split].length);
    return { split, file, header, samples: numbers[split] };
  });
}

async function makeMissing(task: ShardTask, wanted: readonly Wanted[]): Promise<MadeShard> {
  const { stored, output, index, count, onSamples = () => {} } = task;
  const missing: Wanted[] = [];
  for (const each of wanted) {
    if (await isFinished(each.file, each.header)) onSamples(each.samples.length);
    else missing.push(each);
  }
  const digest = createHash('sha256').update(JSON.stringify(stored)).digest('hex').slice(0, 16);
  const parts = join(output, PARTS, `${String(index).padStart(5, '0')}-of-${String(count).padStart(5, '0')}-${digest}`);
  const plans = missing.map((each) => ({ ...each, tasks: tasksOf(task, each.split, each.samples, parts) }));
  let [made, resumed] = [0, 0];
  const left: PartTask[] = [];
  for (const each of plans.flatMap(({ tasks }) => tasks)) {
    if ((await readPart(each.file, each.samples.length)) === undefined) left.push(each);
    else {
      resumed += each.samples.length;
      onSamples(each.samples.length);
    }
  }
  await makeParts(left, task.workers, ({ samples }) => {
    made += samples.length;
    onSamples(samples.length);
  });
  for (const { split, file, header, tasks } of plans) {
    await writeShardFile(file, join(parts, `${split}.${randomUUID().slice(0, 8)}.tmp`), bytesOf(tasks), header);
  }
  await rm(parts, { recursive: true, force: true });
  // The last one out; others may still be at work there.
  await rmdir(dirname(parts)).catch(() => {});
  const files: ShardFacts[] = [];
  for (const { file } of wanted) files.push(await describeShard(file));
  const samples = wanted.reduce((sum, each) => sum + each.samples.length, 0);
  return { index, count, samples, made, resumed, finished: samples - made - resumed, files };
}

function tasksOf({ spec, folder }: ShardTask, split: Split, samples: readonly number[], parts: string): PartTask[] {
  return Array.from({ length: Math.ceil(samples.length / PART) }, (_, n) => ({
    spec,
    folder,
    samples: samples.slice(n * PART, (n + 1) * PART),
    file: join(parts, `${split}-${String(n).padStart(6, '0')}.part`),
  }));
}

async function* bytesOf(tasks: readonly PartTask[]): AsyncGenerator<Uint8Array> {
  for (const { file, samples } of tasks) {
    const part = (await readPart(file, samples.length)) ?? [];
    yield* part;
  }
}
