// Computes every measure of a prediction against the ground truth, for volumes and for meshes.
import { checkView, type TriangleMesh, type View } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { evaluateMeshes, type MeshEvaluation, type MeshEvaluationOptions } from './evaluateMeshes.js';
import { overlapOfEach, share } from './volumes/overlap.js';
import { checkOverlapOptions, OVERLAP_DEFAULTS, type OverlapOptions } from './volumes/pair.js';
import { alignPair, type GridOptions, type PlacedVolume } from './volumes/placed.js';
import { registeredIou } from './volumes/registeredIou.js';
import { silhouetteIou } from './volumes/silhouetteIou.js';
import { softShare } from './volumes/softIou.js';

export interface EvaluationOptions extends Pick<OverlapOptions, 'threshold'>, GridOptions {}

export interface Evaluation {
  readonly iou: number;
  readonly softIou: number;
  readonly dice: number;
  /** IoU of the silhouettes as seen from the camera. */
  readonly silhouetteIou: number;
  /**
   * The best IoU over shifts of the prediction by up to 6 slices, and the shift that gives it (`depthShift`), positive
   * away from the camera.
   */
  readonly registeredIou: number;
  readonly depthShift: number;
  /**
   * `precision` = |P ∩ T| / |P| and `recall` = |P ∩ T| / |T|, where P contains the voxels set in the prediction,
   * and T those set in the ground truth.
   */
  readonly precision: number;
  readonly recall: number;
  /** Number of voxels set in each volume. */
  readonly voxels: { readonly prediction: number; readonly truth: number };
}

/**
 * Compares a predicted volume, or mesh, with the ground truth by every measure of this package.
 *
 * Volumes are compared under one threshold: every measure is 1 if neither has a set voxel, and 0 if only one has. For
 * `softIou`, a volume is empty only if all its values are 0. For meshes, see {@link MeshEvaluation}: all distances and
 * cosines are taken at the same sample points, `hausdorff` also at the vertices, and every measure equals the result of
 * its own function. Among them are the three numbers of PIFu: `pointToSurfaceCm`, `chamferCm` and `normalError`.
 *
 * @param prediction  view [rows, columns, slices] of values 0..1, or `{ volume, grid }`; or mesh in world units. Read
 *                    only.
 * @param truth       view or `{ volume, grid }` of equal shape, values 0..1; or a mesh, if the prediction is one.
 * @param options     For volumes `threshold` 0.5, for all measures but `softIou`; `grid`: a grid or 'common', to
 *                    resample both. For meshes `grid`, 128³ around both; `threshold` of the F-score, 1 % of the
 *                    longest side of the ground truth's bounding box; `samples` 100,000 points on each, `seed` 0;
 *                    `rule` 'auto', as for `meshIou`; `centimetresPerUnit` 100.
 * @returns           the measures by name; for meshes also the `grid`, the `threshold`, and `warnings` about faults of
 *                    the meshes.
 * @throws {VolumetricError} `bad-volume` (not a view, or a value outside 0..1 or NaN), `shape-mismatch`,
 *                    `bad-argument`, `bad-mesh`, `bad-grid` (also grids that differ); for volumes `no-eval`, as
 *                    `packed` of @vrn/voxel
 * Cost: for volumes three passes over both, plus `registeredIou`; for meshes as `chamfer`, `meshIouConvergence` and
 * `normalError` together.
 *
 * @example
 * const prediction = packed(Float32Array.of(0.9, 0.8, 0.2, 0), [1, 1, 4]);
 * const truth = packed(Uint8Array.of(0, 1, 1, 0), [1, 1, 4]);
 * evaluate(prediction, truth).registeredIou;  // → 1
 * evaluate(prediction, truth).precision;      // → 0.5
 * evaluate(cube({ side: 1 }), cube({ side: 1 })).hausdorff;  // → 0
 *
 * Source: Saito et al. 2019 (PIFu), 4.1, for its three numbers.
 */
export function evaluate(
  prediction: View | PlacedVolume<View>,
  truth: View | PlacedVolume<View>,
  options?: EvaluationOptions,
): Evaluation;
export function evaluate(
  prediction: TriangleMesh,
  truth: TriangleMesh,
  options?: MeshEvaluationOptions,
): MeshEvaluation;
export function evaluate(
  prediction: View | PlacedVolume<View> | TriangleMesh,
  truth: View | PlacedVolume<View> | TriangleMesh,
  options: EvaluationOptions | MeshEvaluationOptions = {},
): Evaluation | MeshEvaluation {
  const isMesh = prediction !== null && typeof prediction === 'object' && 'positions' in prediction;
  return isMesh
    ? evaluateMeshes(prediction, truth as TriangleMesh, options as MeshEvaluationOptions)
    : evaluateVolumes(prediction, truth as View | PlacedVolume<View>, options as EvaluationOptions);
}

function evaluateVolumes(
  predicted: View | PlacedVolume<View>,
  wanted: View | PlacedVolume<View>,
  options: EvaluationOptions,
): Evaluation {
  checkOptions('evaluate', options, ['threshold', 'grid']);
  const { threshold = OVERLAP_DEFAULTS.threshold, grid } = options;
  const { empty } = OVERLAP_DEFAULTS;
  checkOverlapOptions(threshold, empty, 'evaluate');
  const names = ['prediction', 'truth'] as const;
  const [prediction, truth] = alignPair(predicted, wanted, 'evaluate', names, { grid });
  checkView(prediction, 'evaluate', 'prediction', 3);
  const counts = overlapOfEach(prediction, truth, threshold, 'evaluate', names);
  const whenNothing = counts.either === 0 ? empty : 0;
  const registered = registeredIou(prediction, truth, { threshold });
  return {
    iou: share(counts.both, counts.either, empty),
    softIou: softShare(prediction, truth, empty, 'evaluate', names),
    dice: share(2 * counts.both, counts.a + counts.b, empty),
    silhouetteIou: silhouetteIou(prediction, truth, { threshold }),
    registeredIou: registered.iou,
    depthShift: registered.shift,
    precision: share(counts.both, counts.a, whenNothing),
    recall: share(counts.both, counts.b, whenNothing),
    voxels: { prediction: counts.a, truth: counts.b },
  };
}
