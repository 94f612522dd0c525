// Tests silhouettes of volumes, and volumes at other resolutions.
import { picture, volumeFromPicture } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { packed } from '../../src/core/volume.js';
import { resample } from '../../src/shape/resample.js';
import { silhouette } from '../../src/shape/silhouette.js';

const VOLUME = volumeFromPicture(['#..', '...'], ['.#.', '...'], ['...', '..#'], ['...', '...']);

describe('silhouette', () => {
  it('looks along each axis', () => {
    expect(picture(silhouette(VOLUME))).toEqual(['##.', '..#']);
    expect(picture(silhouette(VOLUME, { axis: 1 }))).toEqual(['##..', '..#.']);
    expect(picture(silhouette(VOLUME, { axis: 0 }))).toEqual(['#...', '.#..', '..#.']);
  });

  it('is solid at the threshold', () => {
    const soft = packed(Float32Array.of(0.25, 0.5), [1, 1, 2]);
    expect([...silhouette(soft).data, ...silhouette(soft, { threshold: 0.6 }).data]).toEqual([1, 0]);
  });

  it('refuses NaN and axes there are not', () => {
    expect(() => silhouette(packed(Float32Array.of(Number.NaN), [1, 1, 1]))).toThrow(/NaN/);
    expect(() => silhouette(VOLUME, { axis: 3 as 2 })).toThrow(/axis/);
  });
});

describe('resample', () => {
  it('keeps a linear ramp within the outermost centres, and is constant beyond', () => {
    const ramp = packed(Float32Array.of(0, 2, 4), [1, 1, 3]);
    expect([...resample(ramp, [1, 1, 6]).data]).toEqual([0, 0.5, 1.5, 2.5, 3.5, 4]);
  });

  it('gives the volume itself at its own shape, from any strides', () => {
    const view = { data: VOLUME.data, shape: [4, 2, 3], stride: [1, 12, 4], offset: 0 };
    expect(resample(VOLUME, [2, 3, 4]).data).toEqual(Float32Array.from(VOLUME.data));
    expect(resample(view, [4, 2, 3]).get(2, 1, 2)).toBe(1);
  });
});
