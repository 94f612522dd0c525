// Runs `vrn reconstruct` on many photographs or on one shard of them: resumes earlier runs and summarises the results.
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '@vrn/voxel/internal';
import { about, printNote } from '../../output/messages.js';
import { progress } from '../../output/progress.js';
import { counted, thousands } from '../../output/report.js';
import { bodyEndings } from '../../photo/bodyFiles.js';
import type { Input } from '../arguments/inputs.js';
import { selectedShards } from '../arguments/shard.js';
import { runBatch } from '../batch/batch.js';
import type { Task, TaskResult } from '../batch/task.js';
import { folderTasks } from '../batch/tasks.js';
import { RECORDS_FOLDER, sheetName } from '../results/batchNames.js';
import { type BodyRow, failedRow } from '../results/bodyRow.js';
import { type Finished, finishBatch } from './finishBatch.js';
import { forget, nameOfOutput, type PlannedTask, planBatch, removeOutdated } from './planBatch.js';
import { writeRecord } from './records.js';
import { type Settings, settingsOf } from './settings.js';
import { knownEndings, type ReconstructOptions, STEPS, startReconstructWorker } from './worker.js';

export interface BatchChoice {
  readonly output: string;
  readonly jobs: number;
  readonly force?: boolean | undefined;
  readonly resume?: boolean | undefined;
  readonly shard?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Maximum number of paths that a note names. */
const MAX_NAMED = 5;

/** Reconstructs the photographs of a shard, unless earlier results are kept; then writes the CSV and contact sheets. */
export async function reconstructBatch(
  inputs: readonly Input[],
  options: ReconstructOptions,
  { output, jobs, force, resume, shard: choice, json }: BatchChoice,
): Promise<void> {
  const named = new Set(inputs.filter((each) => each.named && !resume).map(({ file }) => file));
  // Cluster tasks that each name their own photographs are not divided into shards again.
  const env = named.size === inputs.length ? {} : process.env;
  const [shard] = await selectedShards(choice, { env });
  const { index, count } = shard!;
  const settings = await settingsOf(options);
  const all = folderTasks(inputs, output);
  const own = all.filter((_, n) => n % count === index);
  if (count > 1) printNote(`shard ${index}/${count}: ${thousands(own.length)} of ${counted(all.length, 'photograph')}`);
  await prepareFolder(output);
  const { open, changed } = await planBatch(own, {
    folder: output,
    settings,
    endings: bodyEndings(options),
    everybody: options.people === 'all',
    resume: ({ input }) => !force && !named.has(input),
  });
  const kept = own.length - open.length;
  if (kept > 0) printNote(`${counted(kept, 'output')} kept from an earlier run; --force recomputes them`);
  if (changed.length > 0) {
    printNote(
      `${counted(changed.length, 'photograph')} changed since an earlier run, reconstructed again: ${some(changed)}`,
    );
  }
  const planned = new Map<string, PlannedTask>();
  for (const each of open) {
    await forget(output, each);
    const overwrites = named.has(each.task.input) ? await existing(each, output, knownEndings(options)) : [];
    planned.set(each.task.output, { ...each, task: { ...each.task, ...(overwrites.length > 0 && { overwrites }) } });
  }
  await runBatch(
    [...planned.values()].map(({ task }) => task),
    {
      kind: 'reconstruct',
      options,
      start: startReconstructWorker,
      steps: STEPS.length,
      jobs,
      json,
      what: 'photographs',
      onResult: (task, result) => store(output, settings, planned.get(task.output)!, result),
    },
  );
  const bar = progress('contact sheets', json);
  const onPage = (done: number, total: number): void => bar.update(done, total);
  const finished = await finishBatch(all, own, { folder: output, settings, shard: shard!, onPage }).finally(bar.stop);
  summarise(finished, own.length, output);
}

/** Creates the folder and checks that files can be written there, before anything is computed. */
const prepareFolder = (folder: string): Promise<void> =>
  about(folder, async () => {
    const records = join(folder, RECORDS_FOLDER);
    await makeFolder(fs, records);
    for (const each of [folder, records]) await fs.access(each, fs.constants.W_OK);
  });

/** Returns the files that a task will replace, as far as their names are known before it runs. */
async function existing(
  { task, outdated }: PlannedTask,
  folder: string,
  endings: readonly string[],
): Promise<string[]> {
  const names = endings.map((ending) => `${task.output}${ending}`);
  const paths = names.length > 0 ? names : outdated.map(({ name }) => join(folder, name));
  const found = await Promise.all(paths.map((path) => fs.stat(path).catch(() => undefined)));
  return paths.filter((_, n) => found[n] !== undefined);
}

/** Records the result of a task, and removes outdated files of an earlier result. */
async function store(folder: string, settings: Settings, planned: PlannedTask, result: TaskResult): Promise<void> {
  const { task, keptRows } = planned;
  const { stamp, rows } = resultRows(task, result);
  const everybody = [...keptRows, ...rows].sort((a, b) => (a.person ?? 0) - (b.person ?? 0));
  await removeOutdated(folder, planned, everybody);
  await writeRecord(folder, nameOfOutput(task), { ...(stamp && { stamp }), settings, rows: everybody });
}

const resultRows = (task: Task, result: TaskResult): NonNullable<Extract<TaskResult, { value: object }>['record']> =>
  'error' in result ? { rows: [failedRow(task.input, result.error.message)] } : result.record!;

/** Prints the number of bodies, the files that list them, and the photographs that failed. */
function summarise({ csv, pages, rows }: Finished, photographs: number, folder: string): void {
  const failed = [...new Set(rows.filter(({ status }) => status === 'failed').map(({ photograph }) => photograph))];
  if (failed.length > 0) printNote(`${counted(failed.length, 'photograph')} failed, see ${csv}: ${some(failed)}`);
  const bodies = rows.filter(({ status }: BodyRow) => status === 'done').length;
  const noun = bodies === 1 ? 'body' : 'bodies';
  const sheets = pages === 0 ? '' : `; ${join(folder, sheetName(1))}${pages > 1 ? ` and ${pages - 1} more` : ''}`;
  printNote(`${thousands(bodies)} ${noun} of ${counted(photographs, 'photograph')}: ${csv}${sheets}`);
}

/** Lists the first names, and how many more there are. */
export function some(names: readonly string[]): string {
  const more = names.length > MAX_NAMED ? ` and ${thousands(names.length - MAX_NAMED)} more` : '';
  return `${names.slice(0, MAX_NAMED).join(', ')}${more}`;
}
