// Tests the inside bits of rows of samples against plain comparisons, for all numbers and layouts.
import { packed, type View } from '@vrn/voxel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadRow } from '../../src/marching-cubes/insideBits.js';

const SETTINGS = { seed: 20_261_201, numRuns: 400 };
const LARGEST = (2 - 2 ** -23) * 2 ** 127;
const special = fc.constantFrom(0, -0, 2 ** -149, -(2 ** -149), 2 ** -126, 0.5, 1, -1, 2, LARGEST, -LARGEST);
const single = fc.oneof(special, fc.float({ noNaN: true, noDefaultInfinity: true }));
/** Any finite double: most lie between two single-precision numbers, some beyond the largest. */
const level = fc.oneof(special, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(1e39, -1e39));

function bitsOf(volume: View, at: number): { words: Int32Array; inLine: Uint8Array; perLine: number } {
  const [, columns, slices] = volume.shape as [number, number, number];
  const perLine = (slices + 33) >> 5;
  // Bits of an earlier row must not remain.
  const bits = { words: new Int32Array((columns + 2) * perLine).fill(-1), inLine: new Uint8Array(columns + 3).fill(1) };
  loadRow(volume, at, 0, bits, perLine);
  return { ...bits, perLine };
}

function expectBits(volume: View, at: number): void {
  const [, columns, slices] = volume.shape as [number, number, number];
  const { words, inLine, perLine } = bitsOf(volume, at);
  for (let line = 0; line < columns + 2; line++) {
    let any = false;
    for (let bit = 0; bit < 32 * perLine; bit++) {
      const [column, k] = [line - 1, bit - 1];
      const exists = column >= 0 && column < columns && k >= 0 && k < slices;
      const sample = volume.data[volume.offset + column * volume.stride[1]! + k * volume.stride[2]!]!;
      const expected = exists && sample >= at;
      any ||= expected;
      expect((words[line * perLine + (bit >> 5)]! >>> (bit & 31)) & 1).toBe(+expected);
    }
    expect(inLine[line] !== 0).toBe(any);
  }
  expect(inLine[columns + 2]).toBe(0);
}

const shape = fc.tuple(
  fc.integer({ min: 1, max: 3 }),
  fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 30, max: 70 })),
);

describe('inside bits', () => {
  it('of single precision equal comparisons of numbers with the level, to the bit', () => {
    const given = shape.chain(([columns, slices]) => {
      const size = columns * slices;
      return fc.tuple(fc.constant([1, columns, slices]), fc.array(single, { minLength: size, maxLength: size }), level);
    });
    fc.assert(
      fc.property(given, fc.boolean(), ([dims, values, at], equal) => {
        const data = Float32Array.from(values);
        // Many samples equal the level, or its rounding to single precision.
        if (equal) data.fill(Math.max(-LARGEST, Math.min(LARGEST, at)), data.length >> 1);
        expectBits(packed(data, dims), at);
      }),
      SETTINGS,
    );
  });

  it('of bytes, of doubles and of strided samples equal comparisons, too', () => {
    const given = shape.chain(([columns, slices]) => {
      const size = columns * slices;
      return fc.tuple(fc.constant([1, columns, slices]), fc.uint8Array({ minLength: size, maxLength: size }));
    });
    const some = fc.oneof(fc.constantFrom(0, 1, 0.5, 255, 256, -1), fc.double({ min: 0, max: 256, noNaN: true }));
    fc.assert(
      fc.property(given, some, ([dims, bytes], at) => {
        const [, columns, slices] = dims as [number, number, number];
        expectBits(packed(bytes, dims), at);
        expectBits({ data: Float64Array.from(bytes), shape: dims, stride: [0, slices, 1], offset: 0 }, at);
        expectBits({ data: bytes, shape: dims, stride: [0, 1, columns], offset: 0 }, at);
      }),
      SETTINGS,
    );
  });

  it('are refused for every sample that is not finite, at every place, at every level', () => {
    for (const at of [0.5, 0, -0.5, 1e39, -1e39]) {
      for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        for (let place = 0; place < 37; place++) {
          const data = new Float32Array(37);
          data[place] = wrong;
          const call = () => bitsOf(packed(data, [1, 1, 37]), at);
          expect(call).toThrow(expect.objectContaining({ code: 'bad-volume' }));
        }
      }
    }
  });
});
