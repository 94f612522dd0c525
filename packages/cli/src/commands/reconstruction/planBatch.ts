// Decides from the records of earlier runs which photographs of a batch are finished, changed or open.
import { rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { checkUsage } from '../../output/messages.js';
import type { Task } from '../batch/task.js';
import type { BodyRow, RowFile } from '../results/bodyRow.js';
import { isUnchanged } from '../results/photographStamp.js';
import { type BatchRecord, hasSize, isComplete, readRecord, removeRecord } from './records.js';
import { differences, type Settings } from './settings.js';

/** A photograph to reconstruct. */
export interface PlannedTask {
  readonly task: Task;
  /** Rows of the bodies that are kept, for a photograph of which only some bodies are missing. */
  readonly keptRows: readonly BodyRow[];
  /** Files of an earlier result that is no longer valid; those that are not written again are removed. */
  readonly outdated: readonly RowFile[];
}

export interface Plan {
  /** The photographs that are not finished. */
  readonly open: readonly PlannedTask[];
  /** Photographs that changed since an earlier run; they are among those in `open`. */
  readonly changed: readonly string[];
}

export interface PlanOptions {
  /** Output folder. */
  readonly folder: string;
  readonly settings: Settings;
  /** Endings of the files of each body. */
  readonly endings: readonly string[];
  /** Whether all people are reconstructed, so that some of them may be kept. */
  readonly everybody: boolean;
  /** Returns whether results of earlier runs are kept for this task. */
  readonly resume: (task: Task) => boolean;
}

/**
 * Compares tasks with the records of earlier runs. Changes nothing on disk.
 *
 * @throws {CommanderError} a usage error if results that would be kept were made with other options, or from another
 *   photograph whose output has the same name.
 */
export async function planBatch(tasks: readonly Task[], options: PlanOptions): Promise<Plan> {
  const { folder } = options;
  const open: PlannedTask[] = [];
  const changed: string[] = [];
  const conflicts = new Map<string, string[]>();
  for (const task of tasks) {
    const record = await readRecord(folder, nameOfOutput(task));
    const next = await compare(task, record, options);
    if (next.kind === 'conflict') conflicts.set(next.why, [...(conflicts.get(next.why) ?? []), task.input]);
    if (next.kind === 'changed') changed.push(task.input);
    if ('planned' in next) open.push(next.planned);
  }
  const [first] = conflicts;
  checkUsage(first === undefined, () => {
    const [why, inputs] = first!;
    const more = inputs.length > 1 ? ` and ${inputs.length - 1} more` : '';
    return `--output ${folder} has other results of an earlier run for ${inputs[0]}${more}: ${why}; choose another folder, or give --force to replace them`;
  });
  return { open, changed };
}

/** Returns the name of a task's output, which is also that of its record. */
export const nameOfOutput = ({ output }: Task): string => basename(output);

type Comparison =
  | { readonly kind: 'finished' }
  | { readonly kind: 'conflict'; readonly why: string }
  | { readonly kind: 'open' | 'changed'; readonly planned: PlannedTask };

async function compare(task: Task, record: BatchRecord | undefined, options: PlanOptions): Promise<Comparison> {
  const { folder, settings, endings, everybody, resume } = options;
  const outdated = record?.rows.flatMap(({ files }) => files) ?? [];
  const anew = { task, keptRows: [], outdated };
  const made = record?.rows.filter(({ status }) => status === 'done') ?? [];
  if (record?.stamp === undefined || made.length === 0 || !resume(task)) return { kind: 'open', planned: anew };
  const exists = (await stat(task.input).catch(() => undefined)) !== undefined;
  if (!exists) return { kind: 'open', planned: { ...anew, outdated: [] } };
  if (!(await isUnchanged(task.input, record.stamp))) {
    const { photograph } = made[0]!;
    if (photograph === task.input) return { kind: 'changed', planned: anew };
    return { kind: 'conflict', why: `they were made from ${photograph}` };
  }
  const differing = differences(record.settings, settings);
  if (differing.length > 0) return { kind: 'conflict', why: differing.join(', ') };
  const complete: BodyRow[] = [];
  for (const row of made) if (await isComplete(folder, row, endings)) complete.push(row);
  if (complete.length === record.rows.length) return { kind: 'finished' };
  if (!everybody || complete.length === 0) return { kind: 'open', planned: { ...anew, outdated: [] } };
  const keep = complete.flatMap(({ person }) => person ?? []);
  return { kind: 'open', planned: { task: { ...task, keep }, keptRows: complete, outdated: [] } };
}

/** Removes the record of a task before its files are written, so that an interrupted run leaves no wrong record. */
export const forget = (folder: string, { task }: PlannedTask): Promise<void> =>
  removeRecord(folder, nameOfOutput(task));

/** Removes outdated files that were not written again and still have the sizes that their record states. */
export async function removeOutdated(folder: string, planned: PlannedTask, rows: readonly BodyRow[]): Promise<void> {
  const current = new Set(rows.flatMap(({ files }) => files.map(({ name }) => name)));
  for (const file of planned.outdated) {
    if (!current.has(file.name) && (await hasSize(folder, file))) await rm(join(folder, file.name), { force: true });
  }
}
