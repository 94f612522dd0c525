// Everything outsiders import from @vrn/metrics: what compares volumes, what compares surfaces, and both in one call.

export { iou } from './volumes/iou.js';
export { dice } from './volumes/dice.js';
export { softIou } from './volumes/softIou.js';
export { type RegisteredIou, type RegisteredIouOptions, registeredIou } from './volumes/registeredIou.js';
export { type SilhouetteIouOptions, silhouetteIou } from './volumes/silhouetteIou.js';
export { SWEEP_DEFAULTS, type Sweep, type SweepOptions, type SweepRow, sweep } from './volumes/sweep.js';
export { type Occupancy, OVERLAP_DEFAULTS, type OverlapOptions } from './volumes/pair.js';
export {
  SAMPLE_SURFACE_DEFAULTS,
  type SampleSurfaceOptions,
  type SurfaceSamples,
  sampleSurface,
} from './surfaces/sampleSurface.js';
export { CHAMFER_DEFAULTS, type ChamferOptions, chamfer } from './surfaces/chamfer.js';
export { HAUSDORFF_DEFAULTS, type HausdorffOptions, hausdorff } from './surfaces/hausdorff.js';
export { type FScore, type FScoreOptions, fScore } from './surfaces/fScore.js';
export { pointToSurface, type SurfaceDistances } from './surfaces/pointToSurface.js';
export {
  NORMAL_CONSISTENCY_DEFAULTS,
  type NormalConsistencyOptions,
  normalConsistency,
} from './surfaces/normalConsistency.js';
export {
  type Direction,
  type PointSet,
  SAMPLING_DEFAULTS,
  type SamplingOptions,
  type Surface,
} from './surfaces/surface.js';
export { type MeshIouOptions, meshIou } from './surfaces/meshIou.js';
export {
  MESH_IOU_CONVERGENCE_DEFAULTS,
  type MeshIouConvergence,
  type MeshIouConvergenceOptions,
  meshIouConvergence,
} from './surfaces/meshIouConvergence.js';
export { type Evaluation, evaluate } from './evaluate.js';
export type { MeshEvaluation, MeshEvaluationOptions } from './evaluateMeshes.js';
