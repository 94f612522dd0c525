// Regression: grids beyond memory gave a RangeError without a code; edges in meshes of 2²⁷ vertices were confused.
import { cube } from '@vrn/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Grid } from '../../src/core/grid.js';
import { voxelize } from '../../src/solid/voxelize.js';
import { voxelizeReport } from '../../src/solid/voxelizeReport.js';
import { openEdges } from '../../src/solid/winding/holeCaps.js';

const grid: Grid = { shape: [8, 8, 8], min: [-1, -1, -1], max: [1, 1, 1] };
const mesh = cube({ side: 1 });

/** Replaces an array type by one that cannot be allocated. */
const withoutMemory = (name: 'Uint8Array' | 'Float32Array'): void => {
  vi.stubGlobal(name, function fail() {
    throw new RangeError('Array buffer allocation failed');
  });
};

describe('grids beyond memory', () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    ['binary', 'Uint8Array'],
    ['surface', 'Uint8Array'],
    ['fraction', 'Float32Array'],
  ] as const)('give bad-grid and the reason: occupancy %s', (occupancy, type) => {
    withoutMemory(type);
    const message = 'voxelize: grid must fit into memory with the mesh, got Array buffer allocation failed';
    expect(() => voxelize(mesh, grid, { occupancy })).toThrow(expect.objectContaining({ code: 'bad-grid', message }));
  });

  it('give bad-grid where an array would be too long', () => {
    const long: Grid = { ...grid, shape: [1, 2 ** 31 - 1, 1] };
    expect(() => voxelize(mesh, long, { occupancy: 'fraction' })).toThrow(
      expect.objectContaining({ code: 'bad-grid' }),
    );
  });

  it('give bad-grid in reports', () => {
    withoutMemory('Uint8Array');
    const message = 'voxelizeReport: grid must fit into memory, got Array buffer allocation failed';
    expect(() => voxelizeReport(mesh, grid)).toThrow(expect.objectContaining({ code: 'bad-grid', message }));
  });
});

describe('openEdges', () => {
  it('tells the edges of 2²⁷ vertices apart', () => {
    // Stands for 1.6 GB of positions, all different.
    const positions = { length: 3 * 2 ** 27, subarray: (start: number) => [start] } as unknown as Float32Array;
    const far = 2 ** 26 + 5;
    const indices = Uint32Array.of(1, 5, 7, far, 0, 9, 2 ** 27 - 2, 2 ** 27 - 1, far);
    const edges = openEdges({ positions, indices });
    const pairs = Array.from({ length: edges.length / 2 }, (_, n) => `${edges[2 * n]}-${edges[2 * n + 1]}`);
    const expected = [
      ['1-5', '5-7', '7-1'],
      [`${far}-0`, '0-9', `9-${far}`],
      [`${2 ** 27 - 2}-${2 ** 27 - 1}`, `${2 ** 27 - 1}-${far}`, `${far}-${2 ** 27 - 2}`],
    ].flat();
    expect(pairs.sort()).toEqual(expected.sort());
  });
});
