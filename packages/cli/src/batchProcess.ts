// Runs tasks of a batch in a child process; for --jobs, the command starts several such processes.
import type { startMeasureWorker } from './commands/actions/measure.js';
import { errorValue, type FromProcess, type ToProcess, type Worker } from './commands/batch/task.js';
import { startMeshWorker } from './commands/mesh.js';
import type { startReconstructWorker } from './commands/reconstruction/worker.js';
import { startVoxelizeWorker } from './commands/voxelize.js';
import { writesSettled } from './output/files.js';
import { endOnSignals } from './output/signals.js';

const STARTERS = {
  // The first two are imported when needed, because they load TensorFlow.js.
  reconstruct: async (options: Parameters<typeof startReconstructWorker>[0]): Promise<Worker> =>
    (await import('./commands/reconstruction/worker.js')).startReconstructWorker(options),
  measure: async (options: Parameters<typeof startMeasureWorker>[0]): Promise<Worker> =>
    (await import('./commands/actions/measure.js')).startMeasureWorker(options),
  mesh: startMeshWorker,
  voxelize: startVoxelizeWorker,
};

endOnSignals();
const send = (message: FromProcess): void => void process.send?.(message);

let worker: Promise<Worker> | undefined;

async function receive(message: ToProcess): Promise<void> {
  if ('kind' in message) {
    worker = STARTERS[message.kind](message.options);
    await worker.then(
      () => send({ ready: true }),
      (error: unknown) => send({ failed: errorValue(error) }),
    );
    return;
  }
  try {
    const started = (await worker)!;
    send({ result: await started.run(message.task, (step, name) => send({ step, name })) });
  } catch (error) {
    send({ result: { error: errorValue(error) } });
  }
}

process.on('message', (message: ToProcess) => void receive(message));
process.on('disconnect', () => {
  void writesSettled()
    .then(() => worker)
    .then((started) => started?.stop())
    .finally(() => process.exit());
});
