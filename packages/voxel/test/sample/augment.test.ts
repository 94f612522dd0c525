// Tests that augmented samples stay aligned.
import { cube } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/core/random.js';
import { packed } from '../../src/core/volume.js';
import { augment, flipSample, translateSample } from '../../src/sample/augment.js';
import { LANDMARK_FLIP_PAIRS, type Landmark, type Sample } from '../../src/sample/sample.js';
import { silhouette } from '../../src/shape/silhouette.js';
import { voxelize } from '../../src/solid/voxelize.js';

/**
 * Returns a sample: an off-centre cube, its silhouette as mask, an image whose values increase from 0 to 1, and
 * landmarks on a line.
 */
function aSample(imageScale = 1): Sample {
  const grid = { shape: [12, 10, 8], min: [0, 0, 0], max: [10, 12, 8] } as const;
  const volume = voxelize(cube({ side: 4, centre: [3.9, 7.1, 4] }), grid);
  const [rows, columns] = [12 * imageScale, 10 * imageScale];
  const outline = silhouette(volume);
  const mask = Float32Array.from({ length: rows * columns }, (_, at) =>
    outline.get(Math.floor(at / columns / imageScale), Math.floor((at % columns) / imageScale)),
  );
  return {
    image: packed(
      Float32Array.from({ length: rows * columns * 3 }, (_, at) => at / (rows * columns * 3)),
      [rows, columns, 3],
    ),
    landmarks: Array.from({ length: 16 }, (_, i): Landmark => [i / 2, i / 3, 1, i / 16]),
    mask: packed(mask, [rows, columns]),
    volume,
  };
}

const aligned = ({ mask, volume }: Sample) => {
  const scale = mask.shape[0]! / volume.shape[0]!;
  const outline = silhouette(volume);
  return mask.data.every((value, at) => {
    const [i, j] = [Math.floor(at / mask.shape[1]!), at % mask.shape[1]!];
    return value === outline.get(Math.floor(i / scale), Math.floor(j / scale));
  });
};

describe('augment', () => {
  it.each([1, 2])('keeps volume and mask aligned, image at %i pixels a voxel', (scale) => {
    for (let seed = 0; seed < 20; seed++) expect(aligned(augment(aSample(scale), { rng: random(seed) }))).toBe(true);
  });

  it('is the same for the same seed', () => {
    const once = () => augment(aSample(), { rng: random(5) });
    expect(once().image.data).toEqual(once().image.data);
    expect(once().landmarks).toEqual(once().landmarks);
  });

  it('scales colours, clamped', () => {
    const { image } = augment(aSample(), { rng: random(1), translation: 0, flip: 0, gain: [2, 2] });
    const before = aSample().image.data;
    expect(image.data.every((value, at) => value === Math.fround(Math.min(1, before[at]! * 2)))).toBe(true);
  });

  it('refuses ranges and samples that are none', () => {
    expect(() => augment(aSample(), { rng: random(0), translation: 1 })).toThrow(/translation/);
    expect(() => augment(aSample(), { rng: random(0), flip: 2 })).toThrow(/flip/);
    expect(() => augment(aSample(), { rng: random(0), gain: [1, 0] })).toThrow(/gain/);
    const odd = { ...aSample(), mask: packed(new Float32Array(4), [2, 2]) };
    expect(() => augment(odd, { rng: random(0) })).toThrow(expect.objectContaining({ code: 'bad-sample' }));
  });
});

describe('flipSample', () => {
  it('twice is the sample itself', () => {
    const [once, twice] = [flipSample(aSample()), flipSample(flipSample(aSample()))];
    expect(twice.image.data).toEqual(aSample().image.data);
    expect(twice.volume.data).toEqual(aSample().volume.data);
    for (const [i, [row, column]] of twice.landmarks.entries()) {
      expect([row, column]).toEqual(
        aSample()
          .landmarks[i]!.slice(0, 2)
          .map((n) => expect.closeTo(n as number, 12)),
      );
    }
    expect(aligned(once)).toBe(true);
  });

  it('exchanges left and right landmarks', () => {
    const [before, after] = [aSample().landmarks, flipSample(aSample()).landmarks];
    for (const [a, b] of LANDMARK_FLIP_PAIRS) {
      expect(after[a]![0]).toBe(before[b]![0]);
      expect(after[a]![1]).toBeCloseTo(9 - before[b]![1], 12);
      expect(after[a]!.slice(2)).toEqual(before[b]!.slice(2));
    }
    expect(after[9]![0]).toBe(before[9]![0]);
  });
});

describe('translateSample', () => {
  it('moves everything, empties what comes in, repeats the image', () => {
    const moved = translateSample(aSample(2), [3, -2]);
    expect(aligned(moved)).toBe(true);
    expect(moved.landmarks[4]!.slice(0, 2)).toEqual([2 + 6, 4 / 3 - 4]);
    expect(moved.landmarks.map((each) => each.slice(2))).toEqual(aSample().landmarks.map((each) => each.slice(2)));
    expect(moved.image.get(0, 0, 1)).toBe(aSample(2).image.get(0, 4, 1));
    expect(moved.image.get(7, 1, 2)).toBe(aSample(2).image.get(1, 5, 2));
  });

  it('loses what leaves', () => {
    expect(translateSample(aSample(), [12, 0]).volume.data.every((value) => value === 0)).toBe(true);
  });
});
