// Tests maps of landmark depths: values, the map of known depths, and missing landmarks.
import { describe, expect, it } from 'vitest';
import { landmarkDepthMaps } from '../../src/sample/landmarkDepthMaps.js';
import { landmarkHeatmaps } from '../../src/sample/landmarkHeatmaps.js';
import type { Landmark } from '../../src/sample/sample.js';

const size = { rows: 12, columns: 10 } as const;

describe('landmarkDepthMaps', () => {
  it('is the heat map times the signed depth over the unit', () => {
    const points: Landmark[] = [
      [3.25, 4.5, 1, -0.1],
      [6, 2, 0.4, 0.3],
      [-1, 7, 1, 0.2],
    ];
    for (const options of [size, { ...size, sigma: 1.7 }]) {
      const heat = landmarkHeatmaps(points, options);
      const maps = landmarkDepthMaps(points, options);
      expect(maps.shape).toEqual([12, 10, 4]);
      for (let i = 0; i < 12; i++) {
        for (let j = 0; j < 10; j++) {
          for (const [n, [, , , depth]] of points.entries()) {
            expect(maps.get(i, j, n)).toBeCloseTo(4 * depth! * heat.get(i, j, n), 6);
          }
          expect(maps.get(i, j, 3)).toBe(Math.max(...points.map((_, n) => heat.get(i, j, n))));
        }
      }
    }
    expect(landmarkDepthMaps([[3, 4, 1, 0.3]], { ...size, unit: 0.6 }).get(3, 4, 0)).toBeCloseTo(0.5, 7);
  });

  it('tells a depth of 0 from unknown depths and from missing landmarks, which leave zeros', () => {
    const sum = (landmark: Landmark) => landmarkDepthMaps([landmark], size).data.reduce((total, n) => total + n, 0);
    expect(sum([3, 4, 1, 0])).toBeGreaterThan(1);
    expect(sum([3, 4, 1, Number.NaN])).toBe(0);
    expect(sum([3, 4])).toBe(0);
    expect(sum([3, 4, 0, 0.2])).toBe(0);
    expect(sum([Number.NaN, 4, 1, 0.2])).toBe(0);
    expect(sum([99, 4, 1, 0.2])).toBe(0);
  });

  it('refuses invalid units, depths, sizes and options', () => {
    expect(() => landmarkDepthMaps([[0, 0]], { ...size, unit: 0 })).toThrow(/unit must be above 0, got 0/);
    expect(() => landmarkDepthMaps([[0, 0, 1, Number.NEGATIVE_INFINITY]], size)).toThrow(/infinite one at 0/);
    expect(() => landmarkDepthMaps([], size)).toThrow(/points/);
    expect(() => landmarkDepthMaps([[0, 0]], { ...size, rows: 0 })).toThrow(/rows and columns/);
    expect(() => landmarkDepthMaps([[0, 0]], { ...size, units: 1 } as never)).toThrow(/did you mean 'unit'/);
  });
});
