// Adds weak noise to a picture, so that a network finds people before flat backgrounds.
import { random } from '@vrn/voxel';
import type { Photo } from '../crop/picture.js';

/** Largest change of a byte. Between 4 and 12, EfficientPose finds the same landmarks. */
const AMPLITUDE = 8;

/** A copy with uniform noise, the same for every picture of one size. */
export function dither({ rows, columns, data }: Photo): Photo {
  const rng = random(1);
  // The array rounds, and clamps to 0..255.
  const noisy = Uint8ClampedArray.from(data, (value) => value + rng.uniform(-AMPLITUDE, AMPLITUDE));
  return { rows, columns, data: noisy };
}
