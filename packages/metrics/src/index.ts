// Lists the public exports of @vrn/metrics: measures of volumes, measures of surfaces, and all of them in one call.

export { type IouOptions, iou } from './volumes/iou.js';
export { dice } from './volumes/dice.js';
export { type SoftIouOptions, softIou } from './volumes/softIou.js';
export {
  REGISTERED_IOU_DEFAULTS,
  type RegisteredIou,
  type RegisteredIouOptions,
  registeredIou,
} from './volumes/registeredIou.js';
export { type SilhouetteIouOptions, silhouetteIou } from './volumes/silhouetteIou.js';
export { SWEEP_DEFAULTS, type Sweep, type SweepOptions, type SweepRow, sweep } from './volumes/sweep.js';
export { type Occupancy, OVERLAP_DEFAULTS, type OverlapOptions } from './volumes/pair.js';
export type { GridOptions, PlacedVolume } from './volumes/placed.js';
export {
  SAMPLE_SURFACE_DEFAULTS,
  type SampleSurfaceOptions,
  type SurfaceSamples,
  sampleSurface,
} from './surfaces/points/sampleSurface.js';
export { CHAMFER_DEFAULTS, type ChamferOptions, chamfer } from './surfaces/chamfer.js';
export { HAUSDORFF_DEFAULTS, type HausdorffOptions, hausdorff } from './surfaces/hausdorff.js';
export { type FScore, type FScoreOptions, fScore } from './surfaces/fScore.js';
export { pointToSurface, type SurfaceDistances } from './surfaces/pointToSurface.js';
export {
  NORMAL_CONSISTENCY_DEFAULTS,
  type NormalConsistencyOptions,
  normalConsistency,
} from './surfaces/normals/normalConsistency.js';
export { NORMAL_ERROR_DEFAULTS, type NormalErrorOptions, normalError } from './surfaces/normals/normalError.js';
export type { Side } from './surfaces/normals/normalMap.js';
export type { KernelTarget, Nearest, NearestKernel, NearestPoints } from './surfaces/nearest/target.js';
export type { PointSet } from './surfaces/points/pointSet.js';
export {
  type Direction,
  SAMPLING_DEFAULTS,
  type SamplingOptions,
  type SearchOptions,
  type Surface,
} from './surfaces/surface.js';
export { MESH_IOU_DEFAULTS, type MeshIouOptions, meshIou } from './surfaces/solid/meshIou.js';
export {
  MESH_IOU_CONVERGENCE_DEFAULTS,
  type MeshIouConvergence,
  type MeshIouConvergenceOptions,
  meshIouConvergence,
} from './surfaces/solid/meshIouConvergence.js';
export type { SolidRule } from './surfaces/solid/solidRule.js';
export { type Evaluation, type EvaluationOptions, evaluate } from './evaluate.js';
export { MESH_EVALUATION_DEFAULTS, type MeshEvaluation, type MeshEvaluationOptions } from './evaluateMeshes.js';
