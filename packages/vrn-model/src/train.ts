// Lists the exports of @vrn/model/train, sorted by source file. Importing this module registers tfjs' gradients.
import './tensors/gradients.js';

export type { FileSystem } from '@vrn/voxel/internal';
export {
  type CheckpointStore,
  type FileCheckpointOptions,
  fileCheckpoint,
} from './training/checkpoint/checkpointStore.js';
export type { Augment, Dataset, IndexedDataset, SampleStream } from './training/data/dataset.js';
export type { TrainingSample } from './training/data/trainingSample.js';
export type { TrainingEngine } from './training/engine.js';
export { type CrossEntropyOptions, type Reduction, sigmoidCrossEntropy } from './training/loss/loss.js';
export { LOSS_DEFAULTS, type LossOptions } from './training/loss/objective.js';
export { type SilhouetteOptions, silhouetteLoss } from './training/loss/silhouetteLoss.js';
export { type SoftJaccardOptions, softJaccard } from './training/loss/softJaccard.js';
export { type AdamOptions, adam } from './training/optimiser/adam.js';
export type { MemoryLayout, Optimiser, UpdateRule } from './training/optimiser/optimiser.js';
export { type OptimiserOptions, optimiserFrom } from './training/optimiser/optimiserFrom.js';
export { type RMSPropOptions, rmsprop } from './training/optimiser/rmsprop.js';
export {
  cosineSchedule,
  PAPER_SCHEDULE,
  type Progress,
  type RateTable,
  type Schedule,
  type ScheduleOptions,
} from './training/optimiser/schedule.js';
export { type ChartOptions, lineChart, type Series } from './training/report/curves.js';
export { type CurveOptions, learningCurves } from './training/report/learningCurves.js';
export type { RunProgress } from './training/report/progress.js';
export {
  type EpochReport,
  jsonLines,
  type MetricsSink,
  type Scores,
  type StepReport,
} from './training/report/report.js';
export { train } from './training/train.js';
export { TRAIN_DEFAULTS, type TrainOptions, type TrainResult } from './training/trainOptions.js';
export { type StepOptions, type StepResult, trainStep } from './training/trainStep.js';
export { VALIDATE_DEFAULTS, type ValidateOptions, validate } from './training/validate.js';
export { type AverageOptions, type WeightAverage, weightAverage } from './training/weightAverage.js';
