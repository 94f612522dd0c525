// Tests that voxels are restored from their surface, and that every surface is closed.
import { arbitraryVolume } from '@vrn/test-utils';
import { voxelize } from '@vrn/voxel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marchingCubes } from '../../src/marching-cubes/marchingCubes.js';
import { inspect } from '../../src/measure/inspect.js';

const SETTINGS = { seed: 20_180_909, numRuns: 120 };

describe('marchingCubes, then voxelize', () => {
  it('restores the voxels: the surface separates inside from outside centres', () => {
    fc.assert(
      fc.property(arbitraryVolume(), (volume) => {
        const [rows, columns, slices] = volume.shape as [number, number, number];
        const grid = { shape: [rows, columns, slices], min: [-1, 0, 2], max: [1, 3, 7] } as const;
        const mesh = marchingCubes(volume, { grid });
        if (mesh.indices.length === 0) expect(volume.data.every((value) => value === 0)).toBe(true);
        else expect(voxelize(mesh, grid).data).toEqual(volume.data);
      }),
      SETTINGS,
    );
  });

  it('is closed for soft volumes at any level', () => {
    const level = fc.constantFrom(0.25, 0.5, 0.75);
    fc.assert(
      fc.property(arbitraryVolume({ kind: 'soft' }), level, (volume, at) => {
        const mesh = marchingCubes(volume, { level: at });
        if (mesh.indices.length === 0) return;
        expect(inspect(mesh)).toMatchObject({ closed: true, degenerateFaces: 0, unusedVertices: 0 });
        expect(inspect(mesh).volume).toBeGreaterThan(0);
      }),
      SETTINGS,
    );
  });
});
