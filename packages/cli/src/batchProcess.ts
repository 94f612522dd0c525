// The process that does tasks of a batch, started by the command for --jobs.
import { errorValue, type FromProcess, type ToProcess, type Worker } from './commands/batch/task.js';
import { startMeshWorker } from './commands/mesh.js';
import { startReconstructWorker } from './commands/reconstruct.js';
import { startVoxelizeWorker } from './commands/voxelize.js';
import { writesSettled } from './output/files.js';
import { endOnSignals } from './output/signals.js';

const STARTERS = {
  reconstruct: startReconstructWorker,
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
