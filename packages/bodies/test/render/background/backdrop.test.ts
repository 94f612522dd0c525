// Tests backgrounds: every pattern, and crops of images.
import { random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import type { Texture } from '../../../src/person/person.js';
import { type BackgroundKind, background } from '../../../src/render/background/background.js';
import { PATTERNS } from '../../../src/render/background/patterns.js';
import { fractalNoise } from '../../../src/render/background/valueNoise.js';

const kinds = Object.keys(PATTERNS) as BackgroundKind[];

describe('background', () => {
  it.each(kinds)('%s fills images of any size, differently for every seed', (kind) => {
    const means = new Set<string>();
    for (let seed = 0; seed < 12; seed++) {
      const { data, shape } = background(random(seed), 24, 17, { kinds: [kind] });
      expect(shape).toEqual([24, 17, 3]);
      expect(data.every((value) => value >= 0 && value <= 1)).toBe(true);
      expect(background(random(seed), 24, 17, { kinds: [kind] }).data).toEqual(data);
      means.add((data.reduce((sum, value) => sum + value, 0) / data.length).toFixed(4));
      expect(new Set(data).size).toBeGreaterThan(3);
    }
    expect(means.size).toBeGreaterThan(10);
  });

  it('draws all requested kinds', () => {
    const some = Array.from({ length: 30 }, (_, seed) =>
      background(random(seed), 8, 8, { kinds: ['stripes', 'noise'] }),
    );
    expect(new Set(some.map(({ data }) => data.join())).size).toBe(30);
  });

  /** A texture of 64 × 96 whose red grows to the right and green downwards. */
  const slope: Texture = {
    rows: 64,
    columns: 96,
    data: Uint8Array.from({ length: 64 * 96 * 4 }, (_, at) => {
      const [i, j] = [Math.floor(at / 4 / 96), Math.floor(at / 4) % 96];
      return [2 * j, 3 * i, 0, 255][at % 4]!;
    }),
  };

  it('crops images, upright, mirrored or not', () => {
    let mirrored = 0;
    for (let seed = 0; seed < 20; seed++) {
      const picture = background(random(seed), 16, 16, { from: [slope], pictures: 1 });
      expect(picture.data.every((value, at) => at % 3 !== 2 || value === 0)).toBe(true);
      expect(picture.get(15, 8, 1)).toBeGreaterThan(picture.get(0, 8, 1));
      if (picture.get(8, 0, 0) > picture.get(8, 15, 0)) mirrored++;
    }
    expect(mirrored).toBeGreaterThan(4);
    expect(mirrored).toBeLessThan(16);
  });

  it('mixes images and patterns in the requested proportion', () => {
    const share = (pictures: number) =>
      Array.from({ length: 40 }, (_, seed) => background(random(seed), 8, 8, { from: [slope], pictures })).filter(
        ({ data }) => data.every((value, at) => at % 3 !== 2 || value === 0),
      ).length;
    expect(share(1)).toBe(40);
    expect(share(0)).toBe(0);
    expect(share(0.5)).toBeGreaterThan(10);
    expect(share(0.5)).toBeLessThan(30);
  });

  it.each([
    [{ kinds: [] }, /kinds must be some of/],
    [{ kinds: ['clouds' as 'noise'] }, /kinds must be some of shapes, gradient/],
    [{ pictures: 2 }, /pictures must be 0 to 1/],
  ])('rejects %j', (options, message) => {
    expect(() => background(random(1), 8, 8, options)).toThrow(message);
  });
});

describe('fractalNoise', () => {
  it('is smooth and within 0..1, with mean ½', () => {
    let sum = 0;
    for (let k = 0; k < 4000; k++) {
      const [x, y] = [(k % 63) * 1.37 - 20, Math.floor(k / 63) * 0.91 - 30];
      const value = fractalNoise(x, y, 5);
      expect(value >= 0 && value <= 1).toBe(true);
      expect(Math.abs(value - fractalNoise(x + 1e-4, y, 5))).toBeLessThan(2e-3);
      sum += value;
    }
    expect(sum / 4000).toBeCloseTo(0.5, 1);
  });
});
