// Tests half precision: round trips of all halves, and the rounding of numbers between them.
import { describe, expect, it } from 'vitest';
import { random } from '../../../src/index.js';
import { float16ToFloat32, float32ToFloat16, fromFloat16, toFloat16 } from '../../../src/internal.js';

const ALL = Uint16Array.from({ length: 65_536 }, (_, half) => half);
const isNaNHalf = (half: number) => (half & 0x7fff) > 0x7c00;

/** Returns the value of a half by its definition. */
function halfValue(half: number): number {
  const [exponent, fraction] = [(half >> 10) & 31, half & 1023];
  const sign = half & 0x8000 ? -1 : 1;
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

describe('half precision', () => {
  it('decodes all 65,536 halves', () => {
    const values = float16ToFloat32(ALL);
    expect(ALL.every((half) => Object.is(values[half], halfValue(half)))).toBe(true);
    expect(ALL.every((half) => Object.is(fromFloat16(half), halfValue(half)))).toBe(true);
  });

  it('encodes them back to the same bits, NaN to one of its kind', () => {
    const back = float32ToFloat16(float16ToFloat32(ALL));
    expect(ALL.every((half) => (isNaNHalf(half) ? isNaNHalf(back[half]!) : back[half] === half))).toBe(true);
    expect(ALL.every((half) => isNaNHalf(half) || toFloat16(halfValue(half)) === half)).toBe(true);
  });

  it('rounds midpoints to even and their neighbours to the nearer half', () => {
    const wrong: number[] = [];
    for (let half = 0; half < 0x7bff; half++) {
      const middle = (halfValue(half) + halfValue(half + 1)) / 2;
      const even = half % 2 === 0 ? half : half + 1;
      const off = 2 ** -30 * middle;
      // The three numbers differ only in double precision: rounding to float32 first would turn all of them into ties.
      if (toFloat16(middle) !== even || toFloat16(middle - off) !== half || toFloat16(middle + off) !== half + 1) {
        wrong.push(half);
      }
      if (float32ToFloat16(Float32Array.of(middle, -middle)).join() !== `${even},${even | 0x8000}`) wrong.push(half);
    }
    expect(wrong).toEqual([]);
  });

  it('overflows to infinity from 65520 on, and underflows to zero up to 2⁻²⁵', () => {
    expect([65_519.999, 65_520, -65_520, 1e300, Infinity].map(toFloat16)).toEqual([
      0x7bff, 0x7c00, 0xfc00, 0x7c00, 0x7c00,
    ]);
    expect([2 ** -25, 2 ** -25 * (1 + 1e-15), 1e-300, -1e-300].map(toFloat16)).toEqual([0, 1, 0, 0x8000]);
  });

  it('gives the same bits one by one and in bulk', () => {
    const rng = random(11);
    const values = Float32Array.from({ length: 20_000 }, () => rng.normal() * 2 ** (rng.integer(50) - 30));
    expect([...float32ToFloat16(values)]).toEqual([...values].map(toFloat16));
  });
});
