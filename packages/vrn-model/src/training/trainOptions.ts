// The options and the result of train.
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

/** Options of `train`. */
export interface TrainOptions {
  /** Passes over the complete dataset. Default 60. Paper 3.3. */
  readonly epochs?: number;
  /**
   * Samples per step. Default 6. Paper 3.3. For networks that reduce their features to 1 × 1, where norms see one value
   * per sample: at least 2, better 4 or more.
   */
  readonly batchSize?: number;
  /** Samples that go through the network at once, for batches larger than memory; see `trainStep`. Default: all. */
  readonly microBatch?: number;
  /** Default `PAPER_SCHEDULE`. */
  readonly schedule?: Schedule;
  /** Default `{ kind: 'rmsprop' }`. One that is passed in as an object with state stays the caller's. */
  readonly optimiser?: OptimiserOptions | Optimiser;
  /** What is minimised. Default: the mean sigmoid cross entropy, summed over stacks. Paper Eq. 1. */
  readonly loss?: LossOptions;
  /** Most that the root of the sum of all squared gradients may be. Default: no limit. */
  readonly clipNorm?: number;
  /** Keeps an exponential average of the weights beside them; {@link TrainResult.averaged} has it. Default: none. */
  readonly average?: AverageOptions;
  /** Of the order and of augmentation. Default 0. */
  readonly seed?: number;
  /** Changes samples on their way; gets a random stream of its own for every sample and epoch. */
  readonly augment?: Augment;
  /** Samples of a stream among which the next one is drawn. Default 0: its own order. Lists are always shuffled whole. */
  readonly shuffleBuffer?: number;
  /** Batches to load while a step is computed. Default 1. */
  readonly prefetch?: number;
  /** Steps after which an epoch ends, though there be more samples; needed for endless streams. */
  readonly stepsPerEpoch?: number;
  /** Samples that are not trained on, scored after every epoch. */
  readonly validation?: Dataset;
  /** What takes the steps. Default: `trainStep`, on the tfjs backend that is set. */
  readonly engine?: TrainingEngine;
  /** Where checkpoints are saved, and from where a run resumes: a file's path (Node.js), or a store. */
  readonly checkpoint?: string | CheckpointStore;
  /** Steps between checkpoints; there is another at the end of every epoch. Default: only at the ends of epochs. */
  readonly checkpointEvery?: number;
  /** Where every epoch's report goes as a line of JSON: a file's path (Node), or a function. */
  readonly metrics?: MetricsSink;
  /** Called after every step. */
  readonly onStep?: (report: StepReport) => void;
  /** Called after every step, with an estimate of what remains. */
  readonly onProgress?: (progress: RunProgress) => void;
  /** Called after every epoch. */
  readonly onEpoch?: (report: EpochReport) => void | Promise<void>;
  /** Ends training after the step in progress, with a checkpoint. */
  readonly signal?: AbortSignal;
}

/** Every option, so that none is forgotten where unknown ones are refused. */
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

/** What `train` returns. */
export interface TrainResult {
  /** Steps taken, those before a resumption included. */
  readonly steps: number;
  readonly history: readonly EpochReport[];
  /** False when a signal ended it early. */
  readonly finished: boolean;
  /** The network with averaged weights, where `average` asks for it: the caller's, to use, save and dispose. */
  readonly averaged?: VRN;
  /** What the run could do only in part, such as steps in which norms saw a single value. */
  readonly warnings: readonly string[];
}
