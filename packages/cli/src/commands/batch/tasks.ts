// Which output each input of a batch has, and which outputs of an earlier run can stay.
import { stat } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { checkUsage, escapeControls, messageOf } from '../../output/messages.js';
import { outputNames } from '../../output/names.js';
import { counted } from '../../output/report.js';
import { type Input, STDIN } from '../arguments/inputs.js';
import type { Task } from './task.js';

/** The base name of outputs that come from standard input. */
const STDIN_NAME = 'stdin';

export interface OutputOptions {
  /** As typed with `--output`. */
  readonly output: string | undefined;
  /** Endings that an output may have. */
  readonly endings: readonly string[];
  /** The ending where nothing says otherwise, or as typed with `--format`. */
  readonly format: string;
}

/**
 * The tasks of a command that writes one file for each input.
 *
 * `--output` names a file where there is one named input and the name has a known ending, or else a folder.
 * Without it outputs lie beside their inputs, and that of standard input goes to standard output.
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

/** The tasks of a command that writes several files for each input, into one folder. */
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
  // Names have to be unique within each folder that is written to.
  for (const place of new Set(paths.map((path) => resolve(target(path))))) {
    const own = paths.filter((path) => resolve(target(path)) === place);
    for (const [i, name] of outputNames(own).entries()) names.set(own[i]!, name);
  }
  return files.map((input, i) => ({ input, output: join(target(paths[i]!), `${names.get(paths[i]!)!}${ending}`) }));
}

const isFolder = async (path: string): Promise<boolean> =>
  path.endsWith('/') || ((await stat(path).catch(() => undefined))?.isDirectory() ?? false);

/** Refuses outputs that would replace an input. */
function checked(tasks: Task[], files: readonly string[]): Task[] {
  const inputs = new Set(files.map((file) => resolve(file)));
  const lost = tasks.find(({ output }) => inputs.has(resolve(output)));
  checkUsage(lost === undefined, () => `${lost!.output}: the output must not be an input of the same run`);
  return tasks;
}

export interface ResumeOptions {
  /** Makes outputs again that exist already. */
  readonly force: boolean | undefined;
  /** Endings of the files that a task writes; `['']` where its output is the file itself. */
  readonly endings: readonly string[];
}

/**
 * Leaves out tasks whose input was found in a folder or by a pattern and whose outputs all exist and are not older.
 * Prints how many were left out, and which files of named inputs are overwritten.
 */
export async function unfinished(
  tasks: readonly Task[],
  inputs: readonly Input[],
  options: ResumeOptions,
): Promise<Task[]> {
  const open: Task[] = [];
  for (const [i, task] of tasks.entries()) {
    const { named } = inputs[i]!;
    const files = task.output === STDIN ? [] : options.endings.map((ending) => `${task.output}${ending}`);
    const times = await Promise.all(files.map(modified));
    const existing = files.filter((_, at) => times[at] !== undefined);
    const isComplete = files.length > 0 && existing.length === files.length;
    if (!named && !options.force && isComplete) {
      const since = (await modified(task.input)) ?? 0;
      if (times.every((time) => time! >= since)) continue;
    }
    if (named && existing.length > 0) note(`overwriting ${existing.join(', ')}`);
    open.push(task);
  }
  const kept = tasks.length - open.length;
  if (kept > 0) note(`${counted(kept, 'output')} of an earlier run kept; --force makes them again`);
  return open;
}

const note = (text: string): void => void process.stderr.write(`vrn: ${escapeControls(text)}\n`);

async function modified(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(messageOf(error), { cause: error });
  }
}

/** The format of a task's output: its ending, or for standard output the one typed with `--format`. */
export const formatOfOutput = ({ output }: Task, format: string): string =>
  output === STDIN ? format : extname(output).toLowerCase();
