// Half precision, every value of it, against exact arithmetic.
import { describe, expect, it } from 'vitest';
import { decodeFloat16, encodeFloat16, LARGEST_FLOAT16 } from '../../src/weights/float16.js';

/** The value of a half by its definition. */
function exact(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(half >> 10) & 31, half & 1023];
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The nearest half by division with a power of two, which is exact in double precision; ties to even. */
function nearest(value: number): number {
  const exponent = Math.max(-14, Math.floor(Math.log2(Math.abs(value))));
  const step = 2 ** (exponent - 10);
  const steps = value / step;
  const low = Math.floor(steps);
  const up = steps - low > 0.5 || (steps - low === 0.5 && low % 2 !== 0);
  const rounded = (up ? low + 1 : low) * step;
  return Math.abs(rounded) > LARGEST_FLOAT16 ? Math.sign(value) * Number.POSITIVE_INFINITY : rounded;
}

const all = Uint16Array.from({ length: 65_536 }, (_, i) => i);

describe('float16', () => {
  it('reads all 65,536 as they are defined', () => {
    const values = decodeFloat16(all);
    expect(all.every((half) => Object.is(values[half], Math.fround(exact(half))))).toBe(true);
  });

  it('gives every one of them back, NaN as a NaN', () => {
    const again = encodeFloat16(decodeFloat16(all));
    const wrong = [...all].filter((half) => again[half] !== half && !Number.isNaN(exact(half)));
    expect(wrong).toEqual([]);
    expect(Number.isNaN(decodeFloat16(again.subarray(0x7c01, 0x7c02))[0])).toBe(true);
  });

  it('rounds to the nearest, ties to even: all midpoints, their neighbours, and float32 of every size', () => {
    const float = new Float32Array(1);
    const bits = new Uint32Array(float.buffer);
    const values: number[] = [];
    for (let half = 0; half < 0x7bff; half++) {
      float[0] = (exact(half) + exact(half + 1)) / 2;
      const middle = bits[0]!;
      for (const off of [-1, 0, 1]) {
        bits[0] = middle + off;
        values.push(float[0]!, -float[0]!);
      }
    }
    for (let raw = 1; raw < 0x7f800000; raw += 0x1357) {
      bits[0] = raw;
      values.push(float[0]!);
    }
    const given = Float32Array.from(values);
    const rounded = decodeFloat16(encodeFloat16(given));
    const wrong = values.filter((value, i) => rounded[i] !== nearest(value));
    expect(wrong).toEqual([]);
  });

  it('reads and writes views that do not begin at their buffer', () => {
    const values = Float32Array.of(9, 1, -2, 9).subarray(1, 3);
    expect([...encodeFloat16(values)]).toEqual([0x3c00, 0xc000]);
  });
});
