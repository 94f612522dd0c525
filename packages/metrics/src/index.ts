// Everything outsiders import from @vrn/metrics: what compares volumes, what compares surfaces, and both in one call.

export { iou } from './iou.js';
export { dice } from './dice.js';
export { softIou } from './softIou.js';
export { type RegisteredIou, type RegisteredIouOptions, registeredIou } from './registeredIou.js';
export { type SilhouetteIouOptions, silhouetteIou } from './silhouetteIou.js';
export { SWEEP_DEFAULTS, type Sweep, type SweepOptions, type SweepRow, sweep } from './sweep.js';
export { type Occupancy, OVERLAP_DEFAULTS, type OverlapOptions } from './pair.js';
export {
  SAMPLE_SURFACE_DEFAULTS,
  type SampleSurfaceOptions,
  type SurfaceSamples,
  sampleSurface,
} from './sampleSurface.js';
export { CHAMFER_DEFAULTS, type ChamferOptions, chamfer } from './chamfer.js';
export { HAUSDORFF_DEFAULTS, type HausdorffOptions, hausdorff } from './hausdorff.js';
export { type FScore, type FScoreOptions, fScore } from './fScore.js';
export { pointToSurface, type SurfaceDistances } from './pointToSurface.js';
export {
  NORMAL_CONSISTENCY_DEFAULTS,
  type NormalConsistencyOptions,
  normalConsistency,
} from './normalConsistency.js';
export { type Direction, type PointSet, SAMPLING_DEFAULTS, type SamplingOptions, type Surface } from './surface.js';
export { type MeshIouOptions, meshIou } from './meshIou.js';
export {
  MESH_IOU_CONVERGENCE_DEFAULTS,
  type MeshIouConvergence,
  type MeshIouConvergenceOptions,
  meshIouConvergence,
} from './meshIouConvergence.js';
export { type Evaluation, evaluate } from './evaluate.js';
export type { MeshEvaluation, MeshEvaluationOptions } from './evaluateMeshes.js';
