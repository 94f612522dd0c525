// No .npy file, however broken, gives anything but an array or our error.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeNpy, encodeNpy } from '../src/npy.js';
import { packed } from '../src/volume.js';

const WHOLE = [
  encodeNpy(
    packed(
      Float32Array.from({ length: 24 }, (_, i) => i / 7),
      [2, 3, 4],
    ),
  ),
  encodeNpy(
    packed(
      Uint8Array.from({ length: 24 }, (_, i) => i),
      [4, 6],
    ),
  ),
];

describe('decodeNpy', () => {
  it('survives cuts and changed bytes', () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    const broken = fc.tuple(fc.constantFrom(...WHOLE), fc.nat(), fc.array(change, { maxLength: 5 }));
    fc.assert(
      fc.property(broken, ([bytes, cut, changes]) => {
        const copy = bytes.slice(0, cut % 2 === 0 ? cut % bytes.length : bytes.length);
        for (const [at, value] of changes) if (copy.length > 0) copy[at % Math.min(copy.length, 128)] = value;
        try {
          const { shape, data } = decodeNpy(copy);
          expect(data.length).toBe(shape.reduce((product, n) => product * n, 1));
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad-file' });
        }
      }),
      { seed: 20_180_912, numRuns: 2000 },
    );
  });
});
