// Tests that distances to triangles and points only ever lower samples.
import type { Grid, TriangleMesh } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { addPoints, addTriangles } from '../../src/print/distances.js';

// Samples at x = −0.75, −0.25, 0.25, 0.75, and the same along y and z.
const grid: Grid = { shape: [4, 4, 4], min: [-1, -1, -1], max: [1, 1, 1] };
const fill = (value: number) => ({ grid, data: new Float32Array(64).fill(value) });
// A triangle in the plane x = 0 that is far larger than the grid.
const wall: TriangleMesh = {
  positions: Float32Array.of(0, -9, -9, 0, 9, -9, 0, 0, 9),
  indices: Uint32Array.of(0, 1, 2),
};

// A triangle without area, along the line x = y = 0.
const needle: TriangleMesh = {
  positions: Float32Array.of(0, 0, -9, 0, 0, 9, 0, 0, 0),
  indices: Uint32Array.of(0, 1, 2),
};

describe('addTriangles', () => {
  it('lowers samples within the band to their distance', () => {
    const field = fill(10);
    addTriangles(field, wall, 0.5);
    for (const [at, value] of field.data.entries()) {
      const column = (at >> 2) % 4;
      expect(value).toBe(column === 1 || column === 2 ? 0.25 : 10);
    }
  });

  it.each([0.125, 0, -0.5, -10])('leaves samples of %d, which are lower', (value) => {
    const field = fill(value);
    addTriangles(field, wall, 0.5);
    addTriangles(field, needle, 0.5);
    expect(field.data).toEqual(fill(value).data);
  });
});

describe('addPoints', () => {
  it('lowers samples within the band to their distance, and leaves those that are lower', () => {
    const field = fill(10);
    addPoints(field, [0.25, 0.25, 0.25], 0.6);
    expect([...field.data].filter((value) => value < 10).sort()).toEqual([0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
    const below = fill(-10);
    addPoints(below, [0.25, 0.25, 0.25], 0.6);
    expect(below.data).toEqual(fill(-10).data);
  });
});
