// Tests voxelize against brute force: the winding number of every voxel's centre, by solid angles.
import { arbitraryClosedMesh, arbitraryGrid } from '@vrn/test-utils';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Grid, indexToWorld, worldToIndex } from '../../src/core/grid.js';
import type { TriangleMesh } from '../../src/core/triangleMesh.js';
import { voxelize } from '../../src/solid/voxelize.js';

const SETTINGS = { seed: 20_180_908, numRuns: 60 };

/** Returns the winding number of the surface around a point (van Oosterom and Strackee 1983). */
function winding({ positions, indices }: TriangleMesh, [x, y, z]: readonly [number, number, number]): number {
  let angle = 0;
  for (let f = 0; f < indices.length; f += 3) {
    const [a, b, c] = [0, 1, 2].map((corner) => {
      const v = 3 * indices[f + corner]!;
      return [positions[v]! - x, positions[v + 1]! - y, positions[v + 2]! - z] as const;
    }) as unknown as [readonly number[], readonly number[], readonly number[]];
    const dot = (p: readonly number[], q: readonly number[]) => p[0]! * q[0]! + p[1]! * q[1]! + p[2]! * q[2]!;
    const [la, lb, lc] = [Math.sqrt(dot(a, a)), Math.sqrt(dot(b, b)), Math.sqrt(dot(c, c))];
    const det =
      a[0]! * (b[1]! * c[2]! - b[2]! * c[1]!) +
      a[1]! * (b[2]! * c[0]! - b[0]! * c[2]!) +
      a[2]! * (b[0]! * c[1]! - b[1]! * c[0]!);
    angle += 2 * Math.atan2(det, la * lb * lc + dot(a, b) * lc + dot(b, c) * la + dot(c, a) * lb);
  }
  return angle / (4 * Math.PI);
}

describe('voxelize', () => {
  it('finds inside what the surface goes round, and no more', () => {
    fc.assert(
      fc.property(arbitraryClosedMesh(), arbitraryGrid({ longest: 9 }), (mesh, grid) => {
        const [nonzero, parity] = [voxelize(mesh, grid), voxelize(mesh, grid, { rule: 'parity' })];
        const [rows, columns, slices] = grid.shape;
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < columns; j++) {
            for (let k = 0; k < slices; k++) {
              const turns = winding(mesh, indexToWorld(grid, [i, j, k]));
              // Skips centres on the surface, which voxelize.test.ts tests with the degenerate meshes.
              if (Math.abs(turns - Math.round(turns)) > 1e-3) continue;
              expect(nonzero.get(i, j, k)).toBe(Math.round(turns) === 0 ? 0 : 1);
              expect(parity.get(i, j, k)).toBe(Math.abs(Math.round(turns)) % 2);
            }
          }
        }
      }),
      SETTINGS,
    );
  });

  it('gives the same for triangles in any order, from any corner', () => {
    fc.assert(
      fc.property(arbitraryClosedMesh(), arbitraryGrid(), fc.integer({ min: 1, max: 1000 }), (mesh, grid, step) => {
        const faces = mesh.indices.length / 3;
        const stride = Array.from({ length: faces }, (_, n) => n + step).find((n) => gcd(n, faces) === 1) ?? 1;
        const indices = Uint32Array.from(mesh.indices, (_, corner) => {
          const face = (Math.floor(corner / 3) * stride) % faces;
          return mesh.indices[3 * face + ((corner + step) % 3)]!;
        });
        expect(voxelize({ ...mesh, indices }, grid).data).toEqual(voxelize(mesh, grid).data);
      }),
      SETTINGS,
    );
  });

  it('partitions: a solid and the rest of a box round it share no voxel and leave none out', () => {
    fc.assert(
      fc.property(arbitraryClosedMesh(), arbitraryGrid(), (mesh, grid) => {
        const hollow = { positions: mesh.positions, indices: mesh.indices.toReversed() };
        const inside = voxelize(mesh, grid, { rule: 'parity' }).data;
        expect(voxelize(hollow, grid, { rule: 'parity' }).data).toEqual(inside);
      }),
      SETTINGS,
    );
  });
});

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

describe('indexToWorld', () => {
  it('is undone by worldToIndex', () => {
    const index = fc.double({ min: -10, max: 20, noNaN: true });
    fc.assert(
      fc.property(arbitraryGrid(), fc.tuple(index, index, index), (grid: Grid, at) => {
        const back = worldToIndex(grid, indexToWorld(grid, at));
        for (const [axis, value] of back.entries()) expect(Math.abs(value - at[axis]!)).toBeLessThan(1e-9);
      }),
      SETTINGS,
    );
  });
});
