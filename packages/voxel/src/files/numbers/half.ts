// Half precision (IEEE 754 binary16): 1 bit sign, 5 bits exponent, 10 bits fraction.

/** The largest finite half. What is nearer to the next power of two, 65520 and above, does not fit. */
const OVERFLOW = 65_520;
/** Below the smallest normal half the spacing is constant: 2⁻²⁴. */
const SMALLEST_NORMAL = 2 ** -14;
/** Adding and taking away 2⁵² rounds a number below it to the nearest whole one, halves to even. */
const ROUNDER = 2 ** 52;

/** Spacing of halves by their exponent field; a normal half is (1024 + fraction) · spacing. */
const SPACING = /* @__PURE__ */ Float64Array.from({ length: 31 }, (_, exponent) => 2 ** (Math.max(1, exponent) - 25));

/** The number behind 16 bits. */
export function fromHalf(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction !== 0 ? Number.NaN : (bits & 0x8000) !== 0 ? -Infinity : Infinity;
  const size = (exponent === 0 ? fraction : 1024 + fraction) * SPACING[exponent]!;
  return (bits & 0x8000) !== 0 ? -size : size;
}

const single = /* @__PURE__ */ new Float32Array(1);
const singleBits = /* @__PURE__ */ (() => new Uint32Array(single.buffer))();

/**
 * The 16 bits nearest to a number, ties to the even one; -1 where a finite number is too large. Rounded once, from
 * double precision.
 */
export function toHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size === Infinity) return sign | 0x7c00;
  if (size >= OVERFLOW) return -1;
  if (size < SMALLEST_NORMAL) return sign | (size * 2 ** 24 + ROUNDER - ROUNDER);
  if (Number.isNaN(size)) return 0x7e00;
  single[0] = size;
  let exponent = (singleBits[0]! >>> 23) - 127 + 15;
  // Single precision may have rounded up to the next power of two.
  if (size < 1024 * (SPACING[exponent] ?? Infinity)) exponent--;
  // From 1024 to 2048; at 2048 the carry makes it the next exponent's first.
  const steps = size / SPACING[exponent]! + ROUNDER - ROUNDER;
  return sign | ((exponent << 10) + (steps - 1024));
}
