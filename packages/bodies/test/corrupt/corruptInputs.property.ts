// Tests random combinations of faults: the result is valid and depends only on sample, seed and options.
import { type Landmark, packed, random } from '@vrn/voxel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CorruptOptions, corruptInputs } from '../../src/corrupt/corruptInputs.js';

const SIDE = 20;

const share = fc.double({ min: 0, max: 1, noNaN: true });
const range = (most: number) =>
  fc.oneof(
    fc.double({ min: 0, max: most, noNaN: true }),
    fc
      .tuple(fc.double({ min: 0, max: most, noNaN: true }), fc.double({ min: 0, max: most, noNaN: true }))
      .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]),
  );
const options: fc.Arbitrary<CorruptOptions> = fc.record(
  {
    jitter: range(0.1),
    dropout: range(1),
    swap: share,
    erosion: range(0.2),
    dilation: range(0.2),
    holes: share,
    lowResolution: range(9).map((value) =>
      typeof value === 'number' ? 1 + value : ([1 + value[0], 1 + value[1]] as const),
    ),
    occluders: fc.integer({ min: 0, max: 5 }),
    occludersHide: fc.boolean(),
    cut: share,
    missingImage: share,
    missingMask: share,
    missingLandmarks: share,
    missingElevation: share,
    depth: fc.record({ flip: share, missing: share, lean: fc.double({ min: 0, max: 45, noNaN: true }) }),
  },
  { requiredKeys: [] },
);

/**
 * Creates a sample with random pixels in the mask, a noise image, and landmarks inside and outside the image, of which
 * some coordinates are NaN.
 */
const person = (seed: number, density: number) => {
  const rng = random(seed);
  const mask = Float32Array.from({ length: SIDE * SIDE }, () => (rng.uniform() < density ? rng.uniform() : 0));
  const image = Float32Array.from({ length: 3 * SIDE * SIDE }, () => rng.uniform());
  const place = () => (rng.uniform() < 0.1 ? Number.NaN : rng.uniform(-5, SIDE + 5));
  const landmarks = Array.from({ length: 16 }, (): Landmark => [place(), place(), rng.uniform()]);
  return {
    mask: packed(mask, [SIDE, SIDE]),
    image: packed(image, [SIDE, SIDE, 3]),
    landmarks,
    volume: { any: 'thing' },
  };
};

describe('corruptInputs', () => {
  it('gives values of 0..1, 16 landmarks without higher confidence, and equal results for equal seeds', () => {
    fc.assert(
      fc.property(options, fc.nat(), share, (faults, seed, density) => {
        const clean = person(seed, density);
        const corrupted = corruptInputs(clean, random(seed), faults);
        expect(corrupted.mask.data.every((value) => value >= 0 && value <= 1)).toBe(true);
        expect(corrupted.image.data.every((value) => value >= 0 && value <= 1)).toBe(true);
        expect(corrupted.mask.shape).toEqual([SIDE, SIDE]);
        expect(corrupted.landmarks).toHaveLength(16);
        const maxConfidence = Math.max(...clean.landmarks.map(([, , confidence]) => confidence!));
        expect(corrupted.landmarks.every(([, , confidence]) => confidence! >= 0 && confidence! <= maxConfidence)).toBe(
          true,
        );
        expect(corrupted.volume).toBe(clean.volume);
        expect(corruptInputs(person(seed, density), random(seed), faults)).toEqual({
          ...corrupted,
          volume: { any: 'thing' },
        });
      }),
      { numRuns: 250, seed: 4 },
    );
  });
});
