// evaluate: every number that compares a predicted volume, or mesh, with the true one.
import { checkView, type TriangleMesh, type View } from '@vrn/voxel';
import { evaluateMeshes, type MeshEvaluation, type MeshEvaluationOptions } from './evaluateMeshes.js';
import { overlapOfEach, share } from './volumes/overlap.js';
import { checkOverlapOptions, OVERLAP_DEFAULTS, type OverlapOptions } from './volumes/pair.js';
import { registeredIou } from './volumes/registeredIou.js';
import { silhouetteIou } from './volumes/silhouetteIou.js';
import { softShare } from './volumes/softIou.js';

export interface Evaluation {
  readonly iou: number;
  readonly softIou: number;
  readonly dice: number;
  /** Seen from the camera. */
  readonly silhouetteIou: number;
  /** The best IoU when the prediction may move up to 6 slices, and by how many it did. */
  readonly registeredIou: number;
  readonly depthShift: number;
  /** How much of the prediction is true, and how much of the truth was predicted. */
  readonly precision: number;
  readonly recall: number;
  /** How many voxels are set. */
  readonly voxels: { readonly prediction: number; readonly truth: number };
}

/**
 * Compares a predicted volume with the true one, or a predicted mesh with the true one, in every way this package knows.
 *
 * Volumes, under one threshold: where neither has a voxel set every number is 1; where only one has, 0. `softIou` takes emptiness
 * literally: all zero. Meshes: see {@link MeshEvaluation}; each measure as its own function computes it, from the same points.
 *
 * @param prediction  view [rows, columns, slices] of values 0..1, or closed mesh in world units. Read only.
 * @param truth       a view of the same shape, values 0..1; or a mesh, if the prediction is one.
 * @param options     of volumes `threshold` 0.5, for all numbers but `softIou`. Of meshes `grid`, 128³ about both; `threshold` of
 *                    the F-score, 1 % of the truth's longest side; `samples` 100,000 points on each, `seed` 0.
 * @throws {VolumetricError} `bad-volume` (no view, or a value outside 0..1 or NaN), `shape-mismatch`, `bad-argument`;
 *                    `bad-mesh`, `bad-grid`
 * Cost: of volumes four passes over both, 128³ some tens of milliseconds; of meshes of 100,000 faces about a second.
 *
 * @example
 * const prediction = packed(Float32Array.of(0.9, 0.8, 0.2, 0), [1, 1, 4]);
 * const truth = packed(Uint8Array.of(0, 1, 1, 0), [1, 1, 4]);
 * evaluate(prediction, truth).registeredIou;  // → 1
 * evaluate(prediction, truth).precision;      // → 0.5
 * evaluate(cube({ side: 1 }), cube({ side: 1 })).hausdorff;  // → 0
 */
export function evaluate(prediction: View, truth: View, options?: Pick<OverlapOptions, 'threshold'>): Evaluation;
export function evaluate(
  prediction: TriangleMesh,
  truth: TriangleMesh,
  options?: MeshEvaluationOptions,
): MeshEvaluation;
export function evaluate(
  prediction: View | TriangleMesh,
  truth: View | TriangleMesh,
  options: MeshEvaluationOptions = {},
): Evaluation | MeshEvaluation {
  const isMesh = prediction !== null && typeof prediction === 'object' && 'positions' in prediction;
  return isMesh
    ? evaluateMeshes(prediction, truth as TriangleMesh, options)
    : evaluateVolumes(prediction, truth as View, options);
}

function evaluateVolumes(
  prediction: View,
  truth: View,
  { threshold = OVERLAP_DEFAULTS.threshold }: Pick<OverlapOptions, 'threshold'>,
): Evaluation {
  const { empty } = OVERLAP_DEFAULTS;
  checkOverlapOptions(threshold, empty, 'evaluate');
  checkView(prediction, 'evaluate', 'prediction', 3);
  const names = ['prediction', 'truth'] as const;
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
