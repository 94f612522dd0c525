// Is the body of the benchmarks what it says: closed, soft by a voxel, of the stated size, the same at every resolution?
import { inspect, marchingCubes, signedVolume } from '@vrn/mesh';
import { describe, expect, it } from 'vitest';
import { bodyGrid, bodyMesh, bodyVolume, close } from '../src/index.js';

describe('bodyVolume', () => {
  const volume = bodyVolume(128);
  const mesh = marchingCubes(volume, { grid: bodyGrid(128) });

  it('has one closed surface of the stated size, clear of the border', () => {
    const found = inspect(mesh);
    expect(found).toMatchObject({ closed: true, components: 1, eulerCharacteristic: 2 });
    // The statement of the doc comment; another choice of triangles within a cell would leave the count as it is.
    close(found.faces, 34_672, { relative: 0.01 });
    for (const axis of [0, 1, 2] as const) {
      const most = [0.5, 0.96, 0.25][axis]!;
      expect(found.min[axis]).toBeGreaterThan(-most);
      expect(found.max[axis]).toBeLessThan(most);
    }
  });

  it('goes from 0 to 1 about the surface, over a voxel or so', () => {
    let [soft, sum, beyond] = [0, 0, 0];
    for (const value of volume.data) {
      sum += value;
      if (!(value >= 0 && value <= 1)) beyond++;
      if (value > 0.1 && value < 0.9) soft++;
    }
    expect(beyond).toBe(0);
    // 1.1 voxels of depth over the surface's area in voxels.
    close(soft, 1.1 * inspect(mesh).area * 64 ** 2, { relative: 0.02 });
    // What is lost within the surface is gained outside it, but for the curvature: a percent at a radius of 6 voxels.
    close(sum / 64 ** 3, signedVolume(mesh), { relative: 0.01 });
    // Nothing denormal: those are slow on some processors and would be measured instead of the algorithm.
    expect(volume.data.some((value) => value !== 0 && value < 2 ** -126)).toBe(false);
  });

  it('is the same body on a grid that is no cube', () => {
    const narrow = marchingCubes(bodyVolume([256, 128, 96]), { grid: bodyGrid([256, 128, 96]) });
    // Chords across a radius of 4 voxels at the coarser resolution cut half a percent off.
    close(signedVolume(narrow), signedVolume(mesh), { relative: 0.01 });
    expect(inspect(narrow).closed).toBe(true);
  });

  it('is cut where the grid is too narrow, and fits any number of samples', () => {
    expect(bodyVolume([1, 1, 1]).shape).toEqual([1, 1, 1]);
    expect([...bodyVolume([4, 1, 3]).data].every((value) => value >= 0 && value <= 1)).toBe(true);
    const [cube, slab] = [bodyVolume([8, 8, 8]), bodyVolume([8, 8, 2])];
    for (let i = 0; i < 8; i++) for (let j = 0; j < 8; j++) expect(slab.get(i, j, 0)).toBe(cube.get(i, j, 3));
  });

  it('takes one number for a cube, and comes out the same every time', () => {
    expect(bodyVolume(32).data).toEqual(bodyVolume([32, 32, 32]).data);
  });
});

describe('bodyMesh', () => {
  it.each([10_000, 30_000, 100_000])('%d triangles, give or take a fiftieth, closed', (triangles) => {
    const found = inspect(bodyMesh(triangles));
    close(found.faces, triangles, { relative: 0.02 });
    expect(found).toMatchObject({ closed: true, components: 1, eulerCharacteristic: 2 });
  });
});
