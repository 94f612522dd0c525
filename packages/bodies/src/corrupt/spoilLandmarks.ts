// Landmarks as detectors find them: beside their place, on the wrong side, or not at all.
import { LANDMARK_FLIP_PAIRS, type Landmark, type Random } from '@vrn/voxel';
import { drawn, type Range } from './range.js';

export interface LandmarkFaults {
  readonly jitter: Range;
  readonly dropout: Range;
  readonly swap: number;
}

/** Landmarks moved, some with confidence 0, some left ones where the right ones are. `side` in pixels. */
export function spoilLandmarks(
  landmarks: readonly Landmark[],
  side: number,
  { rng, faults }: { readonly rng: Random; readonly faults: LandmarkFaults },
): Landmark[] {
  const { jitter, dropout, swap } = faults;
  const spread = drawn(rng, jitter) * side;
  // A number is the mean of what is drawn; a range is what it says.
  const share = drawn(rng, typeof dropout === 'number' ? 2 * dropout : dropout);
  const moved = landmarks.map(([row, column, confidence = 1]): Landmark => {
    const isLost = rng.uniform() < share;
    return [row + spread * rng.normal(), column + spread * rng.normal(), isLost ? 0 : confidence];
  });
  for (const [a, b] of LANDMARK_FLIP_PAIRS) {
    if (rng.uniform() >= swap) continue;
    const right = moved[a]!;
    moved[a] = moved[b]!;
    moved[b] = right;
  }
  return moved;
}
