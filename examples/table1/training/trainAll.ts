// Runs the unfinished trainings of a run in a pool of processes.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { VolumetricError } from '@vrn/voxel';
import { type Entry, entriesOf, type Spec } from '../spec.js';
import { finished } from './trainNetwork.js';
import type { WorkerMessage } from './worker.js';

const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));

/**
 * Runs the unfinished trainings of a run in the order of `entriesOf`. With several processes the order is reversed, so
 * that `conv3d`, the last and slowest network, starts early.
 *
 * @param only    names of the trainings to run; default: all.
 * @param onLine  called with the name of a training and a line: at its start and after every epoch.
 * @throws {VolumetricError} `bad-argument`, with the message of a worker, if a training fails; an Error if a process
 *   ends unexpectedly. Checkpoints are kept.
 */
export async function trainAll(
  spec: Spec,
  { out, data, only }: { readonly out: string; readonly data: string | undefined; readonly only?: readonly string[] },
  onLine: (name: string, line: string) => void,
): Promise<void> {
  const queue = entriesOf(spec).filter(({ name }) => {
    return (only?.includes(name) ?? true) && finished(out, name) === undefined;
  });
  if (spec.processes > 1) queue.reverse();
  const workers: ChildProcess[] = [];
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      let current: Entry | undefined;
      const child = fork(worker, data === undefined ? [out] : [out, data]);
      workers.push(child);
      const next = (): void => {
        current = queue.shift();
        if (current === undefined) child.disconnect();
        else child.send(current);
      };
      child.on('message', (message: WorkerMessage) => {
        if ('line' in message) onLine(current!.name, message.line);
        else if ('done' in message) next();
        else reject(new VolumetricError('bad-argument', `table1: training failed, ${message.failed}`));
      });
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        if (current === undefined && code === 0) resolve();
        else
          reject(
            new Error(
              `table1: the process training ${current?.name} ended with ${signal ?? code}; run again to resume`,
            ),
          );
      });
      next();
    });
  try {
    await Promise.all(Array.from({ length: Math.min(spec.processes, queue.length) }, one));
  } finally {
    for (const child of workers) child.kill();
  }
}
