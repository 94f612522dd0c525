// Bits and headerless files.
import { arbitraryVolume, restride } from '@vrn/test-utils';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packBits, unpackBits } from '../src/packBits.js';
import { decodeRaw } from '../src/raw.js';
import { packed } from '../src/volume.js';

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

  it('refuses NaN, thresholds that are none, and words that do not fit', () => {
    expect(() => packBits(packed(Float32Array.of(Number.NaN), [1, 1, 1]))).toThrow(/NaN/);
    expect(() => packBits(packed(Float32Array.of(0), [1, 1, 1]), { threshold: Number.NaN })).toThrow(/threshold/);
    expect(() => unpackBits({ words: new Uint32Array(2), shape: [1, 1, 32] })).toThrow(/words must be 1/);
  });
});

describe('decodeRaw', () => {
  it('brings the nearest slice to the front, and bytes to 0..1', () => {
    // Two slices of one row and three columns; in the file the far one comes first.
    const volume = decodeRaw(Uint8Array.of(0, 51, 102, 153, 204, 255), [1, 3, 2]);
    expect([0, 1, 2].map((j) => volume.get(0, j, 0))).toEqual([0.6, 0.8, 1].map((n) => expect.closeTo(n, 6)));
    expect([0, 1, 2].map((j) => volume.get(0, j, 1))).toEqual([0, 0.2, 0.4].map((n) => expect.closeTo(n, 6)));
  });

  it('refuses a file of another size', () => {
    expect(() => decodeRaw(new Uint8Array(5), [1, 3, 2])).toThrow(expect.objectContaining({ code: 'bad-file' }));
  });
});
