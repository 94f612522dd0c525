// Every number that compares two meshes, from one choice of points on each.
import { check, checkMesh, type Grid, type TriangleMesh } from '@vrn/voxel';
import { directed, meanOf } from './surfaces/directed.js';
import { scoreOf } from './surfaces/fScore.js';
import { farthest } from './surfaces/hausdorff.js';
import { meshIouConvergence } from './surfaces/meshIouConvergence.js';
import { meanCosine } from './surfaces/normalConsistency.js';
import { checkSampling, prepare, SAMPLING_DEFAULTS, type SamplingOptions } from './surfaces/surface.js';

export interface MeshEvaluationOptions extends SamplingOptions {
  /** Where and how finely volumes are compared; 128³ cubic voxels about both meshes unless given. */
  readonly grid?: Grid;
  /** Of the F-score, world units; 1 % of the longest side of the truth's box unless given. */
  readonly threshold?: number;
}

/** Distances in world units. d(p, S): from a point to the nearest point of a surface. */
export interface MeshEvaluation {
  /** Means of d over points of the prediction, to the truth; and over points of the truth, to the prediction. */
  readonly predictionToTruth: number;
  readonly truthToPrediction: number;
  /** The mean of these two: "Chamfer-L₁" of Occupancy Networks. */
  readonly chamferL1: number;
  /** The sum of the means of d² in both directions: that of PyTorch3D. */
  readonly chamferSquared: number;
  /** The largest d, and the 95th percentile, of the worse direction. */
  readonly hausdorff: number;
  readonly hausdorff95: number;
  /** Of points with d below `threshold`. */
  readonly fScore: number;
  readonly precision: number;
  readonly recall: number;
  readonly threshold: number;
  readonly normalConsistency: number;
  /** Of the solids, on `grid`; and by how much the grid may have changed it. */
  readonly meshIou: number;
  readonly meshIouError: number;
  readonly grid: Grid;
}

const CALLER = 'evaluate';

export function evaluateMeshes(
  prediction: TriangleMesh,
  truth: TriangleMesh,
  options: MeshEvaluationOptions,
): MeshEvaluation {
  const { samples, seed } = { ...SAMPLING_DEFAULTS, ...options };
  checkSampling({ samples, seed }, CALLER);
  check(
    truth !== null && typeof truth === 'object' && 'positions' in truth,
    'bad-mesh',
    () => `${CALLER}: truth must be a mesh, as prediction is`,
  );
  checkMesh(prediction, CALLER);
  checkMesh(truth, CALLER);
  const threshold = options.threshold ?? longestSide(boxOf([truth])) / 100;
  check(
    threshold > 0 && Number.isFinite(threshold),
    'bad-argument',
    () => `${CALLER}: threshold must be a number above 0, got ${threshold}`,
  );
  const grid = options.grid ?? gridAbout([prediction, truth]);
  const { iou, error } = meshIouConvergence(prediction, truth, grid);

  const ours = prepare(prediction, { samples, seed }, CALLER);
  const theirs = prepare(truth, { samples, seed }, CALLER);
  const [there, back] = [directed(ours, theirs), directed(theirs, ours)];
  const [predictionToTruth, truthToPrediction] = [meanOf(there, false), meanOf(back, false)];
  const worse = (percentile: number) =>
    Math.max(farthest(ours, theirs, there.squared, percentile), farthest(theirs, ours, back.squared, percentile));
  return {
    predictionToTruth,
    truthToPrediction,
    chamferL1: (predictionToTruth + truthToPrediction) / 2,
    chamferSquared: meanOf(there, true) + meanOf(back, true),
    hausdorff: worse(100),
    hausdorff95: worse(95),
    ...scoreOf(there, back, threshold),
    threshold,
    normalConsistency: (meanCosine(ours, theirs, there, true) + meanCosine(theirs, ours, back, true)) / 2,
    meshIou: iou,
    meshIouError: error,
    grid,
  };
}

interface Box {
  readonly min: readonly number[];
  readonly max: readonly number[];
}

/** The box of all vertices that faces use. */
function boxOf(meshes: readonly TriangleMesh[]): Box {
  const min = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const max = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { positions, indices } of meshes) {
    for (let corner = 0; corner < indices.length; corner++) {
      for (let axis = 0; axis < 3; axis++) {
        const value = positions[3 * indices[corner]! + axis]!;
        min[axis] = Math.min(min[axis]!, value);
        max[axis] = Math.max(max[axis]!, value);
      }
    }
  }
  return { min, max };
}

const longestSide = ({ min, max }: Box): number => Math.max(...max.map((value, axis) => value - min[axis]!));

const SIDE = 128;

/** A cube of 128³ voxels about meshes, a voxel of it left free all round. */
function gridAbout(meshes: readonly TriangleMesh[]): Grid {
  const box = boxOf(meshes);
  const half = (longestSide(box) / 2) * (SIDE / (SIDE - 2));
  const centre = box.min.map((low, axis) => low + (box.max[axis]! - low) / 2) as [number, number, number];
  return {
    shape: [SIDE, SIDE, SIDE],
    min: [centre[0] - half, centre[1] - half, centre[2] - half],
    max: [centre[0] + half, centre[1] + half, centre[2] + half],
  };
}
