// Everything outsiders import from @vrn/model/train, in pipeline order. Importing it registers tfjs' gradients.
import './tensors/gradients.js';

export { type CheckpointStore, fileCheckpoint } from './training/checkpoint.js';
export type { Augment, Dataset, IndexedDataset, SampleStream } from './training/data/dataset.js';
export type { TrainingEngine, UpdateRule } from './training/engine.js';
export { type CrossEntropyOptions, type Reduction, sigmoidCrossEntropy } from './training/loss/loss.js';
export { LOSS_DEFAULTS, type LossOptions } from './training/loss/objective.js';
export { type SilhouetteOptions, silhouetteLoss } from './training/loss/silhouetteLoss.js';
export { type SoftJaccardOptions, softJaccard } from './training/loss/softJaccard.js';
export { type AdamOptions, adam } from './training/optimiser/adam.js';
export { type Optimiser, type OptimiserOptions, optimiserFrom } from './training/optimiser/optimiser.js';
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
export type { FileSystem } from './training/report/wholeFile.js';
export { train } from './training/train.js';
export type { TrainOptions, TrainResult } from './training/trainOptions.js';
export { type StepOptions, type StepResult, type TrainingSample, trainStep } from './training/trainStep.js';
export { type ValidateOptions, validate } from './training/validate.js';
export { type AverageOptions, type WeightAverage, weightAverage } from './training/weightAverage.js';
