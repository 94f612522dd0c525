// All networks of a run, so many at a time, each time in the next process that is free.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { VariantName } from '@vrn/model';
import { VolumetricError } from '@vrn/voxel';
import type { Spec } from './spec.js';
import { finished } from './trainNetwork.js';
import type { Told } from './worker.js';

const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));

/**
 * Trains what is not finished yet; the last rows of the table, the slowest, first.
 *
 * @param say is given a line after every epoch.
 * @throws {VolumetricError} with a worker's message when a network fails; the others' checkpoints stay.
 */
export async function trainAll(
  spec: Spec,
  { out, data }: { readonly out: string; readonly data: string | undefined },
  say: (line: string) => void,
): Promise<void> {
  const queue = spec.networks.filter((network) => finished(out, network) === undefined).reverse();
  const workers: ChildProcess[] = [];
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      let current: VariantName | undefined;
      const child = fork(worker, data === undefined ? [out] : [out, data]);
      workers.push(child);
      const next = (): void => {
        current = queue.shift();
        if (current === undefined) child.disconnect();
        else child.send(current);
      };
      child.on('message', (told: Told) => {
        if ('line' in told) say(told.line);
        else if ('done' in told) next();
        else reject(new VolumetricError('bad-argument', `table1: training failed, ${told.failed}`));
      });
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        if (current === undefined && code === 0) resolve();
        else
          reject(new Error(`table1: the process training ${current} ended with ${signal ?? code}; run again to go on`));
      });
      next();
    });
  try {
    await Promise.all(Array.from({ length: Math.min(spec.processes, queue.length) }, one));
  } finally {
    for (const child of workers) child.kill();
  }
}
