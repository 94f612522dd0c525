// Converts the sRGB colours of mesh files, on any of the scales in use, to linear colours.

import { srgbToLinear } from '../../texture/srgb.js';
import { MAX_OVERBRIGHT } from './overbrightSrgb.js';
import type { Warnings } from './warnings.js';

/**
 * Converts sRGB floats to linear colours. The largest value determines the scale of all: up to 2 it is 0..1, up to 255
 * it is 0..255, up to 65,535 it is 0..65,535.
 *
 * @returns  linear colours in single precision; undefined, with a warning, if a number is not finite or exceeds 65,535
 *   in magnitude
 */
export function linearColors(srgb: Float64Array, warnings: Warnings): Float32Array | undefined {
  let largest = 0;
  let smallest = 0;
  let sum = 0;
  for (let i = 0; i < srgb.length; i++) {
    const value = srgb[i]!;
    sum += value;
    if (value > largest) largest = value;
    if (value < smallest) smallest = value;
  }
  const scale = largest <= MAX_OVERBRIGHT ? 1 : largest <= 255 ? 255 : 65_535;
  const linear = new Float32Array(srgb.length);
  for (let i = 0; i < srgb.length; i++) linear[i] = srgbToLinear(srgb[i]! / scale);
  if (Number.isFinite(sum) && largest <= 65_535 && smallest >= -65_535) return linear;
  warnings.add('colours were left out, since some are not finite or beyond 65,535');
  return undefined;
}
