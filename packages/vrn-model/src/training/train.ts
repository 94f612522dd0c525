// Training from start to end: epochs of steps, with checkpoints from which a run goes on exactly.
import { check } from '@vrn/voxel';
import type { VRN } from '../vrn.js';
import { encodeCheckpoint, fileCheckpoint, restoreCheckpoint } from './checkpoint.js';
import { batches, type Dataset, indexed } from './data/dataset.js';
import type { TrainingEngine } from './engine.js';
import { type Optimiser, optimiserFrom, optimiserSettings } from './optimiser/optimiser.js';
import { PAPER_SCHEDULE, rateAt } from './optimiser/schedule.js';
import { progressMeter } from './report/progress.js';
import { writeMetrics } from './report/report.js';
import { afterEpoch, afterStep, foreseen, NO_STEPS, type RunState } from './runState.js';
import type { TrainOptions, TrainResult } from './trainOptions.js';
import { trainStep } from './trainStep.js';
import { validate } from './validate.js';
import { AVERAGE_DEFAULTS, type WeightAverage, weightAverage } from './weightAverage.js';

/** On whatever tfjs backend is set. */
const TFJS: TrainingEngine = { step: trainStep, settle: async () => {} };

/**
 * Trains a network in place.
 *
 * With a checkpoint the run can be killed at any moment: started again with the same arguments it goes on from the last
 * checkpoint and ends with the same weights, bit for bit, as an unbroken run on the same backend. A checkpoint that cannot
 * be written ends the run with an error; the one before it stays.
 *
 * @throws {VolumetricError} `bad-argument`, `bad-sample`, `training-diverged`, `bad-file`, `bad-weights`
 *
 * Source: paper 3.3; loss and supervision as in {@link trainStep}.
 */
export async function train(vrn: VRN, dataset: Dataset, options: TrainOptions = {}): Promise<TrainResult> {
  const { epochs = 60, batchSize = 6, seed = 0, prefetch = 1, shuffleBuffer = 0, stepsPerEpoch, signal } = options;
  const { schedule = PAPER_SCHEDULE, loss, clipNorm, microBatch, checkpointEvery, augment, engine = TFJS } = options;
  checkCounts({ epochs, batchSize, microBatch, stepsPerEpoch, checkpointEvery }, 1);
  checkCounts({ prefetch, shuffleBuffer }, 0);
  const length = indexed(dataset)?.length;
  check(length !== 0, 'bad-argument', () => 'train: dataset must not be empty');
  check(!options.validation || indexed(options.validation)?.length !== 0, 'bad-argument', () => {
    return 'train: validation must not be empty';
  });
  const most = stepsPerEpoch ?? Number.POSITIVE_INFINITY;
  const epochSteps = length === undefined ? stepsPerEpoch : Math.min(most, Math.ceil(length / batchSize));
  const steps = epochSteps === undefined ? undefined : epochSteps * epochs;
  const store = typeof options.checkpoint === 'string' ? fileCheckpoint(options.checkpoint) : options.checkpoint;
  const [optimiser, rule, own] = settledOptimiser(options.optimiser);
  const average = options.average && weightAverage(options.average);
  const tensors = { vrn, optimiser: optimiser.state, average: average?.state };
  const averages = options.average && { ...AVERAGE_DEFAULTS, ...options.average };
  const run = { batchSize, seed, length, optimiser: rule, average: averages, shuffleBuffer, stepsPerEpoch };

  try {
    const bytes = await store?.load();
    let state: RunState = bytes
      ? restoreCheckpoint(tensors, bytes, run)
      : { step: 0, run, history: [], partial: NO_STEPS };
    average?.start(vrn);
    const save = async (): Promise<void> => {
      await engine.settle(vrn, optimiser);
      await store?.save(await encodeCheckpoint(tensors, state));
    };
    const meter = progressMeter(() => performance.now());
    meter(state.step, steps);
    if (options.metrics !== undefined && state.history.length > 0) await writeMetrics(options.metrics, state.history);
    while (state.history.length < epochs) {
      const epoch = state.history.length;
      const order = { batchSize, seed, epoch, skip: state.partial.steps, augment, shuffleBuffer, prefetch, most };
      for await (const samples of batches(dataset, order)) {
        const rate = rateAt(schedule, { epoch, step: state.step, steps: steps ?? Number.POSITIVE_INFINITY });
        const result = await engine.step(vrn, samples, {
          ...{ optimiser, rate },
          ...defined({ loss, microBatch, clipNorm }),
        });
        state = afterStep(state, result, rate);
        if (average?.due(state.step)) {
          await engine.settle(vrn, optimiser);
          average.update(vrn, state.step);
        }
        options.onStep?.({ epoch, step: state.step, steps, ...result, rate });
        options.onProgress?.(meter(state.step, steps ?? foreseen(state, epochs)));
        if (signal?.aborted) {
          await save();
          return await ended(vrn, state, average);
        }
        const due = checkpointEvery !== undefined && state.step % checkpointEvery === 0;
        if (due && state.partial.steps !== epochSteps) await save();
      }
      await engine.settle(vrn, optimiser);
      const params = average?.state ?? vrn.params;
      const shown = { params, ...defined({ loss, batchSize: microBatch }) };
      state = afterEpoch(state, options.validation && (await validate(vrn, options.validation, shown)));
      await save();
      if (options.metrics !== undefined) await writeMetrics(options.metrics, state.history);
      await options.onEpoch?.(state.history.at(-1)!);
    }
    return { ...(await ended(vrn, state, average)), finished: true };
  } finally {
    await engine.settle(vrn, optimiser);
    average?.dispose();
    if (own) optimiser.dispose();
  }
}

async function ended(vrn: VRN, { step, history }: RunState, average: WeightAverage | undefined): Promise<TrainResult> {
  return { steps: step, history, finished: false, ...(average && { averaged: await average.network(vrn) }) };
}

/** The optimiser, the data that describe it, and whether it is this run's own. */
function settledOptimiser(given: TrainOptions['optimiser'] = { kind: 'rmsprop' }): [Optimiser, unknown, boolean] {
  if ('next' in given) return [given, given.rule, false];
  const optimiser = optimiserFrom(given);
  return [optimiser, optimiser.rule ?? optimiserSettings(given), true];
}

/** A table without the fields that are undefined. */
const defined = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;

function checkCounts(counts: Readonly<Record<string, number | undefined>>, least: number): void {
  for (const [name, count] of Object.entries(counts)) {
    check(count === undefined || (Number.isInteger(count) && count >= least), 'bad-argument', () => {
      return `train: ${name} must be a whole number >= ${least}, got ${count}`;
    });
  }
}
