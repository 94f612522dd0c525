// Runs a command on many inputs: one after the other in this process, or several at a time in child processes.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type ErrorCode, VolumetricError } from '@vrn/voxel';
import { oneLine, printNote, printWarnings, terminalJson } from '../../output/messages.js';
import { progress } from '../../output/progress.js';
import { report } from '../../output/report.js';
import { errorValue, type FromProcess, type Task, type TaskResult, type Worker, type WorkerKind } from './task.js';

export interface BatchOptions<O> {
  readonly kind: WorkerKind;
  /** Options of the worker; plain JSON. */
  readonly options: O;
  /** Starts a worker in this process. */
  readonly start: (options: O) => Promise<Worker>;
  /** Number of steps per task. */
  readonly steps: number;
  /** Number of processes that run at the same time. */
  readonly jobs: number;
  readonly json: boolean | undefined;
  /** Unit of the progress bar, in the plural: `volumes`. */
  readonly what: string;
  /** Stream that results are reported on. Default: standard output. */
  readonly stream?: NodeJS.WritableStream;
  /** Called with each result, before it is reported. A failure of this function ends the run. */
  readonly onResult?: (task: Task, result: TaskResult) => Promise<void>;
}

/**
 * Runs all tasks and reports each when it is done. A task that fails, as a whole or in part, is reported and does not
 * stop the others; the exit code is then 1.
 */
export async function runBatch<O>(tasks: readonly Task[], options: BatchOptions<O>): Promise<void> {
  const { json, what, steps, jobs, stream = process.stdout } = options;
  const bar = progress(what, json);
  /** Number of completed steps of each running task, by its index; `done` counts the completed steps of all tasks. */
  const reached = new Map<number, number>();
  let done = 0;
  const update = (at: number, step: number, detail: string): void => {
    done += step - (reached.get(at) ?? 0);
    if (step === steps) reached.delete(at);
    else reached.set(at, step);
    bar.update(Math.floor((100 * done) / steps) / 100, tasks.length, detail);
  };
  const finish = async (at: number, result: TaskResult): Promise<void> => {
    const { input } = tasks[at]!;
    await options.onResult?.(tasks[at]!, result);
    update(at, steps, input);
    bar.interrupt(() => {
      const failures = 'error' in result ? [result.error] : (result.failures ?? []);
      if (failures.length > 0) process.exitCode = 1;
      for (const { message } of failures) process.stderr.write(`${oneLine(new Error(message))}\n`);
      if ('error' in result) {
        if (json) stream.write(`${terminalJson({ input, error: result.error })}\n`);
        return;
      }
      const { overwrites = [] } = tasks[at]!;
      if (overwrites.length > 0) printNote(`overwrote ${overwrites.join(', ')}`);
      printWarnings(input, result.warnings);
      report(json, result.value, result.lines, stream);
    });
  };
  if (tasks.length === 0) return;
  try {
    await (jobs > 1 && tasks.length > 1 ? inProcesses : inThisProcess)(tasks, options, update, finish);
  } finally {
    bar.stop();
  }
}

type Update = (at: number, step: number, detail: string) => void;
type Finish = (at: number, result: TaskResult) => Promise<void>;

async function inThisProcess<O>(
  tasks: readonly Task[],
  { options, start }: BatchOptions<O>,
  update: Update,
  finish: Finish,
): Promise<void> {
  update(0, 0, 'starting');
  const worker = await start(options);
  try {
    for (const [at, task] of tasks.entries()) {
      const result = await worker
        .run(task, (step, name) => update(at, step, `${task.input}: ${name}`))
        .catch((error: unknown) => ({ error: errorValue(error) }));
      await finish(at, result);
    }
  } finally {
    await worker.stop();
  }
}

/** Script of the child processes, beside the built command. */
const PROCESS = fileURLToPath(new URL('./batchProcess.js', import.meta.url));

async function inProcesses<O>(
  tasks: readonly Task[],
  { kind, options, jobs }: BatchOptions<O>,
  update: Update,
  finish: Finish,
): Promise<void> {
  const queue = [...tasks.keys()];
  const children = new Set<ChildProcess>();
  /**
   * Starts a process that runs tasks until none is left. If the process ends early, its task fails, and a new process
   * runs the remaining tasks.
   */
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(PROCESS, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      children.add(child);
      let current: number | undefined;
      let ready = false;
      const next = (): void => {
        // A process that has ended is replaced in `settle`.
        if (!child.connected) return;
        current = queue.shift();
        if (current === undefined) child.disconnect();
        else child.send({ task: tasks[current] });
      };
      child.on('message', (message: FromProcess) => {
        if ('failed' in message) {
          reject(new VolumetricError(message.failed.code as ErrorCode, message.failed.message));
          child.disconnect();
        } else if ('step' in message) {
          update(current!, message.step, `${tasks[current!]!.input}: ${message.name}`);
        } else {
          ready = true;
          const at = current;
          current = undefined;
          if ('result' in message) finish(at!, message.result).then(next, reject);
          else next();
        }
      });
      child.on('error', reject);
      let ending: string | undefined;
      /** Settles the promise once the process has ended and its last messages have arrived. */
      const settle = (): void => {
        if (ending === undefined || child.connected) return;
        children.delete(child);
        const why = `ended early (${ending}); fewer --jobs need less memory`;
        if (!ready) reject(new VolumetricError('bad-backend', `a process of --jobs ${why}`));
        if (current !== undefined) {
          const message = `${tasks[current]!.input}: the process for this input ${why}`;
          const failed = finish(current, { error: { code: 'bad-file', message } });
          current = undefined;
          resolve(failed.then(() => (queue.length > 0 ? one() : undefined)));
          return;
        }
        resolve(queue.length > 0 ? one() : undefined);
      };
      // Listens to 'exit' and 'disconnect', because 'close' is not emitted after `disconnect`.
      child.on('exit', (code, signal) => {
        ending = signal ?? `exit code ${code}`;
        settle();
      });
      child.on('disconnect', settle);
      child.send({ kind, options });
    });
  try {
    await Promise.all(Array.from({ length: Math.min(jobs, tasks.length) }, one));
  } finally {
    for (const child of children) child.kill();
  }
}
