// Tests that the arbitraries give valid grids, volumes, views and meshes.
import { checkGrid, checkMesh, checkView } from '@vrn/voxel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryClosedMesh, arbitraryGrid, arbitraryView, arbitraryVolume, pictures } from '../src/index.js';

describe('arbitraries', () => {
  it('gives valid views of equal elements', () => {
    const pairs = arbitraryVolume().chain((volume) => arbitraryView(volume).map((view) => ({ volume, view })));
    fc.assert(
      fc.property(pairs, ({ volume, view }) => {
        checkView(view, 'test', 'view', 3);
        expect(pictures(view)).toEqual(pictures(volume));
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('give valid values', () => {
    fc.assert(
      fc.property(arbitraryGrid(), arbitraryClosedMesh(), arbitraryVolume({ kind: 'soft' }), (grid, mesh, volume) => {
        checkGrid(grid, 'test');
        checkMesh(mesh, 'test');
        checkView(volume, 'test', 'volume', 3);
        expect(mesh.volume).toBeGreaterThan(0);
        expect(Math.min(...volume.data)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...volume.data)).toBeLessThanOrEqual(1);
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});
