// Regression: fractions were below 0 for closed meshes with faces seen edge-on, whose slope is infinite.
import { box } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { type Grid, type TriangleMesh, voxelize, voxelizeReport, voxelSize } from '../../src/index.js';

const INDICES = Uint32Array.of(0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3);

function volumeOf(mesh: TriangleMesh, grid: Grid): number {
  const { data } = voxelize(mesh, grid, { occupancy: 'fraction' });
  expect(data.every((share) => share >= 0 && share <= 1)).toBe(true);
  return data.reduce((sum, share) => sum + share, 0) * voxelSize(grid).reduce((product, side) => product * side, 1);
}

describe("occupancy 'fraction' of faces seen edge-on", () => {
  it('is within 0..1 and adds up, for a tetrahedron with an upright face', () => {
    const [a, b] = [0.9403954744338989, 0.47019773721694946];
    const mesh = { positions: Float32Array.of(a, -a, 0, -b, b, b, b, -b, -b, -a, -b, 0), indices: INDICES };
    const r = 0.94039548065783;
    const grid: Grid = { shape: [6, 6, 6], min: [-r, -r, -r], max: [r, r, r] };
    const [u, v, w] = [1, 2, 3].map((n) => [0, 1, 2].map((k) => mesh.positions[3 * n + k]! - mesh.positions[k]!));
    const exact =
      Math.abs(
        u![0]! * (v![1]! * w![2]! - v![2]! * w![1]!) -
          u![1]! * (v![0]! * w![2]! - v![2]! * w![0]!) +
          u![2]! * (v![0]! * w![1]! - v![1]! * w![0]!),
      ) / 6;
    expect(volumeOf(mesh, grid)).toBeCloseTo(exact, 6);
    expect(voxelizeReport(mesh, grid)).toMatchObject({ closed: true, disagreements: 0, faults: [] });
    expect(voxelizeReport(mesh, grid).summary).toContain('all three axes agree');
  });

  it('is exact for a prism whose diagonal wall passes through lines of sight', () => {
    // Half of a box, cut along a diagonal plane parallel to the lines of sight. Many lines of a regular lattice lie in
    // that plane.
    const positions = Float32Array.of(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1, 1, 1, 1);
    const indices = Uint32Array.of(0, 2, 1, 3, 4, 5, 0, 1, 4, 0, 4, 3, 1, 2, 5, 1, 5, 4, 2, 0, 3, 2, 3, 5);
    for (const shape of [
      [4, 4, 4],
      [12, 12, 3],
      [7, 5, 2],
    ] as const) {
      expect(volumeOf({ positions, indices }, { shape, min: [0, 0, 0], max: [1, 1, 1] })).toBeCloseTo(0.5, 6);
    }
  });

  it('is exact for thin plates between lines of sight, turned inside out or not', () => {
    const plate = box({ min: [0.5001, 0.1, 0.1], max: [0.5002, 0.9, 0.9] });
    const grid: Grid = { shape: [3, 3, 3], min: [0, 0, 0], max: [1, 1, 1] };
    const thickness =
      plate.positions.reduce((most, x, n) => (n % 3 === 0 ? Math.max(most, x) : most), 0) -
      plate.positions.reduce((low, x, n) => (n % 3 === 0 ? Math.min(low, x) : low), 1);
    expect(volumeOf(plate, grid)).toBeCloseTo(thickness * 0.64, 6);
    expect(volumeOf({ ...plate, indices: plate.indices.toReversed() }, grid)).toBeCloseTo(thickness * 0.64, 6);
  });
});
