// Tests voxelize against brute force in exact arithmetic, on and off sample points, and the consequences of exactness.
import { arbitraryClosedMesh, arbitraryGrid } from '@vrn/test-utils';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Grid, indexToWorld, voxelSize } from '../../src/core/grid.js';
import type { TriangleMesh } from '../../src/core/triangleMesh.js';
import { voxelize } from '../../src/solid/voxelize.js';
import { exactCounts } from './exactOracle.js';

const SETTINGS = { seed: 20_180_908, numRuns: 500 };

/** Rounds coordinates to multiples of half a voxel, so that many vertices, edges and faces meet sample points. */
function snapped({ positions, indices }: TriangleMesh, grid: Grid): TriangleMesh {
  const [dx, dy, dz] = voxelSize(grid).map((side) => side / 2) as [number, number, number];
  const [x0, y0, z0] = indexToWorld(grid, [0, 0, 0]);
  const moved = positions.map((value, n) => {
    const [first, step] = [[x0, dx] as const, [y0, dy] as const, [z0, dz] as const][n % 3]!;
    return first + Math.round((value - first) / step) * step;
  });
  return { positions: moved, indices };
}

/** Grids whose sample points are single-precision numbers, so that vertices can lie on them. */
const binaryGrid: fc.Arbitrary<Grid> = fc
  .tuple(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 2, max: 9 }), fc.integer({ min: 2, max: 40 }))
  .map((shape) => ({
    shape,
    min: [-1, -1.25, -1.5],
    max: [-1 + shape[1] / 4, -1.25 + shape[0] / 4, -1.5 + shape[2] / 8],
  }));

/** Closed meshes. One in ten consists of two, which may overlap. */
const meshes = fc.oneof(
  { weight: 9, arbitrary: arbitraryClosedMesh() as fc.Arbitrary<TriangleMesh> },
  {
    weight: 1,
    arbitrary: fc.tuple(arbitraryClosedMesh(), arbitraryClosedMesh()).map(([a, b]) => ({
      positions: Float32Array.from([...a.positions, ...b.positions]),
      indices: Uint32Array.from([...a.indices, ...Array.from(b.indices, (v) => v + a.positions.length / 3)]),
    })),
  },
);

function expectExact(mesh: TriangleMesh, grid: Grid): void {
  const counts = exactCounts(mesh, grid);
  expect(voxelize(mesh, grid).data).toEqual(Uint8Array.from(counts, (n) => (n === 0 ? 0 : 1)));
  expect(voxelize(mesh, grid, { rule: 'parity' }).data).toEqual(Uint8Array.from(counts, (n) => n & 1));
}

describe('voxelize agrees with exact arithmetic, voxel by voxel', () => {
  it('on 500 closed meshes anywhere', () => {
    fc.assert(fc.property(meshes, arbitraryGrid({ longest: 9 }), expectExact), SETTINGS);
  });

  it('on 500 closed meshes with every vertex on sample points or between two', () => {
    fc.assert(
      fc.property(meshes, binaryGrid, (mesh, grid) => expectExact(snapped(mesh, grid), grid)),
      SETTINGS,
    );
  });

  it('on meshes and grids far from the origin, and of a size of 1e-15', () => {
    const moved = fc.record({ scale: fc.constantFrom(1e-15, 1, 1e15), shift: fc.constantFrom(0, 3, 1000) });
    fc.assert(
      fc.property(meshes, arbitraryGrid({ longest: 7 }), moved, (mesh, grid, { scale, shift }) => {
        const place = (value: number) => (value + shift) * scale;
        const triple = (corner: Grid['min']) => corner.map(place) as unknown as Grid['min'];
        expectExact(
          { ...mesh, positions: mesh.positions.map(place) },
          { shape: grid.shape, min: triple(grid.min), max: triple(grid.max) },
        );
      }),
      { ...SETTINGS, numRuns: 100 },
    );
  });

  it('with hundreds of surfaces between two centres', () => {
    const box = (near: number, far: number): number[] => [-0.9, -0.9, far, 0.9, -0.9, far, 0.9, 0.9, far, -0.9, 0.9, far].concat([-0.9, -0.9, near, 0.9, -0.9, near, 0.9, 0.9, near, -0.9, 0.9, near]); // biome-ignore format: corners
    const sides = [
      0, 2, 1, 0, 3, 2, 4, 5, 6, 4, 6, 7, 0, 1, 5, 0, 5, 4, 1, 2, 6, 1, 6, 5, 2, 3, 7, 2, 7, 6, 3, 0, 4, 3, 4, 7,
    ];
    const many = Array.from({ length: 600 }, (_, n) => box(0.3 + n * 1e-4, n % 2 === 0 ? 0.2 : -0.3));
    const mesh = {
      positions: Float32Array.from(many.flat()),
      indices: Uint32Array.from(many.flatMap((_, n) => sides.map((v) => v + 8 * n))),
    };
    expectExact(mesh, { shape: [3, 3, 4], min: [-1, -1, -1], max: [1, 1, 1] });
  });
});

describe('voxelize commutes', () => {
  const cubic = (n: number): Grid => ({ shape: [n, n, n], min: [-1, -1, -1], max: [1, 1, 1] });

  it('with turns of 90° and exchanged axes, away from sample points', () => {
    // The cyclic permutation (x, y, z) → (z, x, y), and quarter turns about z and about x. All preserve handedness.
    const turns = [
      { from: [2, 0, 1], sign: [1, 1, 1] },
      { from: [1, 0, 2], sign: [-1, 1, 1] },
      { from: [0, 2, 1], sign: [1, -1, 1] },
    ] as const;
    fc.assert(
      fc.property(meshes, fc.constantFrom(...turns), (mesh, { from, sign }) => {
        const turn = (p: ArrayLike<number>, v: number) => from.map((axis, n) => sign[n]! * p[v + axis]!);
        const positions = mesh.positions.slice();
        for (let v = 0; v < positions.length; v += 3) positions.set(turn(mesh.positions, v), v);
        const n = 8;
        const [before, after] = [voxelize(mesh, cubic(n)), voxelize({ ...mesh, positions }, cubic(n))];
        for (let at = 0; at < n ** 3; at++) {
          const index = [Math.floor(at / n / n), Math.floor(at / n) % n, at % n] as const;
          const [x, y, z] = turn(indexToWorld(cubic(n), index), 0) as [number, number, number];
          const to = [((1 - y) * n - 1) / 2, ((x + 1) * n - 1) / 2, ((1 - z) * n - 1) / 2] as const;
          expect(after.get(...to)).toBe(before.get(...index));
        }
      }),
      { ...SETTINGS, numRuns: 100 },
    );
  });

  it('with shifts by whole voxels, sample points included', () => {
    const shift = fc.tuple(
      fc.integer({ min: -2, max: 2 }),
      fc.integer({ min: -2, max: 2 }),
      fc.integer({ min: -2, max: 2 }),
    );
    fc.assert(
      fc.property(meshes, shift, (mesh, [i, j, k]) => {
        const n = 8;
        const still = snapped(mesh, cubic(n));
        const moved = still.positions.map((value, at) => value + (2 / n) * [j, -i, -k][at % 3]!);
        const [before, after] = [voxelize(still, cubic(n)), voxelize({ ...still, positions: moved }, cubic(n))];
        for (let row = Math.max(0, -i); row < n - Math.max(0, i); row++) {
          for (let column = Math.max(0, -j); column < n - Math.max(0, j); column++) {
            for (let slice = Math.max(0, -k); slice < n - Math.max(0, k); slice++) {
              expect(after.get(row + i, column + j, slice + k)).toBe(before.get(row, column, slice));
            }
          }
        }
      }),
      { ...SETTINGS, numRuns: 100 },
    );
  });
});

describe('voxelize into a view', () => {
  const types = [Uint8Array, Uint8ClampedArray, Int8Array, Int16Array, Uint32Array, Float32Array, Float64Array, Array];
  it.each(types.map((type) => [type.name, type] as const))('of %s gives the same in any order of axes', (_, type) => {
    fc.assert(
      fc.property(
        meshes,
        arbitraryGrid({ longest: 7 }),
        fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
        fc.subarray([0, 1, 2]),
        fc.constantFrom('nonzero', 'parity'),
        (mesh, grid, order, reversed, rule) => {
          const stride = [0, 0, 0];
          let size = 1;
          for (const axis of order) {
            stride[axis] = size;
            size *= grid.shape[axis]!;
          }
          let offset = 2;
          for (const axis of reversed) {
            offset += (grid.shape[axis]! - 1) * stride[axis]!;
            stride[axis] = -stride[axis]!;
          }
          const data = new type(size + 3).fill(77) as unknown as number[];
          const out = { data, shape: grid.shape, stride, offset };
          expect(voxelize(mesh, grid, { rule, out })).toBe(out);
          const wanted = voxelize(mesh, grid, { rule });
          const [rows, columns, slices] = grid.shape;
          for (let i = 0; i < rows; i++) {
            for (let j = 0; j < columns; j++) {
              for (let k = 0; k < slices; k++) {
                expect(data[offset + i * stride[0]! + j * stride[1]! + k * stride[2]!]).toBe(wanted.get(i, j, k));
              }
            }
          }
          expect([data[0], data[1], data[size + 2]]).toEqual([77, 77, 77]);
        },
      ),
      { ...SETTINGS, numRuns: 20 },
    );
  });
});
