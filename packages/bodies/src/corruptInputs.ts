// Landmarks and masks spoilt as detectors spoil them, so that a network trained on true ones survives found ones.
import { check, LANDMARK_FLIP_PAIRS, type Landmark, type Packed, packed, type Random } from '@vrn/voxel';

export interface CorruptOptions {
  /** Largest standard deviation of a landmark's place, as a fraction of the side. */
  readonly jitter?: number;
  /** Probability that a landmark is missing. */
  readonly dropout?: number;
  /** Probability that a left and a right landmark change places. */
  readonly swap?: number;
  /** Largest erosion or dilation of the mask, as a fraction of the side. */
  readonly erosion?: number;
  /** Probability of a hole in the mask, and of a false patch beside it. */
  readonly holes?: number;
}

export const CORRUPT_DEFAULTS = { jitter: 0.016, dropout: 0.05, swap: 0.02, erosion: 0.014, holes: 0.15 } as const;

/** What can be spoilt of a sample. */
export interface Detected {
  readonly landmarks: readonly Landmark[];
  /** `[rows, columns]`, 0..1. */
  readonly mask: Packed<Float32Array>;
}

/**
 * A sample with its landmarks moved, some missing or on the wrong side, and its mask thinned or thickened, blurred, with
 * holes and false patches; all else, the volume above all, as it was.
 *
 * How much of each is drawn for every sample anew, from nothing to the most.
 *
 * @throws {VolumetricError} `bad-landmarks`
 */
export function corruptInputs<T extends Detected>(sample: T, rng: Random, options: CorruptOptions = {}): T {
  const settings = { ...CORRUPT_DEFAULTS, ...options };
  check(sample.landmarks.length === 16, 'bad-landmarks', () => {
    return `corruptInputs: landmarks must be the 16 of MPII, got ${sample.landmarks.length}`;
  });
  return {
    ...sample,
    landmarks: corruptLandmarks(sample, rng.fork(1), settings),
    mask: corruptMask(sample.mask, rng.fork(2), settings),
  };
}

function corruptLandmarks({ landmarks, mask }: Detected, rng: Random, settings: Required<CorruptOptions>): Landmark[] {
  const [rows] = mask.shape as [number, number];
  const spread = rng.uniform(0, settings.jitter) * rows;
  const dropout = rng.uniform(0, 2 * settings.dropout);
  const moved = landmarks.map(([row, column, confidence = 1]): Landmark => {
    const lost = rng.uniform() < dropout;
    return [row + spread * rng.normal(), column + spread * rng.normal(), lost ? 0 : confidence];
  });
  for (const [a, b] of LANDMARK_FLIP_PAIRS) {
    if (rng.uniform() >= settings.swap) continue;
    const right = moved[a]!;
    moved[a] = moved[b]!;
    moved[b] = right;
  }
  return moved;
}

function corruptMask(
  mask: Packed<Float32Array>,
  rng: Random,
  settings: Required<CorruptOptions>,
): Packed<Float32Array> {
  const [rows, columns] = mask.shape as [number, number];
  let data: Float32Array = mask.data.slice();
  const patch = (value: number): void => {
    const [row, column] = [rng.uniform(0, rows), rng.uniform(0, columns)];
    const [height, width] = [rng.uniform(0.02, 0.1) * rows, rng.uniform(0.02, 0.1) * columns];
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        if (((i - row) / height) ** 2 + ((j - column) / width) ** 2 < 1) data[i * columns + j] = value;
      }
    }
  };
  if (rng.uniform() < settings.holes) patch(0);
  if (rng.uniform() < settings.holes / 2) patch(1);
  // A blurred mask cut at another level than a half is a thinner or a thicker one.
  const radius = settings.erosion * rows;
  const size = rng.uniform(-1, 1);
  const sigma = Math.max(0.3, radius * rng.uniform(0.5, 1.2));
  data = blur(data, rows, columns, sigma);
  const level = 0.5 + 0.3 * size;
  const sharpness = rng.uniform(2, 8);
  for (let at = 0; at < data.length; at++) data[at] = Math.min(1, Math.max(0, 0.5 + sharpness * (data[at]! - level)));
  return packed(data, [rows, columns]);
}

/** Gaussian blur along rows, then along columns. */
function blur(data: Float32Array, rows: number, columns: number, sigma: number): Float32Array {
  const reach = Math.ceil(3 * sigma);
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  );
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  const pass = (from: Float32Array, length: number, others: number, step: number, stride: number): Float32Array => {
    const to = new Float32Array(from.length);
    for (let other = 0; other < others; other++) {
      for (let at = 0; at < length; at++) {
        let sum = 0;
        for (let k = -reach; k <= reach; k++) {
          const near = at + k;
          if (near >= 0 && near < length) sum += kernel[k + reach]! * from[other * stride + near * step]!;
        }
        to[other * stride + at * step] = sum / total;
      }
    }
    return to;
  };
  return pass(pass(data, columns, rows, 1, columns), rows, columns, columns, 1);
}
