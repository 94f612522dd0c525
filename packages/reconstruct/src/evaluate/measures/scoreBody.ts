// Computes every measure of a predicted body against a sample with its ground truth.
import type { StoredSample } from '@vrn/bodies';
import { marchingCubes } from '@vrn/mesh';
import {
  iou,
  normalConsistency,
  normalError,
  pointToSurface,
  registeredIou,
  sampleSurface,
  silhouetteIou,
  sweep,
} from '@vrn/metrics';
import { check, type TriangleMesh, type View } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import { angleBetween, attitudes } from './attitude.js';
import { at, runsOf, sizeOf } from './columns.js';
import { type JointError, jointErrors } from './jointErrors.js';
import { jointsOf, seenJoints } from './joints.js';
import { maskOf } from './maskOf.js';
import { scaleOf } from './scale.js';

export interface ScoreBodyOptions {
  /** Ascending thresholds of the sweep, 0..1. */
  readonly thresholds?: readonly number[];
  /** Number of points on each surface, for the distances and `normalConsistency`. */
  readonly points?: number;
  /** Seed for sampling the points. */
  readonly seed?: number;
}

export const SCORE_BODY_DEFAULTS = {
  thresholds: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
  points: 10_000,
  seed: 0,
} as const satisfies ScoreBodyOptions;

/** Names of the measures with one number per sample, in the order in which tables list them. */
export const MEASURES = [
  'iou',
  'registeredIou',
  'depthShift',
  'silhouetteIou',
  'maskIou',
  'emptyShare',
  'chamferCm',
  'pointToSurfaceCm',
  'normalConsistency',
  'normalError',
  'jointDepthErrorCm',
  'lean',
  'trueLean',
  'leanError',
  'turn',
  'trueTurn',
  'turnError',
  'thicknessCm',
  'trueThicknessCm',
] as const;

export type Measure = (typeof MEASURES)[number];

/** The measures of a body. Measures that cannot be computed are missing. */
export interface BodyScores extends Readonly<Partial<Record<Measure, number>>> {
  readonly iou: number;
  readonly registeredIou: number;
  /** Slices by which the prediction is moved away from the camera for `registeredIou`. */
  readonly depthShift: number;
  readonly silhouetteIou: number;
  /** IoU of the prediction's silhouette and the mask. */
  readonly maskIou: number;
  /** Fraction of the mask's pixels behind which the prediction is empty; `conditionOnMask` fills most of them. */
  readonly emptyShare: number;
  /**
   * Depth errors in the order of `LANDMARK_NAMES`, undefined for joints without one (see `jointErrors`). Missing if the
   * landmarks have no depths.
   */
  readonly joints?: readonly (JointError | undefined)[];
  /** IoU at each threshold, in the order of `thresholds`. */
  readonly sweep: readonly number[];
  /** Whether the unit of the grid is unknown, so that a height of 1.7 m was assumed. */
  readonly assumedHeight: boolean;
}

/** Largest shift that the registered IoU tries in both directions, as a fraction of the slices: 6 of 128. */
const SHIFTS = 6 / 128;

/**
 * Scores a predicted body.
 *
 * - Volumes: IoU at 0.5, at every threshold, and at the best shift in depth (up to 6 of 128 slices); IoU of the two
 *   silhouettes, and of the prediction's silhouette and the mask; `emptyShare`.
 * - Surfaces at level 0.5, distances in centimetres: `chamferCm` is the mean of the two directed mean distances,
 *   `pointToSurfaceCm` the mean distance from the prediction to the ground truth; `normalConsistency`; `normalError` of
 *   the normals that the camera sees.
 * - Depth: error by joint, lean and turn in degrees (see `attitudes`), and the thickness, which is the mean filled
 *   depth of the lines of sight that meet the body.
 *
 * @param prediction  `[rows, columns, slices]` of 0..1, in the shape of the sample's volume.
 * @param sample      with ground truth, grid, mask and landmarks. Depths of landmarks, if present, are relative to
 *                    the pelvis.
 * @throws {VolumetricError} `shape-mismatch`, `bad-volume`, `bad-argument`
 * Cost: O(voxels), and nearest points of `points` points on each surface.
 *
 * @example
 * const scores = scoreBody(await vrn.predict(sample), sample);
 * scores.registeredIou;  // 0..1
 */
export function scoreBody(prediction: View, sample: StoredSample, options: ScoreBodyOptions = {}): BodyScores {
  checkOptions('scoreBody', options, SCORE_BODY_DEFAULTS);
  const { thresholds, points, seed } = { ...SCORE_BODY_DEFAULTS, ...defined(options) };
  const { volume: truth, grid } = sample;
  check(String(prediction.shape) === String(truth.shape), 'shape-mismatch', () => {
    return `scoreBody: prediction must be [${truth.shape}] as the ground truth is, got [${prediction.shape}]`;
  });
  const scale = scaleOf(truth, grid);
  const mask = maskOf(sample);
  const range = Math.round(SHIFTS * truth.shape[2]!);
  const registered = registeredIou(prediction, truth, { range });
  const attitude = attitudes(prediction, truth, { seen: seenJoints(sample), scale });
  const { lean, turn } = attitude.prediction;
  const { lean: trueLean, turn: trueTurn } = attitude.truth;
  const located = jointsOf(sample);
  const joints = located && jointErrors(prediction, truth, { joints: located, slice: scale.slice });
  const errors = joints?.flatMap((each) => (each === undefined ? [] : [each.absolute])) ?? [];
  return {
    iou: iou(prediction, truth),
    registeredIou: registered.iou,
    depthShift: registered.shift,
    silhouetteIou: silhouetteIou(prediction, truth),
    maskIou: silhouetteIou(prediction, mask),
    emptyShare: emptyShareOf(prediction, mask),
    ...distancesOf(surfaceOf(prediction, grid), surfaceOf(truth, grid), { points, seed, unit: scale.unit }),
    ...(errors.length > 0 && { jointDepthErrorCm: errors.reduce((sum, each) => sum + each, 0) / errors.length }),
    ...defined({ lean, trueLean, turn, trueTurn }),
    ...(lean !== undefined && trueLean !== undefined && { leanError: Math.abs(lean - trueLean) }),
    ...(turn !== undefined && trueTurn !== undefined && { turnError: Math.abs(angleBetween(turn, trueTurn)) }),
    ...defined({ thicknessCm: thicknessOf(prediction, scale.slice), trueThicknessCm: thicknessOf(truth, scale.slice) }),
    ...(joints && { joints }),
    sweep: sweep(prediction, truth, { thresholds }).rows.map((row) => row.iou),
    assumedHeight: scale.assumed,
  };
}

/** Extracts the surface at 0.5; undefined for an empty volume. */
function surfaceOf(volume: View, grid: StoredSample['grid']): TriangleMesh | undefined {
  const mesh = marchingCubes(volume, { grid });
  return mesh.indices.length === 0 ? undefined : mesh;
}

/**
 * Compares two surfaces by distances and by normals; returns no measures if one of them is undefined. `unit` is the
 * number of centimetres per unit of the grid.
 */
function distancesOf(
  prediction: TriangleMesh | undefined,
  truth: TriangleMesh | undefined,
  { points, seed, unit }: { readonly points: number; readonly seed: number; readonly unit: number },
): Pick<BodyScores, 'chamferCm' | 'pointToSurfaceCm' | 'normalConsistency' | 'normalError'> {
  if (prediction === undefined || truth === undefined) return {};
  const sampling = { samples: points, seed };
  const mean = (from: TriangleMesh, to: TriangleMesh): number => {
    const { distances } = pointToSurface(sampleSurface(from, points, { seed }).points, to);
    return (unit * distances.reduce((sum, each) => sum + each, 0)) / distances.length;
  };
  const [there, back] = [mean(prediction, truth), mean(truth, prediction)];
  return {
    chamferCm: (there + back) / 2,
    pointToSurfaceCm: there,
    normalConsistency: normalConsistency(prediction, truth, sampling),
    normalError: normalError(prediction, truth),
  };
}

/** Fraction of the pixels of a mask behind which a volume is empty; 0 for an empty mask. */
function emptyShareOf(volume: View, mask: View): number {
  const [rows, columns] = sizeOf(volume);
  let [covered, empty] = [0, 0];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      if (!(mask.data[mask.offset + i * mask.stride[0]! + j * mask.stride[1]!]! >= 0.5)) continue;
      covered++;
      if (runsOf(volume, i, j).length === 0) empty++;
    }
  }
  return covered === 0 ? 0 : empty / covered;
}

/** Mean filled depth in centimetres of the lines of sight that meet the body; undefined for an empty volume. */
function thicknessOf(volume: View, slice: number): number | undefined {
  const [rows, columns, slices] = sizeOf(volume);
  let [filled, met] = [0, 0];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const before = filled;
      for (let k = 0; k < slices; k++) if (at(volume, i, j, k) >= 0.5) filled++;
      if (filled > before) met++;
    }
  }
  return met === 0 ? undefined : (slice * filled) / met;
}
