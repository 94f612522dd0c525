// Corrupts landmarks as detectors do: displaces, swaps and drops them.
import { LANDMARK_FLIP_PAIRS, type Landmark, type Random } from '@vrn/voxel';
import { drawFrom, type Range } from './range.js';

export interface LandmarkFaults {
  readonly jitter: Range;
  readonly dropout: Range;
  readonly swap: number;
}

/** Returns a landmark with confidence 0, which means that it is missing. */
export const withoutConfidence = ([row, column, , ...depth]: Landmark): Landmark => [row, column, 0, ...depth];

/**
 * Displaces landmarks, sets the confidence of some to 0, and swaps some left and right ones. `side` is the image's
 * height in pixels.
 */
export function corruptLandmarks(
  landmarks: readonly Landmark[],
  side: number,
  { rng, faults }: { readonly rng: Random; readonly faults: LandmarkFaults },
): Landmark[] {
  const { jitter, dropout, swap } = faults;
  const spread = drawFrom(rng, jitter) * side;
  // If `dropout` is a number, the probability is drawn from 0 to twice that; up to 0.5, the number is the mean.
  const share = drawFrom(rng, typeof dropout === 'number' ? 2 * dropout : dropout);
  const moved = landmarks.map(([row, column, confidence = 1, ...depth]): Landmark => {
    const isLost = rng.uniform() < share;
    return [row + spread * rng.normal(), column + spread * rng.normal(), isLost ? 0 : confidence, ...depth];
  });
  for (const [a, b] of LANDMARK_FLIP_PAIRS) {
    if (rng.uniform() >= swap) continue;
    const right = moved[a]!;
    moved[a] = moved[b]!;
    moved[b] = right;
  }
  return moved;
}
