// Everything outsiders import from @vrn/model/train, in pipeline order. Importing it registers tfjs' gradients.
import './gradients.js';

export { type CheckpointStore, type EpochReport, fileCheckpoint } from './training/checkpoint.js';
export type { Augment, Dataset, IndexedDataset } from './training/dataset.js';
export { sigmoidCrossEntropy } from './training/loss.js';
export { type Optimiser, rmsprop } from './training/rmsprop.js';
export { cosineSchedule, PAPER_SCHEDULE, type Progress, type Schedule } from './training/schedule.js';
export { type StepReport, type TrainOptions, type TrainResult, train } from './training/train.js';
export { type StepOptions, type StepResult, type TrainingSample, trainStep } from './training/trainStep.js';
