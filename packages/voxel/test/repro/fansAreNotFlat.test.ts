// Regression: an open mesh whose triangles all share one vertex was reported as flat, because the tetrahedra from that
// vertex to the triangles have no volume.
import { expect, it } from 'vitest';
import { voxelizeReport } from '../../src/index.js';

const grid = { shape: [1, 1, 1], min: [-1, -1, -1], max: [2, 2, 2] } as const;
const POSITIONS = Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1);

it.each([
  ['three sides of a tetrahedron', [0, 2, 1, 0, 1, 3, 0, 3, 2]],
  ['two sides of a tetrahedron', [0, 2, 1, 0, 1, 3]],
])('voxelizeReport does not call %s flat', (_, indices) => {
  const report = voxelizeReport({ positions: POSITIONS, indices: Uint32Array.from(indices) }, { ...grid });
  expect([report.flat, report.suggestedRule]).toEqual([false, 'winding']);
});

it('voxelizeReport calls a tilted quadrilateral flat', () => {
  const positions = Float32Array.of(0, 0, 0, 1, 0, 1, 1, 1, 1, 0, 1, 0);
  const report = voxelizeReport({ positions, indices: Uint32Array.of(0, 1, 2, 0, 2, 3) }, { ...grid });
  expect([report.flat, report.suggestedRule]).toEqual([true, undefined]);
});
