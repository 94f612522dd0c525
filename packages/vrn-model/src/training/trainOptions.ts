// What train is told, and what it gives.
import type { VRN } from '../vrn.js';
import type { CheckpointStore } from './checkpoint.js';
import type { Augment, Dataset } from './data/dataset.js';
import type { TrainingEngine } from './engine.js';
import type { LossOptions } from './loss/objective.js';
import type { Optimiser, OptimiserOptions } from './optimiser/optimiser.js';
import type { Schedule } from './optimiser/schedule.js';
import type { RunProgress } from './report/progress.js';
import type { EpochReport, MetricsSink, StepReport } from './report/report.js';
import type { AverageOptions } from './weightAverage.js';

export interface TrainOptions {
  /** Times the whole dataset is seen. Default 60. Paper 3.3. */
  readonly epochs?: number;
  /** Default 6. Paper 3.3. */
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
  /** Where checkpoints go, and where a run is taken up: a file's path (Node), or a store. */
  readonly checkpoint?: string | CheckpointStore;
  /** Steps between checkpoints; there is one at the end of every epoch besides. Default: the epochs' ends alone. */
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

export interface TrainResult {
  readonly steps: number;
  readonly history: readonly EpochReport[];
  /** False when a signal ended it early. */
  readonly finished: boolean;
  /** The network with averaged weights, where `average` asks for it: the caller's, to use, save and dispose. */
  readonly averaged?: VRN;
}
