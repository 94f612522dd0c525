// Assigns outputs to the inputs of a batch, and finds the outputs of an earlier run that are kept.
import { stat } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { checkUsage, messageOf, printNote } from '../../output/messages.js';
import { outputNames } from '../../output/names.js';
import { counted } from '../../output/report.js';
import { type Input, STDIN } from '../arguments/inputs.js';
import type { Task } from './task.js';

/** Base name of the output for standard input. */
const STDIN_NAME = 'stdin';

export interface OutputOptions {
  /** Value of `--output`. */
  readonly output: string | undefined;
  /** Extensions that an output may have. */
  readonly endings: readonly string[];
  /** Value of `--format`: the extension of outputs that `--output` does not name. */
  readonly format: string;
}

/**
 * Returns the tasks of a command that writes one file per input.
 *
 * `--output` is a file for a single named input, unless it is an existing folder or ends in a slash; otherwise it is a
 * folder. Without `--output`, outputs are written beside their inputs. The output for standard input is then written to
 * standard output if there is no other input, else to the current folder under the name `stdin`.
 *
 * @throws {CommanderError} a usage error for `--output -` with several inputs; for an output file whose extension is
 *   not one of `endings`; for an output folder whose extension is one of them; and for an output that is an input.
 */
export async function oneFileTasks(
  inputs: readonly Input[],
  { output, endings, format }: OutputOptions,
): Promise<Task[]> {
  const files = inputs.map(({ file }) => file);
  if (output === STDIN || (output === undefined && files.includes(STDIN) && files.length === 1)) {
    checkUsage(files.length === 1, () => `--output - must come with one input, got ${files.length}`);
    return [{ input: files[0]!, output: STDIN }];
  }
  const isFile = output !== undefined && files.length === 1 && inputs[0]!.named && !(await isFolder(output));
  if (isFile) {
    checkUsage(endings.includes(extname(output).toLowerCase()), () => {
      return `${output}: the output must end in ${endings.join(' or ')}, got '${extname(output)}'`;
    });
    return checked([{ input: files[0]!, output }], files);
  }
  checkUsage(output === undefined || !endings.includes(extname(output).toLowerCase()), () => {
    return `--output must be a folder for several inputs, got '${output}'`;
  });
  return checked(placed(files, output, format), files);
}

/** Returns the tasks of a command that writes to one folder. Their outputs have no extension; the command adds it. */
export function folderTasks(inputs: readonly Input[], folder: string): Task[] {
  return placed(
    inputs.map(({ file }) => file),
    folder,
    '',
  );
}

function placed(files: readonly string[], folder: string | undefined, ending: string): Task[] {
  const paths = files.map((file) => (file === STDIN ? STDIN_NAME : file));
  const target = (path: string): string => folder ?? dirname(path);
  const names = new Map<string, string>();
  // Names must be unique within each output folder.
  for (const place of new Set(paths.map((path) => resolve(target(path))))) {
    const own = paths.filter((path) => resolve(target(path)) === place);
    for (const [i, name] of outputNames(own).entries()) names.set(own[i]!, name);
  }
  return files.map((input, i) => ({ input, output: join(target(paths[i]!), `${names.get(paths[i]!)!}${ending}`) }));
}

const isFolder = async (path: string): Promise<boolean> =>
  path.endsWith('/') || ((await stat(path).catch(() => undefined))?.isDirectory() ?? false);

/** Rejects outputs that would replace an input. */
function checked(tasks: Task[], files: readonly string[]): Task[] {
  const inputs = new Set(files.map((file) => resolve(file)));
  const lost = tasks.find(({ output }) => inputs.has(resolve(output)));
  checkUsage(lost === undefined, () => `${lost!.output}: the output must not be an input of the same run`);
  return tasks;
}

export interface ResumeOptions {
  /** Whether to recompute existing outputs. */
  readonly force: boolean | undefined;
  /** Endings that a task adds to its output to name its files: `['']` if it adds none, `[]` if they are unknown. */
  readonly endings: readonly string[];
}

/**
 * Returns the tasks that still have to run. Without `force`, a task is left out if its input was found in a folder or
 * by a pattern, and all its outputs exist and are not older than the input. Prints the number of tasks left out. Tasks
 * of named inputs list the existing outputs that they overwrite.
 */
export async function unfinished(
  tasks: readonly Task[],
  inputs: readonly Input[],
  { force, endings }: ResumeOptions,
): Promise<Task[]> {
  const open: Task[] = [];
  for (const [i, task] of tasks.entries()) {
    const { named } = inputs[i]!;
    const files = task.output === STDIN ? [] : endings.map((ending) => `${task.output}${ending}`);
    if (!named && !force && (await areCurrent(files, task.input))) continue;
    const times = await Promise.all(files.map(modified));
    const existing = files.filter((_, at) => times[at] !== undefined);
    open.push(named && existing.length > 0 ? { ...task, overwrites: existing } : task);
  }
  const kept = tasks.length - open.length;
  if (kept > 0) printNote(`${counted(kept, 'output')} kept from an earlier run; --force recomputes them`);
  return open;
}

/** Returns whether the list is not empty, all its files exist, and none is older than the input. */
async function areCurrent(files: readonly string[], input: string): Promise<boolean> {
  const times = await Promise.all(files.map(modified));
  const since = (await modified(input)) ?? 0;
  return files.length > 0 && times.every((time) => time !== undefined && time >= since);
}

/** Returns the time of a file's last change in milliseconds; undefined if there is no such file. */
async function modified(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(messageOf(error), { cause: error });
  }
}

/** Returns the format of a task's output: its extension, or the value of `--format` for standard output. */
export const formatOfOutput = ({ output }: Task, format: string): string =>
  output === STDIN ? format : extname(output).toLowerCase();
