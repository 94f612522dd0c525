// Augments training samples: colour gains, translation and mirroring of image, landmarks, mask and volume.
import { check } from '../core/errors.js';
import { checkOptions } from '../core/options.js';
import type { Random } from '../core/random.js';
import { checkView, packed, type View, type VolumeData } from '../core/volume.js';
import { LANDMARK_FLIP_PAIRS, type Landmark, type Sample } from './sample.js';

export interface AugmentOptions {
  readonly rng: Random;
  /**
   * Maximum translation, below 1: vertically as a fraction of the volume's rows, horizontally of its columns. Default
   * 0.08.
   */
  readonly translation?: number;
  /** Probability of a mirror image. Default 0.5. */
  readonly flip?: number;
  /** Smallest and largest factor of each colour channel, at least 0. Default 0.6 and 1.4. */
  readonly gain?: readonly [low: number, high: number];
}

export const AUGMENT_DEFAULTS = { translation: 0.08, flip: 0.5, gain: [0.6, 1.4] } as const;

/**
 * Augments a sample: scales each colour channel by a random factor (values stay within 0..1), translates by random
 * numbers of whole voxels, and mirrors with the probability `flip`.
 *
 * The volume moves with image, mask and landmarks, so its silhouette still segments the image. Voxels and pixels of the
 * mask that move in are empty; the image repeats its border. Mirroring swaps left and right landmarks. Depths of
 * landmarks move with their landmarks and keep their values. Scale is not changed here: `randomScale` changes it before
 * voxelising, since scaling a volume would blur it.
 *
 * @throws {VolumetricError} `bad-argument`, `bad-sample`, `bad-volume`, `bad-landmarks`, `no-eval` as {@link packed}
 *
 * Source: Jackson, Manafas, Tzimiropoulos 2018, 3.3 (colour, translation, flip on the fly).
 * Not in the paper: the ranges, which are those of the same authors' face networks.
 */
export function augment<S extends SampleWithoutImage>(sample: S, options: AugmentOptions): S {
  checkOptions('augment', options, ['rng', ...Object.keys(AUGMENT_DEFAULTS)]);
  const { rng, translation = AUGMENT_DEFAULTS.translation, flip = AUGMENT_DEFAULTS.flip } = options;
  const [low, high] = options.gain ?? AUGMENT_DEFAULTS.gain;
  check(typeof rng?.uniform === 'function', 'bad-argument', () => {
    return `augment: rng must be a stream of random numbers, as random(7) is, got ${String(rng)}`;
  });
  check(translation >= 0 && translation < 1, 'bad-argument', () => {
    return `augment: translation must be at least 0 and below 1, got ${translation}`;
  });
  check(flip >= 0 && flip <= 1, 'bad-argument', () => `augment: flip must be a probability, got ${flip}`);
  check(low >= 0 && high >= low && Number.isFinite(high), 'bad-argument', () => {
    return `augment: gain must be [low, high] with 0 ≤ low ≤ high, got [${low}, ${high}]`;
  });
  checkSample(sample, 'augment');
  const [rows, columns] = sample.volume.shape as [number, number, number];
  const gains = [rng.uniform(low, high), rng.uniform(low, high), rng.uniform(low, high)] as const;
  const whole = (side: number) => Math.round(rng.uniform(-translation, translation) * side);
  const [down, right] = [whole(rows), whole(columns)];
  const mirrored = rng.uniform() < flip;
  const moved = translateSample(sample.image === undefined ? sample : withGains(sample, gains), [down, right]);
  return mirrored ? flipSample(moved) : moved;
}

/** A sample for networks that read landmarks and mask only: the image may be missing. */
export type SampleWithoutImage = Omit<Sample, 'image'> & Partial<Pick<Sample, 'image'>>;

/**
 * Mirrors a sample left to right, and swaps its left and right landmarks.
 *
 * @throws {VolumetricError} `bad-sample`, `bad-volume`, `bad-landmarks`, `no-eval` as {@link packed}
 */
export function flipSample<S extends SampleWithoutImage>(sample: S): S {
  checkSample(sample, 'flipSample');
  const { image, mask, volume, landmarks } = sample;
  const last = mask.shape[1]! - 1;
  const flipped = landmarks.map(([row, column, ...rest]): Landmark => [row, last - column, ...rest]);
  for (const [a, b] of LANDMARK_FLIP_PAIRS) {
    const left = flipped[a]!;
    flipped[a] = flipped[b]!;
    flipped[b] = left;
  }
  const mirror = (view: View) => gather(view, (i, j) => [i, view.shape[1]! - 1 - j]);
  return {
    ...sample,
    ...(image && { image: mirror(image) as Sample['image'] }),
    mask: mirror(mask) as Sample['mask'],
    volume: mirror(volume) as Sample['volume'],
    landmarks: flipped,
  };
}

/**
 * Translates a sample by whole voxels. Image, mask and landmarks move by as many pixels as these voxels span. Voxels
 * and pixels of the mask that move in are empty; the image repeats its border.
 *
 * @param shift  numbers of voxels, integers; negative numbers move the sample up or left.
 * @throws {VolumetricError} `bad-argument`, `bad-sample`, `bad-volume`, `bad-landmarks`, `no-eval` as {@link packed}
 */
export function translateSample<S extends SampleWithoutImage>(
  sample: S,
  shift: readonly [down: number, right: number],
): S {
  checkSample(sample, 'translateSample');
  const [down, right] = shift ?? [];
  check(isInteger(down) && isInteger(right), 'bad-argument', () => {
    return `translateSample: shift must be two integers (voxels), got [${down}, ${right}]`;
  });
  const { image, mask, volume, landmarks } = sample;
  const scale = mask.shape[0]! / volume.shape[0]!;
  const [di, dj] = [down * scale, right * scale];
  const inside = (n: number, length: number) => Math.min(length - 1, Math.max(0, n));
  return {
    ...sample,
    ...(image && {
      image: gather(image, (i, j) => [
        inside(i - di, image.shape[0]!),
        inside(j - dj, image.shape[1]!),
      ]) as Sample['image'],
    }),
    mask: gather(mask, (i, j) => [i - di, j - dj]) as Sample['mask'],
    volume: gather(volume, (i, j) => [i - down, j - right]) as Sample['volume'],
    landmarks: landmarks.map(([row, column, ...rest]): Landmark => [row + di, column + dj, ...rest]),
  };
}

const isInteger = (value: unknown): value is number => Number.isInteger(value);

function withGains<S extends SampleWithoutImage>(sample: S, gains: readonly [number, number, number]): S {
  const image = gather(sample.image!, (i, j) => [i, j]) as Sample['image'];
  let sum = 0;
  for (let at = 0; at < image.data.length; at++) {
    sum += image.data[at]!;
    image.data[at] = Math.min(1, Math.max(0, image.data[at]! * gains[at % 3]!));
  }
  check(Number.isFinite(sum), 'bad-sample', () => `augment: image must have finite values only, its sum is ${sum}`);
  return { ...sample, image };
}

/** Returns a packed copy whose element (i, j, …) is element (`from(i, j)`, …) of the view; 0 outside the view. */
function gather(view: View, from: (i: number, j: number) => readonly [number, number]) {
  const { data, shape, stride, offset } = view;
  const [height, width, depth = 1] = shape as [number, number, number?];
  const [di, dj, dk = 1] = stride as [number, number, number?];
  const size = height * width * depth;
  const out: VolumeData = data instanceof Uint8Array ? new Uint8Array(size) : new Float32Array(size);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const [row, column] = from(i, j);
      if (row < 0 || row >= height || column < 0 || column >= width) continue;
      let at = offset + row * di + column * dj;
      const start = (i * width + j) * depth;
      for (let k = 0; k < depth; k++, at += dk) out[start + k] = data[at]!;
    }
  }
  return packed(out, shape);
}

function checkSample(sample: SampleWithoutImage, caller: string): void {
  check(typeof sample === 'object' && sample !== null, 'bad-sample', () => {
    return `${caller}: sample must be { image, mask, landmarks, volume }, got ${String(sample)}`;
  });
  const { image, mask, volume, landmarks } = sample;
  if (image !== undefined) checkView(image, caller, 'image', 3);
  checkView(mask, caller, 'mask', 2);
  checkView(volume, caller, 'volume', 3);
  const [height, width] = mask.shape as [number, number];
  const [rows, columns] = volume.shape as [number, number, number];
  const scale = height / rows;
  const fits = image === undefined || String(image.shape) === `${height},${width},3`;
  check(
    fits && Number.isInteger(scale) && width === columns * scale,
    'bad-sample',
    () =>
      `${caller}: image [rows, columns, 3] and mask [rows, columns] must be a whole multiple of the volume's rows and columns, ` +
      `got image [${image?.shape ?? 'none'}], mask [${mask.shape}], volume [${volume.shape}]`,
  );
  const isList = Array.isArray(landmarks) && landmarks.every(Array.isArray);
  check(isList && landmarks.length === 16, 'bad-landmarks', () => {
    return `${caller}: landmarks must be the 16 of MPII, got ${isList ? landmarks.length : String(landmarks)}`;
  });
}
