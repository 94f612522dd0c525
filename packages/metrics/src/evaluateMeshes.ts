// Computes every measure of two meshes; samples each mesh once for all distances and cosines.
import { check, checkMesh, type Grid, type TriangleMesh } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { boxOf, gridAbout, longestSide } from './surfaces/box.js';
import { directed, meanOf } from './surfaces/directed.js';
import { scoreOf } from './surfaces/fScore.js';
import { farthest } from './surfaces/hausdorff.js';
import { meanCosine } from './surfaces/normals/normalConsistency.js';
import { normalError } from './surfaces/normals/normalError.js';
import { solidRules } from './surfaces/solid/meshIou.js';
import { convergence, MESH_IOU_CONVERGENCE_DEFAULTS } from './surfaces/solid/meshIouConvergence.js';
import type { SolidRule } from './surfaces/solid/solidRule.js';
import { prepare, type SamplingOptions, type SearchOptions, samplingOf } from './surfaces/surface.js';

export interface MeshEvaluationOptions extends SamplingOptions, SearchOptions {
  /** Grid on which the solids are compared. Default: 128³ cubic voxels around both meshes. */
  readonly grid?: Grid;
  /** `threshold` of `fScore`, world units. Default: 1 % of the longest side of the ground truth's bounding box. */
  readonly threshold?: number;
  /** Rule that decides which points are inside a mesh, as for `meshIou`. Default 'auto': chosen for each mesh. */
  readonly rule?: SolidRule;
  /** Centimetres in one world unit. Default 100: positions are in metres. */
  readonly centimetresPerUnit?: number;
}

export const MESH_EVALUATION_DEFAULTS = { centimetresPerUnit: 100 } as const satisfies MeshEvaluationOptions;

/**
 * Distances are in world units unless the name ends in Cm. d(p, S) is the distance from a point p to the nearest point
 * of a surface S.
 */
export interface MeshEvaluation {
  /**
   * Mean distance of the prediction's points to the ground truth, and of the ground truth's points to the prediction.
   */
  readonly predictionToTruth: number;
  readonly truthToPrediction: number;
  /** Mean of the two directed mean distances: the result of `chamfer`, called "Chamfer-L₁" in Occupancy Networks. */
  readonly chamferL1: number;
  /** Mean of the two directed means of d²: the result of `chamfer` with `squared`. */
  readonly chamferSquared: number;
  /** Maximum and 95th percentile of d, each from the direction that gives the larger value. */
  readonly hausdorff: number;
  readonly hausdorff95: number;
  /**
   * The F-score. `precision` and `recall` are the fractions of the prediction's points and of the ground truth's points
   * with d below `threshold`.
   */
  readonly fScore: number;
  readonly precision: number;
  readonly recall: number;
  readonly threshold: number;
  readonly normalConsistency: number;
  /**
   * The three numbers of PIFu (Saito et al. 2019, 4.1). `pointToSurfaceCm`: mean distance from the predicted surface
   * to the ground truth, in centimetres; points are spread evenly over the predicted surface. `chamferCm`: the mean
   * of the two directed means, in centimetres. `normalError`: mean squared difference of the two normal maps seen
   * from the front, see the function `normalError`.
   */
  readonly pointToSurfaceCm: number;
  readonly chamferCm: number;
  readonly normalError: number;
  /** IoU of the solids on `grid`, and its estimated error due to the grid. */
  readonly meshIou: number;
  readonly meshIouError: number;
  readonly grid: Grid;
  /**
   * Reasons to doubt `meshIou`: the faults of each mesh (open edges, duplicate or flipped triangles, edges of more than
   * two triangles), and which rule, if any, finds its inside.
   */
  readonly warnings: readonly string[];
}

const CALLER = 'evaluate';
/** Voxels per side of the default grid. */
const GRID_SIDE = 128;

/** Compares two meshes; see {@link evaluate}. */
export function evaluateMeshes(
  prediction: TriangleMesh,
  truth: TriangleMesh,
  options: MeshEvaluationOptions,
): MeshEvaluation {
  checkOptions(CALLER, options, ['grid', 'threshold', 'rule', 'centimetresPerUnit', 'samples', 'seed', 'kernel']);
  const sampling = samplingOf(options, CALLER);
  const { rule, centimetresPerUnit = MESH_EVALUATION_DEFAULTS.centimetresPerUnit } = options;
  check(
    truth !== null && typeof truth === 'object' && 'positions' in truth,
    'bad-mesh',
    () => `${CALLER}: truth must be a mesh because prediction is one, got a volume`,
  );
  checkMesh(prediction, CALLER);
  checkMesh(truth, CALLER);
  const threshold = options.threshold ?? longestSide(boxOf([truth])) / 100;
  for (const [name, value] of Object.entries({ threshold, centimetresPerUnit })) {
    check(
      value > 0 && Number.isFinite(value),
      'bad-argument',
      () => `${CALLER}: ${name} must be a number above 0, got ${value}`,
    );
  }
  const grid = options.grid ?? gridAbout(boxOf([prediction, truth]), GRID_SIDE);
  const names = ['prediction', 'truth'] as const;
  const solids = solidRules(prediction, truth, { rule, caller: CALLER, names, keepFlat: true });
  const { levels } = MESH_IOU_CONVERGENCE_DEFAULTS;
  const { iou, error } = convergence(prediction, truth, { grid, solids, levels });

  const ours = prepare(prediction, sampling, CALLER);
  const theirs = prepare(truth, sampling, CALLER);
  const [there, back] = [directed(ours, theirs), directed(theirs, ours)];
  const [predictionToTruth, truthToPrediction] = [meanOf(there, false), meanOf(back, false)];
  const chamferL1 = (predictionToTruth + truthToPrediction) / 2;
  const worse = (percentile: number) =>
    Math.max(farthest(ours, theirs, there.squared, percentile), farthest(theirs, ours, back.squared, percentile));
  return {
    predictionToTruth,
    truthToPrediction,
    chamferL1,
    chamferSquared: (meanOf(there, true) + meanOf(back, true)) / 2,
    hausdorff: worse(100),
    hausdorff95: worse(95),
    ...scoreOf(there, back, threshold),
    threshold,
    normalConsistency: (meanCosine(ours, theirs, there, true) + meanCosine(theirs, ours, back, true)) / 2,
    pointToSurfaceCm: centimetresPerUnit * predictionToTruth,
    chamferCm: centimetresPerUnit * chamferL1,
    normalError: normalError(prediction, truth),
    meshIou: iou,
    meshIouError: error,
    grid,
    warnings: solids.warnings,
  };
}
