// Tests meshIou and meshIouConvergence on solids of known overlap, and the estimated error of the grid.

import { box, icosphere } from '@vrn/test-utils';
import type { Grid } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { meshIou, meshIouConvergence } from '../../../src/index.js';

const grid: Grid = { shape: [8, 16, 8], min: [0, 0, 0], max: [2, 1, 1] };
const a = box({ min: [0, 0, 0], max: [1, 1, 1] });
const b = box({ min: [0.5, 0, 0], max: [1.5, 1, 1] });

describe('meshIou', () => {
  it('is exact if faces lie between voxels', () => {
    expect(meshIou(a, b, grid)).toBe(1 / 3);
    expect(meshIou(a, box({ min: [1, 0, 0], max: [2, 1, 1] }), grid)).toBe(0);
    expect(meshIou(a, a, grid)).toBe(1);
  });

  it('ignores parts outside the grid', () => {
    expect(meshIou(a, b, { shape: [4, 4, 4], min: [0.5, 0, 0], max: [1, 1, 1] })).toBe(1);
    const elsewhere: Grid = { shape: [4, 4, 4], min: [5, 5, 5], max: [6, 6, 6] };
    expect(meshIou(a, b, elsewhere)).toBe(1);
    expect(meshIou(a, b, elsewhere, { empty: 0 })).toBe(0);
  });

  it('uses the rule to decide which points are inside', () => {
    const twice = { positions: a.positions, indices: Uint32Array.of(...a.indices, ...a.indices) };
    expect(meshIou(a, twice, grid)).toBe(1);
    expect(meshIou(a, twice, grid, { rule: 'parity' })).toBe(0);
  });
});

describe('meshIouConvergence', () => {
  it('returns every level, and an error of 0 for exact results', () => {
    expect(meshIouConvergence(a, b, grid)).toEqual({
      iou: 1 / 3,
      error: 0,
      levels: [
        { shape: [8, 16, 8], iou: 1 / 3 },
        { shape: [4, 8, 4], iou: 1 / 3 },
        { shape: [2, 4, 2], iou: 1 / 3 },
      ],
      warnings: [],
    });
    expect(meshIouConvergence(a, a, { ...grid, shape: [7, 5, 1] }, { levels: 4 })).toMatchObject({ iou: 1, error: 0 });
  });

  it('halves the weight of a step from level to level', () => {
    const { error, levels } = meshIouConvergence(a, box({ min: [0.3, 0.1, 0.2], max: [1.4, 0.9, 1] }), {
      ...grid,
      shape: [5, 9, 5],
    });
    const [x, y, z] = levels.map((level) => level.iou) as [number, number, number];
    expect(levels.map((level) => level.shape)).toEqual([
      [5, 9, 5],
      [3, 5, 3],
      [2, 3, 2],
    ]);
    expect(error).toBe(Math.max(Math.abs(x - y), Math.abs(y - z) / 2));
    expect(error).toBeGreaterThan(0);
  });

  it.each([0.9, 0.93, 0.97, 0.99])('covers the error of concentric balls, the inner of radius %d', (radius) => {
    const outer = icosphere({ radius: 1, subdivisions: 4 });
    const inner = icosphere({ radius, subdivisions: 4 });
    const exact = inner.volume / outer.volume;
    for (const side of [24, 40, 64]) {
      const found = meshIouConvergence(outer, inner, {
        shape: [side, side, side],
        min: [-1.1, -1.15, -1.2],
        max: [1.2, 1.15, 1.1],
      });
      expect(Math.abs(found.iou - exact)).toBeLessThan(found.error);
    }
  });

  it('rejects fewer than two levels, and everything that meshIou rejects', () => {
    for (const levels of [1, 0, 2.5, Number.NaN, 33]) {
      expect(() => meshIouConvergence(a, b, grid, { levels })).toThrow(
        `meshIouConvergence: levels must be an integer of 2..32, got ${levels}`,
      );
    }
    expect(() => meshIouConvergence(a, b, { ...grid, shape: [0, 1, 1] })).toThrow(
      'meshIouConvergence: grid.shape must be',
    );
    expect(() => meshIou({ ...a, indices: new Uint32Array() }, b, grid)).toThrow('mesh must have faces');
  });
});
