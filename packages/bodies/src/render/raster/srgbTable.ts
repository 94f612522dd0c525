// Converts between linear light and sRGB by tables, which are computed with + − × ÷ and square roots only, so that
// every machine gets the same bits.

/** Linear value at which the linear segment of sRGB meets the power curve. */
const KNEE = 0.0031306684425005545;

/** Computes x^(1/n) for 0 < x ≤ 1, by Newton's method from above. */
function root(x: number, n: number): number {
  let y = 1;
  for (let step = 0; step < 200; step++) {
    let power = 1;
    for (let k = 1; k < n; k++) power *= y;
    const next = ((n - 1) * y + x / power) / n;
    if (!(next < y)) break;
    y = next;
  }
  return y;
}

/** Computes x^(5/12): the square root of the square root of the cube root is x^(1/12). */
function curve(x: number): number {
  const y = Math.sqrt(Math.sqrt(root(x, 3)));
  return y * y * y * y * y;
}

/** Computes x^(12/5). */
function inverseCurve(x: number): number {
  const y = root(x, 5);
  return x * x * y * y;
}

const ENCODE_STEPS = 4096;
const DECODE_STEPS = 2048;

/** sRGB of (i / ENCODE_STEPS)². The squared index makes steps finer for dark values, where sRGB is steepest. */
const encoded = new Float64Array(ENCODE_STEPS + 2);
for (let i = 0; i < encoded.length; i++) {
  const linear = (i / ENCODE_STEPS) * (i / ENCODE_STEPS);
  encoded[i] = linear <= KNEE ? 12.92 * linear : 1.055 * curve(linear > 1 ? 1 : linear) - 0.055;
}

const decoded = new Float64Array(DECODE_STEPS + 2);
for (let i = 0; i < decoded.length; i++) {
  const value = Math.min(1, i / DECODE_STEPS);
  decoded[i] = value <= 12.92 * KNEE ? value / 12.92 : inverseCurve((value + 0.055) / 1.055);
}

/** Linear light of the 256 sRGB bytes. */
export const LINEAR_OF_BYTE: Float64Array = Float64Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return value <= 12.92 * KNEE ? value / 12.92 : inverseCurve((value + 0.055) / 1.055);
});

/** Converts linear light to sRGB, both clamped to 0..1; accurate to 1e-6. */
export function encodeSrgb(linear: number): number {
  if (!(linear > 0)) return 0;
  if (linear >= 1) return 1;
  const at = Math.sqrt(linear) * ENCODE_STEPS;
  const below = Math.floor(at);
  const low = encoded[below]!;
  return low + (at - below) * (encoded[below + 1]! - low);
}

/** Converts sRGB to linear light, both clamped to 0..1; accurate to 1e-6. */
export function decodeSrgb(value: number): number {
  if (!(value > 0)) return 0;
  if (value >= 1) return 1;
  const at = value * DECODE_STEPS;
  const below = Math.floor(at);
  const low = decoded[below]!;
  return low + (at - below) * (decoded[below + 1]! - low);
}
