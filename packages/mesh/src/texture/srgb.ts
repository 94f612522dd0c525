// Linear light and sRGB, the two ways of writing a colour 0..1.

/**
 * Where the straight piece and the curve meet, in linear light. The standard's rounded 0.0031308 leaves a step of 3·10⁻⁸
 * there, on which the two functions would not undo each other.
 */
const KNEE = 0.0031306684425005545;

/** Linear light to sRGB. Below 0 the straight piece goes on. */
export const linearToSrgb = (value: number): number =>
  value <= KNEE ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;

/** sRGB to linear light. */
export const srgbToLinear = (value: number): number =>
  value <= 12.92 * KNEE ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
