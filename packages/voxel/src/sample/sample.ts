// Defines training samples: a person as the camera sees them, and the volume to be predicted.
import type { Packed, Volume } from '../core/volume.js';

/**
 * `[row, column]` in pixels, integers at pixel centres; a confidence 0..1, by default 1; a depth. A confidence of 0, or
 * NaN as row, column or confidence, marks a missing landmark.
 *
 * The depth is the distance along the camera's z from the pelvis landmark to this one, positive away from the camera.
 * Its unit is the grid side, which is the grid's height: `(z of the pelvis − z) / (max[1] − min[1])`. In a picture,
 * the unit is the side of the square around the person. Undefined or NaN: unknown.
 */
export type Landmark = readonly [row: number, column: number, confidence?: number, depth?: number];

/** The 16 landmarks of MPII in their order. */
export const LANDMARK_NAMES = [
  'right ankle',
  'right knee',
  'right hip',
  'left hip',
  'left knee',
  'left ankle',
  'pelvis',
  'thorax',
  'upper neck',
  'head top',
  'right wrist',
  'right elbow',
  'right shoulder',
  'left shoulder',
  'left elbow',
  'left wrist',
] as const;

/** Pairs of landmark channels that are swapped when the image is mirrored. */
export const LANDMARK_FLIP_PAIRS = [
  [0, 5],
  [1, 4],
  [2, 3],
  [10, 15],
  [11, 14],
  [12, 13],
] as const;

/**
 * One person; image and volume are aligned, so that the volume's silhouette segments the image. Image and mask have the
 * same rows and columns: an integer multiple of the volume's (1, or 2 where the network's input has twice its
 * resolution).
 */
export interface Sample {
  /** `[rows, columns, 3]`, sRGB 0..1. */
  readonly image: Packed<Float32Array>;
  /** The 16 landmarks of {@link LANDMARK_NAMES}, in pixels of the image. */
  readonly landmarks: readonly Landmark[];
  /** `[rows, columns]`, 0..1: how much of each pixel the person covers. */
  readonly mask: Packed<Float32Array>;
  /** `[rows, columns, slices]`. */
  readonly volume: Volume;
  /** Elevation of the camera in degrees, −90..90: positive where it looks down. Undefined or NaN: unknown. */
  readonly elevation?: number;
}
