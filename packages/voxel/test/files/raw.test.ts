// Tests .raw files, the headerless volumes of the face network: order of slices, reading and writing, damaged files.
import { arbitraryView, arbitraryVolume, restride } from '@vrn/test-utils';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packed } from '../../src/core/volume.js';
import { decodeRaw, encodeRaw } from '../../src/files/raw.js';

describe('decodeRaw', () => {
  it('brings the nearest slice to the front, and bytes to 0..1', () => {
    // Two slices of one row and three columns; in the file the far one comes first.
    const volume = decodeRaw(Uint8Array.of(0, 51, 102, 153, 204, 255), [1, 3, 2]);
    expect([0, 1, 2].map((j) => volume.get(0, j, 0))).toEqual([0.6, 0.8, 1].map(Math.fround));
    expect([0, 1, 2].map((j) => volume.get(0, j, 1))).toEqual([0, 0.2, 0.4].map(Math.fround));
  });

  it('refuses a file of another size, and what is no file', () => {
    expect(() => decodeRaw(new Uint8Array(5), [1, 3, 2])).toThrow(expect.objectContaining({ code: 'bad-file' }));
    expect(() => decodeRaw([1] as never, [1, 1, 1])).toThrow(expect.objectContaining({ code: 'bad-argument' }));
    expect(() => decodeRaw(new Uint8Array(6), [1, 0, 2])).toThrow(expect.objectContaining({ code: 'bad-grid' }));
  });
});

describe('encodeRaw', () => {
  it('gives back the very bytes of every file', () => {
    const bytes = Uint8Array.from({ length: 5 * 7 * 9 }, (_, n) => (n * 89) % 256);
    expect(encodeRaw(decodeRaw(bytes, [5, 7, 9]))).toEqual(bytes);
  });

  it('keeps volumes to half a step, bytes exactly, whatever their layout', () => {
    const volume = arbitraryVolume({ kind: 'soft' });
    fc.assert(
      fc.property(
        volume.chain((each) => fc.tuple(fc.constant(each), arbitraryView(each))),
        ([soft, view]) => {
          const back = decodeRaw(encodeRaw(view), soft.shape as [number, number, number]);
          // Half of a step of 1/255, plus rounding to single precision.
          for (const [n, value] of soft.data.entries())
            expect(Math.abs(back.data[n]! - value)).toBeLessThan(1 / 510 + 1e-7);
        },
      ),
      { seed: 20_180_914, numRuns: 100 },
    );
    const binary = packed(Uint8Array.of(0, 1, 1, 0), [1, 2, 2]);
    expect([...encodeRaw(restride(binary, { order: [2, 1, 0], reversed: [1] }))]).toEqual([255, 0, 0, 255]);
  });

  it.each([Number.NaN, -0.001, 1.001, Infinity])('refuses %s, which is no probability', (value) => {
    expect(() => encodeRaw(packed(Float32Array.of(0, value), [1, 1, 2]))).toThrow(/values 0\.\.1, got/);
  });
});
