// Makes the parts of a data set in several threads, or in the calling thread.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { VolumetricError } from '@vrn/voxel';
import type { PartResult } from './datasetWorker.js';
import { makePart, type PartTask } from './makePart.js';

/** The built worker script, next to the built entry point. If it is missing, only the calling thread is used. */
const WORKER = new URL('./datasetWorker.js', import.meta.url);

export interface MakePartsOptions {
  readonly workers: number;
  /** Called after each finished part, with warnings about its source. */
  readonly onPart: (task: PartTask, warnings: readonly string[]) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Makes parts. Their content does not depend on the number of threads.
 *
 * @throws {VolumetricError} `not-found` if several threads are to be used and tinypool is not installed; else the first
 *   failure. Throws the reason of `signal` when it aborts. All threads have ended before it throws
 */
export async function makeParts(tasks: readonly PartTask[], options: MakePartsOptions): Promise<void> {
  const { workers, onPart, signal } = options;
  const threads = Math.min(workers, tasks.length);
  if (threads <= 1 || !existsSync(WORKER)) {
    for (const task of tasks) {
      signal?.throwIfAborted();
      onPart(task, await makePart(task));
    }
    return;
  }
  const Tinypool = await loadTinypool();
  const pool = new Tinypool({ filename: fileURLToPath(WORKER), minThreads: threads, maxThreads: threads });
  const aborted = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  try {
    signal?.throwIfAborted();
    const all = tasks.map(async (task) => onPart(task, warningsOf((await pool.run(task)) as PartResult)));
    await Promise.race([Promise.all(all), aborted]);
  } finally {
    await pool.destroy();
  }
}

/** Returns the warnings of a part, or throws the error that a thread returned. */
function warningsOf(result: PartResult): readonly string[] {
  if ('warnings' in result) return result.warnings;
  throw new VolumetricError(result.failure.code, result.failure.message);
}

/** Loads the package tinypool, an optional peer dependency. */
async function loadTinypool(): Promise<typeof import('tinypool').Tinypool> {
  try {
    return (await import('tinypool')).Tinypool;
  } catch (cause) {
    const what = 'several workers need the package tinypool: npm install tinypool (or use workers: 1)';
    throw new VolumetricError('not-found', `makeDataset: ${what}`, { cause });
  }
}
