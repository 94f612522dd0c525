// Implements `vrn reconstruct`: checks its options, finds the photographs, and reconstructs one or a batch.
import { basename, dirname } from 'node:path';
import { checkStandardOutput } from '../../output/files.js';
import { checkUsage, printNote } from '../../output/messages.js';
import { counted } from '../../output/report.js';
import { PHOTO_ENDINGS } from '../../photo/fileKind.js';
import { expandInputs, type Input, type Skipped, STDIN } from '../arguments/inputs.js';
import { runBatch } from '../batch/batch.js';
import type { Task } from '../batch/task.js';
import { folderTasks, unfinished } from '../batch/tasks.js';
import { type BatchChoice, reconstructBatch, some } from '../reconstruction/reconstructBatch.js';
import { removeRecord } from '../reconstruction/records.js';
import { knownEndings, type ReconstructOptions, STEPS, startReconstructWorker } from '../reconstruction/worker.js';

interface Options extends ReconstructOptions, BatchChoice {
  readonly recursive?: boolean;
}

/** Runs `vrn reconstruct`. */
export async function run(
  images: readonly string[],
  { output, jobs, force, json, resume, recursive, shard, ...options }: Options,
): Promise<void> {
  const skipped: Skipped[] = [];
  const onSkipped = (each: Skipped): void => void skipped.push(each);
  const inputs = await expandInputs(images, PHOTO_ENDINGS, { recursive, output, onSkipped });
  const toStandardOutput = output === STDIN;
  if (toStandardOutput) checkStandardOutput();
  checkUsage(
    !toStandardOutput || inputs.length === 1,
    () => `--output - must come with one input, got ${inputs.length}`,
  );
  checkUsage(
    !toStandardOutput || !(options.obj || options.volume || options.print),
    () => '--output - writes a .glb only',
  );
  checkUsage(!toStandardOutput || options.people !== 'all', () => '--output - must come with one person, got all');
  checkUsage(!toStandardOutput || shard === undefined, () => '--output - must come without --shard');
  checkUsage(!force || !resume, () => '--force and --resume exclude each other');
  for (const [name, value] of [
    ['--print-height', options.printHeight],
    ['--print-base', options.printBase],
  ] as const) {
    checkUsage(options.print !== undefined || value === undefined, () => `${name} must come with --print`);
  }
  printSkipped(skipped);
  const isSingle = inputs.length === 1 && inputs[0]!.named && shard === undefined && !resume;
  if (!toStandardOutput && !isSingle) {
    await reconstructBatch(inputs, options, { output, jobs, force, resume, shard, json });
    return;
  }
  const tasks = toStandardOutput ? [{ input: inputs[0]!.file, output }] : await singleTask(inputs, output, options);
  await runBatch(tasks, {
    kind: 'reconstruct',
    options,
    start: startReconstructWorker,
    steps: STEPS.length,
    jobs,
    json,
    what: 'photographs',
    ...(toStandardOutput && { stream: process.stderr }),
  });
}

/** Removes the record of a single named photograph, and returns its task, which runs even if its outputs exist. */
async function singleTask(inputs: readonly Input[], output: string, options: ReconstructOptions): Promise<Task[]> {
  const tasks = folderTasks(inputs, output);
  const [{ output: stem }] = tasks as [Task];
  // The record of an earlier batch would not describe the new files. Errors are ignored here, because writing the files
  // reports a folder that cannot be used.
  await removeRecord(dirname(stem), basename(stem)).catch(() => {});
  return unfinished(tasks, inputs, { force: true, endings: knownEndings(options) });
}

/** Prints which paths were found but are not read. A folder that cannot be read makes the exit code 1. */
function printSkipped(skipped: readonly Skipped[]): void {
  const files = (reason: Skipped['reason']): string[] =>
    skipped.filter((each) => each.reason === reason).map(({ file }) => file);
  const note = (reason: Skipped['reason'], noun: string, why: string): void => {
    const found = files(reason);
    if (found.length > 0) printNote(`skipped ${counted(found.length, noun)} ${why}: ${some(found)}`);
  };
  note('folder', 'folder', '(--recursive reads subfolders)');
  note('ending', 'file', `without the ending of a picture (${PHOTO_ENDINGS.join(', ')})`);
  note('kind', 'path', 'without a regular file');
  note('unreadable', 'folder', 'that cannot be read');
  if (files('unreadable').length > 0) process.exitCode = 1;
}
