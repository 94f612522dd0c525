// Tests that real meshes survive voxelisation, surface extraction and voxelisation again.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { iou } from '@vrn/metrics';
import { fitGrid, type TriangleMesh, voxelize } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { decodeObj } from '../../src/files/obj/decodeObj.js';
import { marchingCubes } from '../../src/marching-cubes/marchingCubes.js';
import { inspect } from '../../src/measure/inspect.js';

const spot = fileURLToPath(new URL('../../../../../shared/meshes/spot.obj', import.meta.url));

/** Returns the Stanford bunny of the npm package `bunny`. */
function bunny(): TriangleMesh {
  const { positions, cells } = createRequire(import.meta.url)('bunny') as { positions: number[][]; cells: number[][] };
  return { positions: Float32Array.from(positions.flat()), indices: Uint32Array.from(cells.flat()) };
}

function expectRoundTrip(mesh: TriangleMesh): void {
  const grid = fitGrid(mesh, { shape: [128, 128, 128] });
  const first = voxelize(mesh, grid);
  // Binary voxels are restored exactly. Fractional occupancy gives a smoother surface, which may have a voxel's centre
  // on its other side.
  const hard = marchingCubes(first, { grid });
  expect(inspect(hard).closed).toBe(true);
  expect(iou(voxelize(hard, grid), first)).toBe(1);
  const soft = marchingCubes(voxelize(mesh, grid, { occupancy: 'fraction' }), { grid });
  expect(inspect(soft).closed).toBe(true);
  expect(iou(voxelize(soft, grid), first)).toBeGreaterThan(0.99);
}

describe('mesh → voxels → mesh → voxels', () => {
  it('keeps bunny', () => expectRoundTrip(bunny()));

  it.skipIf(!existsSync(spot))('keeps spot (needs ../shared/meshes)', () => {
    expectRoundTrip(decodeObj(readFileSync(spot)));
  });
});
