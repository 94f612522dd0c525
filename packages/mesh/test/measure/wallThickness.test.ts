// Tests wallThickness on solids whose walls have a known thickness.
import { box, cube, icosphere, tetrahedron, together } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { wallThickness } from '../../src/measure/wallThickness.js';

describe('wallThickness', () => {
  it('is the shortest side of a box', () => {
    const { min, at, faces } = wallThickness(box({ min: [0, 0, 0], max: [10, 20, 0.4] }));
    expect(min).toBeCloseTo(0.4, 6);
    expect([0, 0.4].some((z) => Math.abs(at[2] - z) < 1e-6)).toBe(true);
    expect([...faces].map((value) => Math.round(10 * value) / 10).sort((a, b) => a - b)).toEqual([
      0.4, 0.4, 0.4, 0.4, 10, 10, 10, 10, 20, 20, 20, 20,
    ]);
  });

  it('is about the diameter of a ball', () => {
    const { faces } = wallThickness(icosphere({ radius: 3, subdivisions: 3 }));
    for (const value of faces) expect(Math.abs(value - 6)).toBeLessThan(0.1);
  });

  it('ends at the first surface, as in a hollow cube', () => {
    const hole = cube({ side: 1 });
    const inside = { ...hole, indices: Uint32Array.from(hole.indices).reverse() };
    expect(wallThickness(together([cube({ side: 2 }), inside])).min).toBeCloseTo(0.5, 6);
  });

  it('is finite for a tetrahedron, and infinite for a mesh without faces', () => {
    expect(wallThickness(tetrahedron()).min).toBeGreaterThan(0);
    const { min } = wallThickness({ positions: new Float32Array(0), indices: new Uint32Array(0) });
    expect(min).toBe(Number.POSITIVE_INFINITY);
  });
});
