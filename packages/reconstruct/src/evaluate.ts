// Exports the entry point @vrn/reconstruct/evaluate: scores of predicted bodies, baselines, and detections on samples.

export {
  FIT_BASELINES_DEFAULTS,
  type FitBaselinesOptions,
  fitBaselines,
} from './evaluate/baselines/fitBaselines.js';
export { BOOTSTRAP_MEAN_DEFAULTS, type BootstrapMeanOptions, bootstrapMean, type Mean } from './evaluate/bootstrap.js';
export { type Detections, decodeDetections, encodeDetections } from './evaluate/detections/detectionFile.js';
export { type Detection, detectSample } from './evaluate/detections/detectSample.js';
export {
  EVALUATE_SET_DEFAULTS,
  type EvaluateSetOptions,
  evaluateSet,
  type Method,
  type SetEvaluation,
  type ShownBody,
} from './evaluate/evaluateSet.js';
export {
  EVALUATION_SHEET_DEFAULTS,
  type EvaluationSheetOptions,
  evaluationSheet,
} from './evaluate/evaluationSheet.js';
export type { JointError } from './evaluate/measures/jointErrors.js';
export {
  type BodyScores,
  MEASURES,
  type Measure,
  SCORE_BODY_DEFAULTS,
  type ScoreBodyOptions,
  scoreBody,
} from './evaluate/measures/scoreBody.js';
export {
  type EvaluatedNetwork,
  NETWORK_METHOD_DEFAULTS,
  type NetworkMethodOptions,
  networkMethod,
} from './evaluate/networkMethod.js';
export { scoresCsv } from './evaluate/scoresCsv.js';
export type { Bin, JointSummary, ScoredSample, Summary } from './evaluate/summarise.js';
