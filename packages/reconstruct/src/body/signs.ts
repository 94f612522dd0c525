// Measures the quality of a network's own prediction, before the mask is applied to it, and the depth of the body.
import { inspect } from '@vrn/mesh';
import { silhouetteIou } from '@vrn/metrics';
import type { Grid, Landmark, TriangleMesh, View } from '@vrn/voxel';

/** Quality measures of a prediction, and the depth of the body; each 0..1. */
export interface Signs {
  /** IoU of the mask and the outline of the network's own volume. (The body's outline is fitted to the mask.) */
  readonly networkSilhouetteIou: number;
  /** Fraction of the mask's pixels behind which the network predicts a body; 0 for an empty mask. */
  readonly networkShare: number;
  /** Fraction of the voxels with a confident prediction: below 0.1 or above 0.9. */
  readonly decided: number;
  /** Depth of the finished body as a fraction of the grid's depth. */
  readonly depth: number;
  /**
   * Fraction of the landmarks found within the square at which the network predicts a body: on the line of sight of the
   * landmark's pixel or of one of its eight neighbours. 0 if no landmarks were found there.
   */
  readonly limbs: number;
}

/**
 * Limits beyond which a measure causes a warning: the maximum of `depth`, and minima of the others. Untrained and
 * shipped networks differ widely in these measures.
 */
const LIMITS = { networkSilhouetteIou: 0.4, networkShare: 0.4, decided: 0.8, depth: 0.98, limbs: 0.4 } as const;

const OCCUPIED = 0.5;
const UNDECIDED = [0.1, 0.9] as const;

/** Radius of a landmark's neighbourhood, in voxels; limbs are a few voxels wide. */
const NEIGHBOURHOOD = 1;

/**
 * Compares a prediction with the mask and the landmarks, and measures the depth of the body.
 *
 * @param predicted  `[rows, columns, slices]`, the network's own volume.
 * @param seen       mask, `[rows, columns]`, and landmarks, in rows and columns of the volume.
 * @param body       the finished body, in the frame of the view.
 */
export function signsOf(
  predicted: View,
  seen: { readonly mask: View; readonly landmarks: readonly Landmark[] },
  body: { readonly mesh: TriangleMesh; readonly grid: Grid },
): Signs {
  const [rows, columns, slices] = predicted.shape as [number, number, number];
  const { data, stride, offset } = predicted;
  const most = new Float32Array(rows * columns);
  let decided = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      for (let k = 0; k < slices; k++) {
        const value = data[offset + i * stride[0]! + j * stride[1]! + k * stride[2]!]!;
        if (value > most[i * columns + j]!) most[i * columns + j] = value;
        if (value < UNDECIDED[0] || value > UNDECIDED[1]) decided++;
      }
    }
  }
  const { mask } = seen;
  let [covered, placed] = [0, 0];
  for (let at = 0; at < most.length; at++) {
    const cover =
      mask.data[mask.offset + Math.floor(at / columns) * mask.stride[0]! + (at % columns) * mask.stride[1]!]!;
    if (cover < OCCUPIED) continue;
    covered++;
    if (most[at]! >= OCCUPIED) placed++;
  }
  const found = seen.landmarks.filter(([row, column, confidence = 1]) => {
    return confidence > 0 && row >= 0 && column >= 0 && row < rows && column < columns;
  });
  const standing = found.filter(([row, column]) => isOccupied(most, { rows, columns, row, column }));
  return {
    networkSilhouetteIou: silhouetteIou(predicted, mask),
    networkShare: covered === 0 ? 0 : placed / covered,
    decided: decided / (rows * columns * slices),
    depth: depthShare(inspect(body.mesh), body.grid),
    limbs: found.length === 0 ? 0 : standing.length / found.length,
  };
}

/** Returns the depth of a body, given by its bounds, as a fraction of the grid's depth; at most 1. */
export const depthShare = (
  { min, max }: { readonly min: readonly number[]; readonly max: readonly number[] },
  grid: Grid,
): number => Math.min(1, (max[2]! - min[2]!) / (grid.max[2] - grid.min[2]));

function isOccupied(
  most: Float32Array,
  { rows, columns, row, column }: { rows: number; columns: number; row: number; column: number },
): boolean {
  for (
    let i = Math.max(0, Math.round(row) - NEIGHBOURHOOD);
    i <= Math.min(rows - 1, Math.round(row) + NEIGHBOURHOOD);
    i++
  ) {
    for (
      let j = Math.max(0, Math.round(column) - NEIGHBOURHOOD);
      j <= Math.min(columns - 1, Math.round(column) + NEIGHBOURHOOD);
      j++
    ) {
      if (most[i * columns + j]! >= OCCUPIED) return true;
    }
  }
  return false;
}

/** Returns a warning for each measure beyond its limit. */
export function doubtsOf(signs: Signs): string[] {
  const percent = (value: number): string => `${Math.round(100 * value)} %`;
  const { networkSilhouetteIou, networkShare, decided, depth, limbs } = signs;
  return [
    ...(networkSilhouetteIou < LIMITS.networkSilhouetteIou
      ? [`the outline of the network's prediction agrees poorly with the mask: IoU ${networkSilhouetteIou.toFixed(2)}`]
      : []),
    ...(networkShare < LIMITS.networkShare
      ? [`the network predicts a body behind only ${percent(networkShare)} of the person's pixels`]
      : []),
    ...(decided < LIMITS.decided
      ? [`the network is undecided about ${percent(1 - decided)} of the voxels: are its weights trained?`]
      : []),
    ...(depth > LIMITS.depth ? [`the body fills ${percent(depth)} of the depth of the grid: it may be cut off`] : []),
    ...(limbs < LIMITS.limbs ? [`the network predicts a body at only ${percent(limbs)} of the landmarks`] : []),
  ];
}
