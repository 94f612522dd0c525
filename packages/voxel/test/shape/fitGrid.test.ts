// Tests the fitting of grids around meshes.
import { box, cube, icosphere } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { fitGrid } from '../../src/shape/fitGrid.js';
import { transformMesh } from '../../src/shape/transformMesh.js';

const shift = (z: number) => [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, z, 1];

describe('fitGrid', () => {
  it('holds a cube with its margin', () => {
    expect(fitGrid(cube({ side: 2 }), { shape: [8, 8, 8], margin: 0.25 })).toEqual({
      shape: [8, 8, 8],
      min: [-2, -2, -2],
      max: [2, 2, 2],
    });
  });

  it('has cubic voxels and holds every vertex, in grids of any proportion', () => {
    const mesh = box({ min: [-1, -4, 2], max: [3, 5, 3] });
    const { shape, min, max } = fitGrid(mesh, { shape: [96, 48, 32] });
    const sides = [(max[0] - min[0]) / shape[1], (max[1] - min[1]) / shape[0], (max[2] - min[2]) / shape[2]];
    expect(Math.max(...sides) / Math.min(...sides)).toBeCloseTo(1, 12);
    expect(min[0]).toBeLessThan(-1);
    expect(max[1]).toBeGreaterThan(5);
    expect((min[2] + max[2]) / 2).toBeCloseTo(2.5, 12);
  });

  it('weighs z by area, not by vertices', () => {
    const fine = icosphere({ radius: 1, subdivisions: 4 });
    const coarse = transformMesh(cube({ side: 2 }), shift(10));
    const positions = Float32Array.from([...fine.positions, ...coarse.positions]);
    const indices = Uint32Array.from([
      ...fine.indices,
      ...Array.from(coarse.indices, (v) => v + fine.positions.length / 3),
    ]);
    const { min, max } = fitGrid({ positions, indices }, { shape: [8, 8, 8] });
    expect((min[2] + max[2]) / 2).toBeCloseTo((10 * coarse.positions.length * 0 + 10 * 24) / (24 + fine.area), 4);
  });

  it('centres on the solid or the bounds when asked to', () => {
    const wedge = {
      positions: Float32Array.of(0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 4),
      indices: Uint32Array.of(0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3),
    };
    const middle = (zAlign: 'centroid' | 'bounds') => {
      const { min, max } = fitGrid(wedge, { shape: [4, 4, 4], zAlign });
      return (min[2] + max[2]) / 2;
    };
    expect(middle('centroid')).toBeCloseTo(1, 6);
    expect(middle('bounds')).toBeCloseTo(2, 6);
  });

  it.each([
    ['a shape', { shape: [0, 1, 1] }, /shape/],
    ['an alignment', { shape: [1, 1, 1], zAlign: 'top' }, /zAlign/],
    ['a margin', { shape: [1, 1, 1], margin: 0.5 }, /margin/],
  ] as const)('refuses %s that is none', (_, options, message) => {
    expect(() => fitGrid(cube({ side: 1 }), options as never)).toThrow(message);
  });
});
