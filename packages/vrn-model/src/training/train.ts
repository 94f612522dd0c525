// Training from start to end: epochs of steps, with checkpoints from which a run goes on exactly.
import { check } from '@vrn/voxel';
import type { VRN } from '../vrn.js';
import {
  type CheckpointStore,
  type EpochReport,
  encodeCheckpoint,
  fileCheckpoint,
  type RunState,
  restoreCheckpoint,
} from './checkpoint.js';
import { type Augment, batches, type Dataset, indexed } from './dataset.js';
import { type Optimiser, rmsprop } from './rmsprop.js';
import { PAPER_SCHEDULE, rateAt, type Schedule } from './schedule.js';
import { trainStep } from './trainStep.js';

export interface TrainOptions {
  /** Times the whole dataset is seen. Default 60. Paper 3.3. */
  readonly epochs?: number;
  /** Default 6. Paper 3.3. */
  readonly batchSize?: number;
  /** Default {@link PAPER_SCHEDULE}. */
  readonly schedule?: Schedule;
  /** Default `rmsprop()`. One that is passed in stays the caller's. */
  readonly optimiser?: Optimiser;
  /** Of the order and of augmentation. Default 0. */
  readonly seed?: number;
  /** Changes samples on their way; gets a random stream of its own for every sample and epoch. */
  readonly augment?: Augment;
  /** Where checkpoints go, and where a run is taken up: a file's path (Node), or a store. */
  readonly checkpoint?: string | CheckpointStore;
  /** Steps between checkpoints; there is one at the end of every epoch besides. Default: the epochs' ends alone. */
  readonly checkpointEvery?: number;
  /** Called after every step. */
  readonly onStep?: (report: StepReport) => void;
  /** Called after every epoch. */
  readonly onEpoch?: (report: EpochReport) => void | Promise<void>;
  /** Ends training after the step in progress, with a checkpoint. */
  readonly signal?: AbortSignal;
}

export interface StepReport {
  readonly epoch: number;
  /** Steps taken, this one among them. */
  readonly step: number;
  /** Steps in all; undefined where the dataset's length is not known. */
  readonly steps: number | undefined;
  readonly loss: number;
  readonly losses: readonly number[];
  readonly rate: number;
}

export interface TrainResult {
  readonly steps: number;
  readonly history: readonly EpochReport[];
  /** False when a signal ended it early. */
  readonly finished: boolean;
}

/**
 * Trains a network in place.
 *
 * With a checkpoint the run can be killed at any moment: started again with the same arguments it goes on from the last
 * checkpoint and ends with the same weights, bit for bit, as an unbroken run on the same backend.
 *
 * @throws {VolumetricError} `bad-argument`, `bad-sample`, `training-diverged`, `bad-file`, `bad-weights`
 *
 * Source: paper 3.3; loss and supervision as in {@link trainStep}.
 */
export async function train(vrn: VRN, dataset: Dataset, options: TrainOptions = {}): Promise<TrainResult> {
  const { epochs = 60, batchSize = 6, schedule = PAPER_SCHEDULE, seed = 0, augment, signal } = options;
  check(
    Number.isInteger(epochs) && epochs > 0,
    'bad-argument',
    () => `train: epochs must be a positive integer, got ${epochs}`,
  );
  check(Number.isInteger(batchSize) && batchSize > 0, 'bad-argument', () => {
    return `train: batchSize must be a positive integer, got ${batchSize}`;
  });
  const length = indexed(dataset)?.length;
  check(length !== 0, 'bad-argument', () => 'train: dataset must not be empty');
  const epochSteps = length === undefined ? undefined : Math.ceil(length / batchSize);
  const steps = epochSteps === undefined ? undefined : epochSteps * epochs;
  const store = typeof options.checkpoint === 'string' ? fileCheckpoint(options.checkpoint) : options.checkpoint;
  const optimiser = options.optimiser ?? rmsprop();
  const run = JSON.stringify({ batchSize, seed, length: length ?? null });

  try {
    let state = await start(vrn, optimiser, store, run);
    const save = async (): Promise<void> => store?.save(await encodeCheckpoint(vrn, optimiser, state));
    while (state.history.length < epochs) {
      const epoch = state.history.length;
      let rate = 0;
      for await (const samples of batches(dataset, { batchSize, seed, epoch, skip: state.partial.steps, augment })) {
        rate = rateAt(schedule, { epoch, step: state.step, steps: steps ?? Number.POSITIVE_INFINITY });
        const { loss, losses } = await trainStep(vrn, samples, { optimiser, rate });
        state = afterStep(state, losses);
        options.onStep?.({ epoch, step: state.step, steps, loss, losses, rate });
        if (signal?.aborted) {
          await save();
          return { steps: state.step, history: state.history, finished: false };
        }
        const due = options.checkpointEvery !== undefined && state.step % options.checkpointEvery === 0;
        if (due && state.partial.steps !== epochSteps) await save();
      }
      state = afterEpoch(state, rate);
      await save();
      await options.onEpoch?.(state.history.at(-1)!);
    }
    return { steps: state.step, history: state.history, finished: true };
  } finally {
    if (options.optimiser === undefined) optimiser.dispose();
  }
}

async function start(
  vrn: VRN,
  optimiser: Optimiser,
  store: CheckpointStore | undefined,
  run: string,
): Promise<RunState> {
  const bytes = await store?.load();
  if (bytes === undefined) return { step: 0, run, history: [], partial: { steps: 0, losses: [] } };
  const state = restoreCheckpoint(vrn, optimiser, bytes);
  check(state.run === run, 'bad-argument', () => {
    return `train: checkpoint must be of a run with the same data, batchSize and seed ${run}, got ${state.run}; remove it to start anew`;
  });
  return state;
}

function afterStep(state: RunState, losses: readonly number[]): RunState {
  const sums = losses.map((loss, stack) => loss + (state.partial.losses[stack] ?? 0));
  return { ...state, step: state.step + 1, partial: { steps: state.partial.steps + 1, losses: sums } };
}

function afterEpoch(state: RunState, rate: number): RunState {
  const losses = state.partial.losses.map((sum) => sum / state.partial.steps);
  const loss = losses.reduce((sum, each) => sum + each, 0);
  const report: EpochReport = { epoch: state.history.length, loss, losses, rate };
  return { ...state, history: [...state.history, report], partial: { steps: 0, losses: [] } };
}
