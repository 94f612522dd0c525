// Tests fractions of voxels against exact values: boxes, walls at any angle, complete bodies.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decodeObj, signedVolume } from '@vrn/mesh';
import { box, cube, icosphere, insideOut, together } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { type Grid, type Triple, voxelSize } from '../../src/core/grid.js';
import { random } from '../../src/core/random.js';
import type { TriangleMesh } from '../../src/core/triangleMesh.js';
import { fitGrid } from '../../src/shape/fitGrid.js';
import { type VoxelizeOptions, voxelize } from '../../src/solid/voxelize.js';

const fraction = (mesh: TriangleMesh, grid: Grid, options: VoxelizeOptions = {}) =>
  voxelize(mesh, grid, { ...options, occupancy: 'fraction' }) as ReturnType<typeof voxelize>;

/** Returns the volume of a mesh as the sum of its fractions, in cubic world units. */
function volumeOf(mesh: TriangleMesh, grid: Grid): number {
  const [dx, dy, dz] = voxelSize(grid);
  let sum = 0;
  for (const share of fraction(mesh, grid).data) sum += share;
  return sum * dx * dy * dz;
}

const spot = fileURLToPath(new URL('../../../../../shared/meshes/spot.obj', import.meta.url));

describe("voxelize with occupancy 'fraction'", () => {
  it('gives shares of 0, a half, a quarter and an eighth exactly where a box cuts voxels so', () => {
    const grid: Grid = { shape: [4, 4, 4], min: [0, 0, 0], max: [4, 4, 4] };
    const volume = fraction(box({ min: [0.5, 0.5, 0.5], max: [3, 3, 3] }), grid);
    // The box begins halfway through row 3 (the lowest), column 0, and slice 3 (the farthest).
    const expected = [3, 0, 3].map(
      (border) => (index: number) => (index === border ? 0.5 : index === 3 - border ? 0 : 1),
    );
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        for (let k = 0; k < 4; k++) {
          expect(volume.get(i, j, k)).toBeCloseTo(expected[0]!(i) * expected[1]!(j) * expected[2]!(k), 2);
        }
      }
    }
    expect(volume.get(1, 1, 3)).toBe(0.5);
    expect(volume.get(1, 1, 1)).toBe(1);
    expect(volume.get(0, 1, 1)).toBe(0);
  });

  it('is right to 0.04 in every voxel that a wall at any angle cuts, to 0.005 in the mean', () => {
    const rng = random(3);
    let [sum, worst, count] = [0, 0, 0];
    for (let run = 0; run < 150; run++) {
      // Every third wall is parallel to the lines of sight, the hardest case for sampling along them.
      const normal = [rng.normal(), rng.normal(), run % 3 === 0 ? 0 : rng.normal()];
      const length = Math.hypot(...normal);
      const [nx, ny, nz] = normal.map((n) => n / length) as [number, number, number];
      const depth = rng.uniform(-0.6, 0.6);
      const share = fraction(halfSpace([nx, ny, nz], depth), {
        shape: [1, 1, 1],
        min: [-0.5, -0.5, -0.5],
        max: [0.5, 0.5, 0.5],
      }).get(0, 0, 0);
      const exact = cubeBehindPlane([nx, ny, nz], depth);
      worst = Math.max(worst, Math.abs(share - exact));
      sum += (share - exact) ** 2;
      count++;
    }
    expect(worst).toBeLessThan(0.04);
    expect(Math.sqrt(sum / count)).toBeLessThan(0.005);
  });

  it('adds up to the volume of a ball to 1e-4 on grids of any proportion, also cut by the border', () => {
    const ball = icosphere({ radius: 0.8, subdivisions: 4 });
    for (const shape of [
      [16, 16, 16],
      [33, 20, 9],
      [5, 7, 64],
    ] as const) {
      const grid: Grid = { shape, min: [-1, -0.9, -1.1], max: [0.9, 1, 1] };
      expect(Math.abs(volumeOf(ball, grid) / ball.volume - 1)).toBeLessThan(1e-4);
    }
    const half: Grid = { shape: [20, 10, 20], min: [-1, -1, -1], max: [0, 1, 1] };
    expect(Math.abs(volumeOf(ball, half) / (ball.volume / 2) - 1)).toBeLessThan(1e-3);
  });

  it('makes a union of what overlaps, cuts it out by parity, and fills what is inside out', () => {
    const grid: Grid = { shape: [8, 8, 8], min: [-1, -1, -1], max: [1, 1, 1] };
    const pair = together([cube({ side: 1, centre: [-0.25, 0, 0] }), cube({ side: 1, centre: [0.25, 0, 0] })]);
    const total = (options?: VoxelizeOptions) =>
      Array.from(fraction(pair, grid, options).data).reduce((a, b) => a + b, 0);
    expect(total()).toBe(96);
    expect(total({ rule: 'parity' })).toBe(64);
    expect(fraction(insideOut(cube({ side: 1 })), grid).data).toEqual(fraction(cube({ side: 1 }), grid).data);
  });

  it('is exactly 0 outside and exactly 1 within', () => {
    const grid: Grid = { shape: [24, 24, 24], min: [-1, -1, -1], max: [1, 1, 1] };
    const volume = fraction(icosphere({ radius: 0.7, subdivisions: 3 }), grid);
    expect(volume.get(12, 12, 12)).toBe(1);
    expect(volume.get(0, 0, 0)).toBe(0);
    const values = new Set(volume.data);
    expect(Math.max(...values)).toBe(1);
    expect(Math.min(...values)).toBe(0);
  });

  it.skipIf(!existsSync(spot))('adds up to the volume of spot within 0.01 % (needs ../shared/meshes)', () => {
    const mesh = decodeObj(readFileSync(spot));
    for (const shape of [
      [64, 64, 64],
      [128, 128, 128],
      [256, 128, 96],
      [128, 256, 96],
    ] as const) {
      const found = volumeOf(mesh, fitGrid(mesh, { shape }));
      expect(Math.abs(found / signedVolume(mesh) - 1)).toBeLessThan(1e-4);
    }
  });
});

/**
 * Returns a box far larger than a unit voxel at the origin, with one face in the plane n · p = depth, the rest behind.
 */
function halfSpace(normal: Triple, depth: number): TriangleMesh {
  const [nx, ny, nz] = normal;
  const helper: Triple = Math.abs(nx) < 0.6 ? [1, 0, 0] : [0, 1, 0];
  const cross = (a: Triple, b: Triple): Triple => [
    a[1] * b[2] - a[2] * b[1],
    a[2] * b[0] - a[0] * b[2],
    a[0] * b[1] - a[1] * b[0],
  ];
  const unit = (a: Triple): Triple => a.map((n) => n / Math.hypot(...a)) as unknown as Triple;
  const u = unit(cross(helper, normal));
  const v = cross(normal, u);
  const shape = box({ min: [-5, -5, -5], max: [5, 5, 0] });
  const positions = shape.positions.slice();
  for (let p = 0; p < positions.length; p += 3) {
    const [a, b, c] = [shape.positions[p]!, shape.positions[p + 1]!, shape.positions[p + 2]! + depth];
    for (let axis = 0; axis < 3; axis++) positions[p + axis] = a * u[axis]! + b * v[axis]! + c * [nx, ny, nz][axis]!;
  }
  return { positions, indices: shape.indices };
}

/** Returns the volume of a unit cube at the origin where n · p < depth, by 300² lines, each with its exact length. */
function cubeBehindPlane([nx, ny, nz]: Triple, depth: number): number {
  const n = 300;
  let sum = 0;
  for (let m = 0; m < n * n; m++) {
    const rest = depth - nx * (((m % n) + 0.5) / n - 0.5) - ny * ((Math.floor(m / n) + 0.5) / n - 0.5);
    if (Math.abs(nz) < 1e-9) sum += rest > 0 ? 1 : 0;
    else sum += Math.min(1, Math.max(0, 0.5 + rest / Math.abs(nz)));
  }
  return sum / n / n;
}
