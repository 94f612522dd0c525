// Tests the conditioning of a soft volume on a mask.
import { picture } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { packed, type Volume } from '../../src/core/volume.js';
import { conditionOnMask } from '../../src/sample/conditionOnMask.js';
import { silhouette } from '../../src/shape/silhouette.js';

const N = 32;

/** The mask: a vertical bar of 20 rows and 4 columns. */
const bar = (i: number, j: number) => (i >= 6 && i < 26 && j >= 14 && j < 18 ? 1 : 0);
const volumeOf = (p: (i: number, j: number, k: number) => number) =>
  packed(
    Float32Array.from({ length: N ** 3 }, (_, at) => p(Math.floor(at / N / N), Math.floor(at / N) % N, at % N)),
    [N, N, N],
  );
const mask = packed(
  Float32Array.from({ length: N * N }, (_, at) => bar(Math.floor(at / N), at % N)),
  [N, N],
);
const solid = (volume: Volume, i: number, j: number) =>
  Array.from({ length: N }, (_, k) => k).filter((k) => volume.get(i, j, k) >= 0.5);

describe('conditionOnMask', () => {
  it('puts what is seen but nowhere sure at its expected depth, as thick as expected', () => {
    // Probabilities that sum to six voxels, spread over slices 6 to 25.
    const unsure = volumeOf((i, j, k) => (bar(i, j) === 1 && k >= 6 && k < 26 ? 0.3 : 0));
    expect(silhouette(unsure).data.every((value) => value === 0)).toBe(true);
    const done = conditionOnMask(unsure, mask, { softness: 0 });
    expect(picture(silhouette(done))).toEqual(picture(packed(Uint8Array.from(mask.data), [N, N])));
    expect(solid(done, 16, 15)).toEqual([13, 14, 15, 16, 17, 18]);
  });

  it('leaves what is sure where it is', () => {
    const sure = volumeOf((i, j, k) => (bar(i, j) === 1 && k >= 9 && k < 14 ? 1 : 0));
    expect(conditionOnMask(sure, mask).get(16, 15, 9)).toBe(1);
    expect(solid(conditionOnMask(sure, mask), 16, 15)).toEqual([9, 10, 11, 12, 13]);
  });

  it('cuts what reaches over the mask at its outline', () => {
    const everywhere = volumeOf((_, __, k) => (k >= 12 && k < 20 ? 1 : 0));
    expect(picture(silhouette(conditionOnMask(everywhere, mask)))).toEqual(
      picture(packed(Uint8Array.from(mask.data), [N, N])),
    );
  });

  it('takes the depth of neighbours where the volume knows nothing', () => {
    const half = volumeOf((i, j, k) => (bar(i, j) === 1 && i < 12 && k >= 20 && k < 24 ? 1 : 0));
    const done = conditionOnMask(half, mask);
    expect(picture(silhouette(done))).toEqual(picture(packed(Uint8Array.from(mask.data), [N, N])));
    const [near, far] = [solid(done, 24, 15).at(0)!, solid(done, 24, 15).at(-1)!];
    expect((near + far) / 2).toBeCloseTo(21.5, 0);
  });

  it('reads views of any strides and bytes, and leaves them as they are', () => {
    const data = Uint8Array.from({ length: 8 }, (_, i) => i % 2);
    const turned = { data, shape: [2, 2, 2], stride: [1, 2, 4], offset: 0 };
    const all = packed(new Float32Array(4).fill(1), [2, 2]);
    const done = conditionOnMask(turned, all, { softness: 0, roundness: 0, rise: 0 });
    expect([done.get(1, 0, 0), done.get(1, 1, 1)]).toEqual([1, 1]);
    expect([...data]).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
  });

  it('has nothing to put anywhere when the volume is empty', () => {
    expect(
      conditionOnMask(
        volumeOf(() => 0),
        mask,
      ).data.every((value) => value === 0),
    ).toBe(true);
  });

  it('refuses masks of other shapes, fractions that are none, and NaN', () => {
    expect(() =>
      conditionOnMask(
        volumeOf(() => 0),
        packed(new Float32Array(4), [2, 2]),
      ),
    ).toThrow(/32 × 32/);
    expect(() =>
      conditionOnMask(
        volumeOf(() => 0),
        mask,
        { rise: 2 },
      ),
    ).toThrow(/fractions/);
    expect(() =>
      conditionOnMask(
        volumeOf(() => Number.NaN),
        mask,
      ),
    ).toThrow(/finite/);
  });
});
