// Defines the options and the result of train.
import type { VRN } from '../vrn.js';
import type { CheckpointStore } from './checkpoint/checkpointStore.js';
import type { Augment, Dataset } from './data/dataset.js';
import type { TrainingEngine } from './engine.js';
import type { LossOptions } from './loss/objective.js';
import type { Optimiser } from './optimiser/optimiser.js';
import type { OptimiserOptions } from './optimiser/optimiserFrom.js';
import type { Schedule } from './optimiser/schedule.js';
import type { RunProgress } from './report/progress.js';
import type { EpochReport, MetricsSink, StepReport } from './report/report.js';
import type { AverageOptions } from './weightAverage.js';

/** Options of `train`. Integers are at least 1, except `seed`, `prefetch` and `shuffleBuffer`, which may be 0. */
export interface TrainOptions {
  /** Number of passes over the dataset, each of at most `stepsPerEpoch` steps. Default 60. Paper 3.3. */
  readonly epochs?: number;
  /**
   * Samples per step. Default 6. Paper 3.3. Must be at least 2, and should be at least 4, if features shrink to 1 × 1
   * and prediction uses running averages; see `train`.
   */
  readonly batchSize?: number;
  /**
   * Samples per forward and backward pass, for batches that exceed memory; see `trainStep`. Default: the whole batch.
   * Also the number of samples per forward pass of validation, default 6.
   */
  readonly microBatch?: number;
  /** Learning rate. Default `PAPER_SCHEDULE`. */
  readonly schedule?: Schedule;
  /** Optimiser, or its options. Default `{ kind: 'rmsprop' }`. The caller keeps ownership of an optimiser object. */
  readonly optimiser?: OptimiserOptions | Optimiser;
  /** Loss to minimise. Default: the mean sigmoid cross entropy, summed over stacks. Source: paper Eq. 1. */
  readonly loss?: LossOptions;
  /** Upper limit of the L2 norm of all gradients together, above 0. Default: no limit. */
  readonly clipNorm?: number;
  /**
   * Options of an exponential average of the weights, which is used for validation and returned as
   * {@link TrainResult.averaged}. Default: no average.
   */
  readonly average?: AverageOptions;
  /** Seed of the sample order and of augmentation, an integer ≥ 0. Default 0. */
  readonly seed?: number;
  /** Augments training samples (not validation samples), with a random generator specific to sample and epoch. */
  readonly augment?: Augment;
  /** Number of samples in the shuffle buffer for streams. Default 0: the stream's order. Lists are fully shuffled. */
  readonly shuffleBuffer?: number;
  /** Number of batches to load while a step is computed, an integer ≥ 0. Default 1. */
  readonly prefetch?: number;
  /** Maximum number of steps per epoch; required for infinite streams. */
  readonly stepsPerEpoch?: number;
  /** Validation samples, scored after every epoch. */
  readonly validation?: Dataset;
  /** Engine that takes the steps. Default: `trainStep` on the current tfjs backend. */
  readonly engine?: TrainingEngine;
  /** File's path (Node.js) or store to which checkpoints are saved and from which the run resumes. Default: none. */
  readonly checkpoint?: string | CheckpointStore;
  /**
   * Number of steps between checkpoints, in addition to one at the end of every epoch. Default: ends of epochs only.
   */
  readonly checkpointEvery?: number;
  /**
   * Destination of the epoch reports as JSON lines: a file's path (Node.js), or a function. All lines are written anew
   * after every epoch, and when a run resumes.
   */
  readonly metrics?: MetricsSink;
  /** Called after every step. */
  readonly onStep?: (report: StepReport) => void;
  /** Called after every step with the number of steps taken and an estimate of the remaining time. */
  readonly onProgress?: (progress: RunProgress) => void;
  /** Called at the end of every epoch, after its checkpoint and metrics are written. A returned promise is awaited. */
  readonly onEpoch?: (report: EpochReport) => void | Promise<void>;
  /**
   * Ends training after the step in progress or, if aborted between steps, after the next one. The checkpoint is then
   * saved, if there is one.
   */
  readonly signal?: AbortSignal;
}

/** All option names, to reject unknown ones; the type ensures that none is missing. */
const NAMES: Readonly<Record<keyof TrainOptions, true>> = {
  epochs: true,
  batchSize: true,
  microBatch: true,
  schedule: true,
  optimiser: true,
  loss: true,
  clipNorm: true,
  average: true,
  seed: true,
  augment: true,
  shuffleBuffer: true,
  prefetch: true,
  stepsPerEpoch: true,
  validation: true,
  engine: true,
  checkpoint: true,
  checkpointEvery: true,
  metrics: true,
  onStep: true,
  onProgress: true,
  onEpoch: true,
  signal: true,
};

export const TRAIN_OPTIONS: readonly string[] = Object.keys(NAMES);

export const TRAIN_DEFAULTS = { epochs: 60, batchSize: 6, seed: 0, prefetch: 1, shuffleBuffer: 0 } as const;

/** Result of `train`. */
export interface TrainResult {
  /** Number of steps taken, including those before the run was resumed. */
  readonly steps: number;
  readonly history: readonly EpochReport[];
  /** False if a signal ended the run early. */
  readonly finished: boolean;
  /** A copy of the network with averaged weights, if `average` is set; the caller disposes it. */
  readonly averaged?: VRN;
  /**
   * Has one entry if, with `normalisation: 'running'`, norms saw a single value per channel in some steps; otherwise
   * empty.
   */
  readonly warnings: readonly string[];
}
