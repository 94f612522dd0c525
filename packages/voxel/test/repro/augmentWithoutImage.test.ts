// Tests that samples without an image can be augmented: networks may read landmarks and mask only.
import { describe, expect, it } from 'vitest';
import {
  augment,
  flipSample,
  LANDMARK_NAMES,
  type Landmark,
  packed,
  random,
  translateSample,
} from '../../src/index.js';

const rng = random(5);
const [rows, columns, slices] = [8, 6, 4];
const noise = (shape: readonly number[]) =>
  packed(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => rng.uniform()),
    shape,
  );
const sample = {
  image: noise([rows, columns, 3]),
  mask: noise([rows, columns]),
  volume: noise([rows, columns, slices]),
  landmarks: LANDMARK_NAMES.map((): Landmark => [rng.uniform(0, rows), rng.uniform(0, columns)]),
};
const { image: _, ...bare } = sample;

describe('a sample without an image', () => {
  it('is changed as the same sample with one', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { image, ...expected } = augment(sample, { rng: random(seed) });
      expect(image).toBeDefined();
      expect(augment(bare, { rng: random(seed) })).toEqual(expected);
    }
  });

  it('is mirrored and moved, and nothing is added to it', () => {
    expect(flipSample(flipSample(bare))).toEqual(bare);
    expect(Object.keys(translateSample(bare, [1, -1])).sort()).toEqual(['landmarks', 'mask', 'volume']);
  });
});
