// Signs that a network understood the person: measures of its own prediction, before the mask is imposed on it.
import { inspect } from '@vrn/mesh';
import { silhouetteIou } from '@vrn/metrics';
import type { Grid, Landmark, TriangleMesh, View } from '@vrn/voxel';

/** Measures of a prediction. Each is 0..1. */
export interface Signs {
  /** IoU of the outline of the network's own volume with the mask. The body's outline is compared apart: it is made of the mask. */
  readonly networkSilhouetteIou: number;
  /** Share of the person's pixels behind which the network itself predicts a body; the rest is a slab from the mask. */
  readonly networkShare: number;
  /** Share of the voxels on which the network decides: below 0.1 or above 0.9. */
  readonly decided: number;
  /** How much of the grid's depth the body takes. */
  readonly depth: number;
  /** Share of the found landmarks at which the network itself predicts a body. */
  readonly limbs: number;
}

/** Limits beyond which a sign becomes a warning; networks without training and shipped ones lie far apart. */
const LIMITS = { networkSilhouetteIou: 0.4, networkShare: 0.4, decided: 0.8, depth: 0.98, limbs: 0.4 } as const;

const OCCUPIED = 0.5;
const UNDECIDED = [0.1, 0.9] as const;

/** A landmark's neighbourhood, in voxels: landmarks lie inside limbs that are a few voxels wide. */
const NEAR = 1;

/**
 * Measures a prediction.
 *
 * @param predicted  `[rows, columns, slices]`, the network's own volume.
 * @param seen       mask `[rows, columns]` and landmarks, in pixels of the volume.
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
  const { min, max } = inspect(body.mesh);
  return {
    networkSilhouetteIou: silhouetteIou(predicted, mask),
    networkShare: covered === 0 ? 0 : placed / covered,
    decided: decided / (rows * columns * slices),
    depth: Math.min(1, (max[2]! - min[2]!) / (body.grid.max[2] - body.grid.min[2])),
    limbs: found.length === 0 ? 0 : standing.length / found.length,
  };
}

function isOccupied(
  most: Float32Array,
  { rows, columns, row, column }: { rows: number; columns: number; row: number; column: number },
): boolean {
  for (let i = Math.max(0, Math.round(row) - NEAR); i <= Math.min(rows - 1, Math.round(row) + NEAR); i++) {
    for (let j = Math.max(0, Math.round(column) - NEAR); j <= Math.min(columns - 1, Math.round(column) + NEAR); j++) {
      if (most[i * columns + j]! >= OCCUPIED) return true;
    }
  }
  return false;
}

/** The signs that say a body is not to be trusted, in words. */
export function doubtsOf(signs: Signs): string[] {
  const percent = (value: number): string => `${Math.round(100 * value)} %`;
  const { networkSilhouetteIou, networkShare, decided, depth, limbs } = signs;
  return [
    ...(networkSilhouetteIou < LIMITS.networkSilhouetteIou
      ? [`the network's own outline agrees poorly with the mask: IoU ${networkSilhouetteIou.toFixed(2)}`]
      : []),
    ...(networkShare < LIMITS.networkShare
      ? [`the network itself predicts a body behind ${percent(networkShare)} of the person's pixels only`]
      : []),
    ...(decided < LIMITS.decided
      ? [`the network is undecided about ${percent(1 - decided)} of the voxels: are its weights trained?`]
      : []),
    ...(depth > LIMITS.depth ? [`the body fills ${percent(depth)} of the depth there is: it may be cut off`] : []),
    ...(limbs < LIMITS.limbs ? [`the network predicts a body at ${percent(limbs)} of the landmarks only`] : []),
  ];
}
