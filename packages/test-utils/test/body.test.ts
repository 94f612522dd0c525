// Tests the body of the benchmarks: closed, with a soft surface, of the stated size, and equal at every resolution.
import { inspect, marchingCubes, signedVolume } from '@vrn/mesh';
import { describe, expect, it } from 'vitest';
import { bodyGrid, bodyMesh, bodyVolume, close } from '../src/index.js';

describe('bodyVolume', () => {
  const volume = bodyVolume(128);
  const mesh = marchingCubes(volume, { grid: bodyGrid(128) });

  it('has one closed surface of the stated size, away from the border', () => {
    const found = inspect(mesh);
    expect(found).toMatchObject({ closed: true, components: 1, eulerCharacteristic: 2 });
    // The number in the doc comment; the tolerance allows for another triangulation of ambiguous cells.
    close(found.faces, 34_672, { relative: 0.01 });
    for (const axis of [0, 1, 2] as const) {
      const largest = [0.5, 0.96, 0.25][axis]!;
      expect(found.min[axis]).toBeGreaterThan(-largest);
      expect(found.max[axis]).toBeLessThan(largest);
    }
  });

  it('rises from 0 to 1 at the surface over about one voxel', () => {
    let soft = 0;
    let sum = 0;
    let beyond = 0;
    for (const value of volume.data) {
      sum += value;
      if (!(value >= 0 && value <= 1)) beyond++;
      if (value > 0.1 && value < 0.9) soft++;
    }
    expect(beyond).toBe(0);
    // A transition of 1.1 voxels, times the surface area in squared voxels.
    close(soft, 1.1 * inspect(mesh).area * 64 ** 2, { relative: 0.02 });
    // The loss inside the surface equals the gain outside, except for curvature: 1.3 % of the volume of a cylinder of
    // radius 4 voxels, and less for larger radii.
    close(sum / 64 ** 3, signedVolume(mesh), { relative: 0.01 });
    // Denormal numbers are slow on some processors and would distort benchmarks.
    expect(volume.data.some((value) => value !== 0 && value < 2 ** -126)).toBe(false);
  });

  it('is the same body on a grid that is not cubic', () => {
    const narrow = marchingCubes(bodyVolume([256, 128, 96]), { grid: bodyGrid([256, 128, 96]) });
    // Flat faces on a radius of 4 voxels at the coarser resolution lose half a percent.
    close(signedVolume(narrow), signedVolume(mesh), { relative: 0.01 });
    expect(inspect(narrow).closed).toBe(true);
  });

  it('is clipped if the grid is too narrow, and supports any number of samples', () => {
    expect(bodyVolume([1, 1, 1]).shape).toEqual([1, 1, 1]);
    expect([...bodyVolume([4, 1, 3]).data].every((value) => value >= 0 && value <= 1)).toBe(true);
    const cube = bodyVolume([8, 8, 8]);
    const slab = bodyVolume([8, 8, 2]);
    for (let i = 0; i < 8; i++) for (let j = 0; j < 8; j++) expect(slab.get(i, j, 0)).toBe(cube.get(i, j, 3));
  });

  it('accepts one number for a cube, and is reproducible', () => {
    expect(bodyVolume(32).data).toEqual(bodyVolume([32, 32, 32]).data);
  });
});

describe('bodyMesh', () => {
  it.each([10_000, 30_000, 100_000])('is closed and has %d triangles to within 2 %', (triangles) => {
    const found = inspect(bodyMesh(triangles));
    close(found.faces, triangles, { relative: 0.02 });
    expect(found).toMatchObject({ closed: true, components: 1, eulerCharacteristic: 2 });
  });
});
