// Converts between half precision (IEEE 754 binary16: 1 sign bit, 5 exponent, 10 fraction bits) and float32.

/** The largest finite half. Numbers from 65520 on round to infinity. */
export const LARGEST_FLOAT16 = 65_504;

const SIGN = 0x8000;
const INFINITE = 0x7c00;
const QUIET_NAN = 0x7e00;
/** Bits of the smallest normal half, 2⁻¹⁴. Smaller bits n (without the sign) stand for n · 2⁻²⁴. */
const FIRST_NORMAL = 0x400;

// Constants of the conversion, as the bits of a float32.
/** Difference of the exponent biases, 127 (float32) − 15 (half), shifted to the exponent bits of a float32. */
const REBIAS = 0x38000000;
/** 2⁻¹⁴, the smallest normal half. */
const SMALLEST_NORMAL = 0x38800000;
/** 2¹⁶, above every finite half. */
const BEYOND = 0x47800000;
const INFINITE_FLOAT32 = 0x7f800000;
const ONE_HALF = 0x3f000000;

const single = /* @__PURE__ */ new Float32Array(1);
const singleBits = /* @__PURE__ */ (() => new Uint32Array(single.buffer))();

/** Rounds a float32, given by its bits, to the nearest half; ties to even. */
function encode(bits: number): number {
  const sign = (bits >>> 16) & SIGN;
  const size = bits & 0x7fffffff;
  if (size >= BEYOND) return sign | (size > INFINITE_FLOAT32 ? QUIET_NAN : INFINITE);
  if (size < SMALLEST_NORMAL) {
    // From ½ to 1, float32 values are 2⁻²⁴ apart, as subnormal halves are, so adding ½ rounds to them.
    singleBits[0] = size;
    single[0] = single[0]! + 0.5;
    return sign | (singleBits[0]! - ONE_HALF);
  }
  // Adds 2¹² − 1, or 2¹² if the last kept bit is 1, for ties to even. A carry increments the exponent.
  return sign | ((size - REBIAS + 0xfff + ((size >>> 13) & 1)) >>> 13);
}

/**
 * Rounds a number in double precision to the nearest half, ties to even, without double rounding.
 *
 * @returns  the half's 16 bits: ±infinity (0x7c00 or 0xfc00) for magnitudes of at least 65520, a quiet NaN for NaN.
 *
 * @example
 * toFloat16(1);  // → 0x3c00
 */
export function toFloat16(value: number): number {
  single[0] = value;
  // Round to odd: a set last bit of the float32 marks an inexact value, so that the second rounding is correct.
  const isInexact = single[0] !== value && !Number.isNaN(value);
  if (isInexact && (singleBits[0]! & 1) === 0) singleBits[0]! += Math.abs(single[0]) < Math.abs(value) ? 1 : -1;
  return encode(singleBits[0]!);
}

/** Decodes a half's 16 bits, exactly. */
export function fromFloat16(half: number): number {
  const size = half & ~SIGN;
  if (size < FIRST_NORMAL) return (half & SIGN ? -size : size) * 2 ** -24;
  singleBits[0] = ((half & SIGN) << 16) | ((size << 13) + (size >= INFINITE ? 2 * REBIAS : REBIAS));
  return single[0]!;
}

/**
 * Rounds float32 values to the nearest halves, ties to even; infinite from ±65520 on (see {@link LARGEST_FLOAT16}).
 *
 * @example
 * float32ToFloat16(Float32Array.of(1, -2, 65504, 2 ** -24));  // → Uint16Array [0x3c00, 0xc000, 0x7bff, 1]
 */
export function float32ToFloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < halves.length; i++) halves[i] = encode(bits[i]!);
  return halves;
}

/** Decodes halves to float32 values, exactly. */
export function float16ToFloat32(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const values = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) values[i] = fromFloat16(halves[i]!);
  return values;
}
