// Everything outsiders import from @vrn/model/train, in pipeline order. Importing it registers tfjs' gradients.
import './gradients.js';

export { type AdamOptions, adam } from './training/adam.js';
export { type CheckpointStore, fileCheckpoint } from './training/checkpoint.js';
export { type ChartOptions, lineChart, type Series } from './training/curves.js';
export type { Augment, Dataset, IndexedDataset, SampleStream } from './training/dataset.js';
export type { TrainingEngine, UpdateRule } from './training/engine.js';
export { type CurveOptions, learningCurves } from './training/learningCurves.js';
export { type CrossEntropyOptions, type Reduction, sigmoidCrossEntropy } from './training/loss.js';
export { LOSS_DEFAULTS, type LossOptions } from './training/objective.js';
export { type Optimiser, type OptimiserOptions, optimiserFrom } from './training/optimiser.js';
export type { RunProgress } from './training/progress.js';
export { type EpochReport, jsonLines, type MetricsSink, type Scores, type StepReport } from './training/report.js';
export { type RMSPropOptions, rmsprop } from './training/rmsprop.js';
export {
  cosineSchedule,
  PAPER_SCHEDULE,
  type Progress,
  type RateTable,
  type Schedule,
  type ScheduleOptions,
} from './training/schedule.js';
export { type SilhouetteOptions, silhouetteLoss } from './training/silhouetteLoss.js';
export { type SoftJaccardOptions, softJaccard } from './training/softJaccard.js';
export { train } from './training/train.js';
export type { TrainOptions, TrainResult } from './training/trainOptions.js';
export { type StepOptions, type StepResult, type TrainingSample, trainStep } from './training/trainStep.js';
export { type ValidateOptions, validate } from './training/validate.js';
export { type AverageOptions, type WeightAverage, weightAverage } from './training/weightAverage.js';
export type { FileSystem } from './training/wholeFile.js';
