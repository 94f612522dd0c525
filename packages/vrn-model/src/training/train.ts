// Trains a network over epochs of steps, with checkpoints from which a run resumes exactly.
import { defined } from '@vrn/voxel/internal';
import type { VRN } from '../vrn.js';
import { batchArrays } from './batch.js';
import { encodeCheckpoint, restoreCheckpoint } from './checkpoint/checkpoint.js';
import { afterEpoch, afterStep, foreseen, NO_STEPS, type RunState } from './checkpoint/runState.js';
import { batches, type Dataset } from './data/dataset.js';
import type { TrainingSample } from './data/trainingSample.js';
import { rateAt } from './optimiser/schedule.js';
import { progressMeter } from './report/progress.js';
import { writeMetrics } from './report/report.js';
import { refuseSingles, singleValueNorms, smallestPart } from './singleValues.js';
import type { TrainOptions, TrainResult } from './trainOptions.js';
import { type TrainSettings, trainSettings } from './trainSettings.js';
import { validate } from './validate.js';

interface Run {
  readonly vrn: VRN;
  readonly dataset: Dataset;
  readonly options: TrainOptions;
  readonly settings: TrainSettings;
  readonly meter: ReturnType<typeof progressMeter>;
  /** Norms that see a single value per channel when samples pass through the network one at a time. */
  readonly singles: readonly string[];
  readonly warnings: Set<string>;
  state: RunState;
}

/**
 * Trains a network in place.
 *
 * With a checkpoint, the run can be killed at any moment. When started again with the same arguments, it resumes from
 * the last checkpoint and ends with the same weights, bit for bit, as an uninterrupted run on the same backend. If a
 * checkpoint cannot be written, the run ends with an error, and the previous checkpoint is kept.
 *
 * Use batches of at least 4 samples if features shrink to 1 × 1 (with `nesting: 'drawn'`, the hourglass halves them up
 * to `depth` times) and prediction uses running averages (`normalisation: 'running'`). On 1 × 1 features, a norm sees
 * one value per channel and sample. It cannot estimate a variance from one value, so `batchSize` 1 and lists of one
 * sample are rejected. It normalises two values to ±1 whatever they are, while prediction uses their unbiased variance,
 * which is twice as large, so predictions are worse than in training. If a forward pass has a single sample (the last
 * batch of an epoch, or a part of a batch with `microBatch`), the output of such norms is their shift, and the result
 * has an entry in `warnings`.
 *
 * @param vrn     the network; its parameters are replaced.
 * @param dataset a list of samples, `{ length, get }`, an iterable, or a function that returns an iterable per epoch.
 * @param options epochs, batch size, schedule, loss, checkpoint, …; see {@link TrainOptions}.
 * @returns the number of steps, a report per epoch, averaged weights if requested, and warnings; see
 *   {@link TrainResult}.
 * @throws {VolumetricError} `bad-argument` for unknown options, values out of range and a checkpoint of another run;
 *   `bad-sample`, `shape-mismatch`, `bad-landmarks`, `bad-volume` for samples that are invalid or do not match the
 *   network; `no-backend` if the default engine has no tfjs backend; `no-training-kernels` for a backend that cannot
 *   train; `training-diverged`; `bad-file` for checkpoints and metrics that cannot be read or written; `bad-weights`
 *   for a checkpoint of another network, and for weights that are not finite when they are saved; `disposed`.
 *
 * @example
 * const { history } = await train(vrn, samples, { epochs: 2, batchSize: 2, schedule: 1e-3 });
 * history.length; // → 2
 *
 * Source: paper 3.3; loss and supervision as in {@link trainStep}.
 */
export async function train(vrn: VRN, dataset: Dataset, options: TrainOptions = {}): Promise<TrainResult> {
  const settings = trainSettings(vrn, dataset, options);
  const { engine, optimiser, ownsOptimiser, average, store, steps, epochs } = settings;
  try {
    const bytes = await store?.load();
    const tensors = { vrn, optimiser, average: average?.state };
    const run: Run = {
      ...{ vrn, dataset, options, settings },
      meter: progressMeter(() => performance.now()),
      singles: singleValueNorms(vrn),
      warnings: new Set(),
      state: bytes
        ? restoreCheckpoint(tensors, bytes, settings.run)
        : { step: 0, run: settings.run, history: [], partial: NO_STEPS },
    };
    average?.start(vrn);
    run.meter(run.state.step, steps);
    const { history } = run.state;
    if (options.metrics !== undefined && history.length > 0) await writeMetrics(options.metrics, history);
    while (run.state.history.length < epochs) {
      const isAborted = await runEpoch(run);
      if (isAborted) return await resultOf(run, false);
      await finishEpoch(run);
    }
    return await resultOf(run, true);
  } finally {
    await engine.settle(vrn, optimiser);
    average?.dispose();
    if (ownsOptimiser) optimiser.dispose();
  }
}

/** Takes the remaining steps of an epoch. Returns whether the signal ended the epoch early. */
async function runEpoch(run: Run): Promise<boolean> {
  const { dataset, options, settings } = run;
  const { batchSize, seed, shuffleBuffer, prefetch, epochSteps } = settings;
  const { checkpointEvery, signal } = options;
  const order = {
    ...{ batchSize, seed, shuffleBuffer, prefetch, augment: options.augment },
    epoch: run.state.history.length,
    skip: run.state.partial.steps,
    most: options.stepsPerEpoch ?? Number.POSITIVE_INFINITY,
  };
  for await (const samples of batches(dataset, order)) {
    await runStep(run, samples);
    if (signal?.aborted) {
      await save(run);
      return true;
    }
    const isDue = checkpointEvery !== undefined && run.state.step % checkpointEvery === 0;
    if (isDue && run.state.partial.steps !== epochSteps) await save(run);
  }
  return false;
}

/** Takes one step, updates the averaged weights if an update is due, and reports the step. */
async function runStep(run: Run, samples: readonly TrainingSample[]): Promise<void> {
  const { vrn, options, settings } = run;
  const { engine, optimiser, average, steps, schedule } = settings;
  const { loss, microBatch, clipNorm } = options;
  const epoch = run.state.history.length;
  const rate = rateAt(schedule, { epoch, step: run.state.step, steps: steps ?? Number.POSITIVE_INFINITY });
  checkSingles(run, samples);
  const result = await engine.step(vrn, samples, { optimiser, rate, ...defined({ loss, microBatch, clipNorm }) });
  run.state = afterStep(run.state, result, rate);
  if (average?.due(run.state.step)) {
    await engine.settle(vrn, optimiser);
    average.update(vrn, run.state.step);
  }
  options.onStep?.({ epoch, step: run.state.step, steps, ...result, rate });
  options.onProgress?.(run.meter(run.state.step, steps ?? foreseen(run.state, settings.epochs)));
}

/** If norms see a single value per channel in this step, adds a warning, or throws for a list of one sample. */
function checkSingles({ vrn, settings, options, singles, warnings }: Run, samples: readonly TrainingSample[]): void {
  if (smallestPart(samples.length, options.microBatch) > 1 || singles.length === 0) return;
  if (settings.length === 1) {
    // Check the sample first, so that an invalid one causes the same error as in any other step.
    batchArrays(vrn, samples);
    refuseSingles(vrn, 'the number of samples');
  }
  warnings.add(
    `train: in steps with a single sample at a time, ${singles.length} norms (${singles[0]}, …) saw one value per channel, which has no variance: their output was their shift`,
  );
}

/** Ends an epoch: validation, checkpoint and reports. */
async function finishEpoch(run: Run): Promise<void> {
  const { vrn, options, settings } = run;
  const { engine, optimiser, average } = settings;
  await engine.settle(vrn, optimiser);
  const params = average?.state ?? vrn.params;
  const shown = { params, ...defined({ loss: options.loss, batchSize: options.microBatch }) };
  run.state = afterEpoch(run.state, options.validation && (await validate(vrn, options.validation, shown)));
  await save(run);
  if (options.metrics !== undefined) await writeMetrics(options.metrics, run.state.history);
  await options.onEpoch?.(run.state.history.at(-1)!);
}

async function save({ vrn, settings, state }: Run): Promise<void> {
  const { engine, optimiser, average, store } = settings;
  await engine.settle(vrn, optimiser);
  await store?.save(await encodeCheckpoint({ vrn, optimiser, average: average?.state }, state));
}

async function resultOf({ vrn, settings, state, warnings }: Run, finished: boolean): Promise<TrainResult> {
  const { average } = settings;
  const averaged = average && { averaged: await average.network(vrn) };
  return { steps: state.step, history: state.history, finished, ...averaged, warnings: [...warnings] };
}
