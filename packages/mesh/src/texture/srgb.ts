// Converts colour channels between linear light and sRGB.

/**
 * Linear value at which the linear segment and the curve meet. The standard's rounded 0.0031308 leaves a step of
 * 3·10⁻⁸, within which the two functions would not be inverses of each other.
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

/**
 * Number of table steps over linear light 0..1. The sRGB byte increases at most once within a step, since it rises by
 * less than 3300 per unit of linear light.
 */
const STEPS = 4096;

let bytes: { readonly ofStep: Uint8Array; readonly begins: Float32Array } | undefined;

/**
 * Converts linear light to bytes of sRGB: `Math.round(255 * linearToSrgb(value))` within 0..255, by two look-ups per
 * value.
 *
 * @param linear  single-precision numbers, finite
 * @returns       one byte per number
 * Cost: O(values), and a table at the first call.
 */
export function linearToBytes(linear: Float32Array): Uint8Array {
  bytes ??= tableOfBytes();
  const { ofStep, begins } = bytes;
  const out = new Uint8Array(linear.length);
  for (let i = 0; i < out.length; i++) {
    const value = linear[i]!;
    const byte = ofStep[value >= 1 ? STEPS : value > 0 ? (value * STEPS) | 0 : 0]!;
    out[i] = value >= begins[byte]! ? byte + 1 : byte;
  }
  return out;
}

/** Returns the byte at the start of each step, and for each byte the smallest number whose byte is larger. */
function tableOfBytes() {
  const byteOf = (value: number): number => Math.round(255 * linearToSrgb(value));
  const ofStep = Uint8Array.from({ length: STEPS + 1 }, (_, step) => byteOf(step / STEPS));
  const begins = new Float32Array(256).fill(Number.POSITIVE_INFINITY);
  const bits = new Uint32Array(begins.buffer);
  for (let byte = 0; byte < 255; byte++) {
    // Bisects bit patterns, since those of positive numbers have the order of the numbers.
    let [low, high] = [0, 0x3f800000];
    while (low < high) {
      const middle = (low + high) >>> 1;
      bits[byte] = middle;
      if (byteOf(begins[byte]!) > byte) high = middle;
      else low = middle + 1;
    }
    bits[byte] = low;
  }
  return { ofStep, begins };
}
