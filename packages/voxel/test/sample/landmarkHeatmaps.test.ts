// Tests heat maps of landmarks: one Gaussian per landmark.
import { describe, expect, it } from 'vitest';
import { landmarkHeatmaps } from '../../src/sample/landmarkHeatmaps.js';

describe('landmarkHeatmaps', () => {
  it('peaks at 1, falls as a Gaussian, and is cut at three pixels', () => {
    const maps = landmarkHeatmaps([[4, 5]], { rows: 9, columns: 11 });
    expect(maps.shape).toEqual([9, 11, 1]);
    expect(maps.get(4, 5, 0)).toBe(1);
    expect(maps.get(4, 6, 0)).toBeCloseTo(Math.exp(-0.5), 6);
    expect(maps.get(6, 6, 0)).toBeCloseTo(Math.exp(-2.5), 6);
    expect(maps.get(4, 8, 0)).toBeCloseTo(Math.exp(-4.5), 6);
    expect(maps.get(5, 8, 0)).toBe(0);
    expect(maps.get(4, 9, 0)).toBe(0);
  });

  it('lies between pixels where the landmark does', () => {
    const maps = landmarkHeatmaps([[2.5, 3]], { rows: 6, columns: 7 });
    expect(maps.get(2, 3, 0)).toBeCloseTo(Math.exp(-0.125), 6);
    expect(maps.get(3, 3, 0)).toBe(maps.get(2, 3, 0));
  });

  it('widens with sigma', () => {
    const maps = landmarkHeatmaps([[10, 10]], { rows: 21, columns: 21, sigma: 2 });
    expect(maps.get(10, 16, 0)).toBeCloseTo(Math.exp(-4.5), 6);
    expect(maps.get(10, 17, 0)).toBe(0);
  });

  it('leaves the map of a missing landmark empty, and cuts what lies outside', () => {
    const points = [
      [1, 1, 0],
      [Number.NaN, 1],
      [1, 1, Number.NaN],
      [-1, 1],
      [-9, 1],
    ] as const;
    const maps = landmarkHeatmaps(points, { rows: 4, columns: 4 });
    const sums = points.map((_, p) =>
      maps.data.filter((__, at) => at % 5 === p).reduce((total, value) => total + value, 0),
    );
    expect(sums.slice(0, 3)).toEqual([0, 0, 0]);
    expect(sums[3]).toBeGreaterThan(0.5);
    expect(sums[4]).toBe(0);
  });

  it('does not scale by confidence', () => {
    expect(landmarkHeatmaps([[1, 1, 0.3]], { rows: 3, columns: 3 }).get(1, 1, 0)).toBe(1);
  });

  it('refuses sizes, sigmas and lists that are none', () => {
    expect(() => landmarkHeatmaps([[0, 0]], { rows: 0, columns: 1 })).toThrow(/rows and columns/);
    expect(() => landmarkHeatmaps([[0, 0]], { rows: 1, columns: 1, sigma: 0 })).toThrow(/sigma/);
    expect(() => landmarkHeatmaps([], { rows: 1, columns: 1 })).toThrow(/points/);
  });
});
