// Half precision (IEEE 754 binary16): 1 bit sign, 5 exponent, 10 fraction, as whole numbers 0..65535.

/** The largest finite value. */
export const LARGEST_FLOAT16 = 65_504;

const INFINITE = 0x7c00;
const QUIET_NAN = 0x7e00;

/** From a float32's exponent to a half's: both are biased, by 127 and by 15. */
const REBIAS = (127 - 15) << 23;
/** 2^-14, the smallest half that is not subnormal, and 2^16, beyond the largest, as float32 bits. */
const SMALLEST_NORMAL = (127 - 14) << 23;
const BEYOND = (127 + 16) << 23;
const INFINITE_FLOAT32 = 0x7f800000;

/**
 * The halves nearest to float32 values, ties to the even one; beyond {@link LARGEST_FLOAT16} and half a step, infinite.
 *
 * @example
 * encodeFloat16(Float32Array.of(1, -2, 65504, 2 ** -24));  // → Uint16Array [0x3c00, 0xc000, 0x7bff, 1]
 */
export function encodeFloat16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const float = new Float32Array(1);
  const raw = new Uint32Array(float.buffer);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < halves.length; i++) {
    const sign = (bits[i]! >>> 16) & 0x8000;
    const size = bits[i]! & 0x7fffffff;
    let half: number;
    if (size >= BEYOND) {
      half = size > INFINITE_FLOAT32 ? QUIET_NAN : INFINITE;
    } else if (size < SMALLEST_NORMAL) {
      // Between ½ and 1 neighbouring float32 values are 2^-24 apart, as subnormal halves are: the sum rounds to one.
      float[0] = Math.abs(values[i]!) + 0.5;
      half = raw[0]! - 0x3f000000;
    } else {
      // Half a step less a bit, and that bit where the last one kept is odd; a carry runs on into the exponent.
      half = (size - REBIAS + 0xfff + ((size >>> 13) & 1)) >>> 13;
    }
    halves[i] = sign | half;
  }
  return halves;
}

/** The float32 values that halves are, exactly. */
export function decodeFloat16(halves: Uint16Array): Float32Array {
  const values = new Float32Array(halves.length);
  const bits = new Uint32Array(values.buffer);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i]!;
    const size = half & 0x7fff;
    if (size < 0x400) {
      values[i] = (half & 0x8000 ? -size : size) * 2 ** -24;
      if (half === 0x8000) values[i] = -0;
    } else {
      const rebias = size >= INFINITE ? 2 * REBIAS : REBIAS;
      bits[i] = ((half & 0x8000) << 16) | ((size << 13) + rebias);
    }
  }
  return values;
}
