// Converts linear colours to the sRGB floats of mesh files, within the range that readers take for a scale of 0 to 1.

import { linearToSrgb } from '../../texture/srgb.js';

/** Largest value of colours on a scale of 0 to 1, which may be overbright; larger values mean an integer scale. */
export const MAX_OVERBRIGHT = 2;

/**
 * Converts linear light to sRGB and clamps it to −2..2. A single larger value would make readers take the colours of
 * the complete file for integers.
 */
export const overbrightSrgb = (linear: number): number =>
  Math.max(-MAX_OVERBRIGHT, Math.min(MAX_OVERBRIGHT, linearToSrgb(linear)));
