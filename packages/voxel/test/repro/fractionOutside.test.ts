// Regression: sums of volumes left fractions of about 1e-17 in voxels that no face touches.
import { icosphere } from '@vrn/test-utils';
import { expect, it } from 'vitest';
import { voxelize } from '../../src/index.js';

it.each([1, 2, 3])('voxels that the surface does not touch are exactly 0 or 1, %i times refined', (subdivisions) => {
  const mesh = icosphere({ radius: 0.7, subdivisions });
  const grid = { shape: [37, 29, 31], min: [-0.83, -0.91, -0.79], max: [0.87, 0.77, 0.93] } as const;
  const fraction = voxelize(mesh, grid, { occupancy: 'fraction' }).data;
  const surface = voxelize(mesh, grid, { occupancy: 'surface' }).data;
  const between = fraction.filter((share, at) => surface[at] === 0 && share !== 0 && share !== 1);
  expect(between).toEqual(new Float32Array(0));
});
