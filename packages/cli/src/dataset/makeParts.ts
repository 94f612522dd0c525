// Parts made by several threads, or by this one.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Tinypool from 'tinypool';
import { makePart, type PartTask } from './makePart.js';

/** The built worker beside this file; as sources there is none, and all is made in this thread. */
const WORKER = new URL('./datasetWorker.js', import.meta.url);

/**
 * Makes parts. Which thread makes which does not matter to them.
 *
 * @param onPart  called with each part that is done.
 * @throws the first failure, when the other threads have been ended
 */
export async function makeParts(
  tasks: readonly PartTask[],
  workers: number,
  onPart: (task: PartTask) => void,
): Promise<void> {
  const threads = Math.min(workers, tasks.length);
  if (threads <= 1 || !existsSync(WORKER)) {
    for (const task of tasks) {
      await makePart(task);
      onPart(task);
    }
    return;
  }
  const pool = new Tinypool({ filename: fileURLToPath(WORKER), minThreads: threads, maxThreads: threads });
  try {
    await Promise.all(
      tasks.map(async (task) => {
        await pool.run(task);
        onPart(task);
      }),
    );
  } finally {
    await pool.destroy();
  }
}
