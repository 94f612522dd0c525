// Tests binary volumes packed at one bit per voxel.
import { arbitraryVolume, restride } from '@vrn/test-utils';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packed } from '../../src/core/volume.js';
import { packBits, unpackBits } from '../../src/files/packBits.js';

describe('packBits', () => {
  it('is undone by unpackBits, whatever the volume and its layout', () => {
    fc.assert(
      fc.property(arbitraryVolume(), (volume) => {
        const bits = packBits(volume);
        expect(unpackBits(bits).data).toEqual(Uint8Array.from(volume.data));
        expect(packBits(restride(volume, { order: [1, 2, 0] }))).toEqual(bits);
      }),
      { seed: 20_180_911, numRuns: 100 },
    );
  });

  it('takes an eighth of the memory, first voxel in the lowest bit, zeros behind the last', () => {
    const { words } = packBits(
      packed(
        Uint8Array.from({ length: 33 }, (_, n) => (n === 0 || n === 32 ? 1 : 0)),
        [1, 1, 33],
      ),
    );
    expect([...words]).toEqual([1, 1]);
    expect(packBits(packed(new Uint8Array(64 ** 3), [64, 64, 64])).words.byteLength).toBe(64 ** 3 / 8);
  });

  it('sets a voxel at the threshold', () => {
    const soft = packed(Float32Array.of(0.25, 0.5, 0.75), [1, 1, 3]);
    expect([packBits(soft).words[0], packBits(soft, { threshold: 0.75 }).words[0]]).toEqual([0b110, 0b100]);
  });

  it('decides as >= does, for every kind of data, every byte and every threshold, wherever the words begin', () => {
    const values = [-Infinity, -2, -1e-40, -0, 0, 1e-45, 1e-40, 0.1, 0.25, 0.5, 1, 127, 128, 129, 255, 3e38, Infinity];
    const bytes = Uint8Array.from({ length: 259 }, (_, n) => (n * 37) % 256);
    const singles = Float32Array.from({ length: 99 }, (_, n) => values[(n * 5) % values.length]!);
    const thresholds = [
      -3, -1e-40, 0, 1e-50, 1e-45, 0.1, 0.25, 0.5, 1, 1.5, 2, 126.5, 127, 128, 128.5, 129, 254.5, 255, 256, 1e39,
    ];
    for (const source of [bytes, singles, Float64Array.from(singles), Array.from(singles)]) {
      for (const offset of [0, 1, 2, 3]) {
        const length = source.length - offset;
        const view = { data: source, shape: [1, 1, length], stride: [0, 0, 1], offset };
        for (const threshold of thresholds) {
          const { words } = packBits(view, { threshold });
          const set = Array.from({ length: 32 * words.length }, (_, n) => (words[n >> 5]! >>> (n & 31)) & 1);
          const wanted = set.map((_, n) => (n < length && source[n + offset]! >= threshold ? 1 : 0));
          expect(set, `threshold ${threshold}, offset ${offset}`).toEqual(wanted);
        }
      }
    }
  });

  it('finds a NaN at any place, of either sign', () => {
    const bits = [0x7fc0_0000, 0x7f80_0001, 0xffc0_0000, 0xffff_ffff];
    for (const [n, nan] of bits.flatMap((each) => [0, 31, 32, 69].map((place) => [place, each] as const))) {
      const data = new Float32Array(70);
      new Uint32Array(data.buffer)[n] = nan;
      expect(() => packBits(packed(data, [1, 7, 10]))).toThrow(/NaN/);
      expect(() => packBits(packed(data, [1, 7, 10]), { threshold: -1 })).toThrow(/NaN/);
    }
  });

  it('refuses NaN, thresholds that are none, and words that do not fit', () => {
    expect(() => packBits(packed(Float32Array.of(Number.NaN), [1, 1, 1]))).toThrow(/NaN/);
    expect(() => packBits(packed(Float32Array.of(0), [1, 1, 1]), { threshold: Number.NaN })).toThrow(/threshold/);
    expect(() => unpackBits({ words: new Uint32Array(2), shape: [1, 1, 32] })).toThrow(/words must be 1/);
  });
});
