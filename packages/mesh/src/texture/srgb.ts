// Converts colour channels between linear light and sRGB.

/**
 * Linear value at which the linear segment and the curve meet. The standard's rounded 0.0031308 leaves a step of
 * 3·10⁻⁸, on which the two functions would not be inverses of each other.
 */
const KNEE = 0.0031306684425005545;

/**
 * Converts linear light to sRGB. The linear segment continues below 0.
 *
 * @param value  linear, 0..1; larger values follow the curve
 * @returns  sRGB, 0..1
 *
 * @example
 * linearToSrgb(0.5); // → 0.7354
 */
export const linearToSrgb = (value: number): number =>
  value <= KNEE ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;

/**
 * Converts sRGB to linear light. The linear segment continues below 0.
 *
 * @param value  sRGB, 0..1; larger values follow the curve
 * @returns  linear, 0..1
 *
 * @example
 * srgbToLinear(0.5); // → 0.2140
 */
export const srgbToLinear = (value: number): number =>
  value <= 12.92 * KNEE ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
