// Tests the voxels that rule 'winding' fills: flat holes, damaged meshes, pieces, and meshes of other projects.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cube, degenerateMeshes, icosphere, insideOut, torus } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { type Grid, indexToWorld, type Triple, voxelSize, worldToIndex } from '../../src/core/grid.js';
import { random } from '../../src/core/random.js';
import type { TriangleMesh } from '../../src/core/triangleMesh.js';
import { packed } from '../../src/core/volume.js';
import { fitGrid } from '../../src/shape/fitGrid.js';
import { silhouette } from '../../src/shape/silhouette.js';
import { fillWinding } from '../../src/solid/fillWinding.js';
import { surfaceVoxels } from '../../src/solid/surfaceVoxels.js';
import { voxelize } from '../../src/solid/voxelize.js';
import { windingNumber } from '../../src/solid/winding/windingNumber.js';
import { joined, soup, windingOnGrid, without } from './windingOracle.js';

const sum = (data: Uint8Array): number => data.reduce((total, value) => total + value, 0);
const around = (n: number): Grid => ({ shape: [n, n, n], min: [-1, -1, -1], max: [1, 1, 1] });

/** Returns a mesh without the faces whose three vertices all have sign · (coordinate along the axis) ≥ `at`. */
const cutAt = (mesh: TriangleMesh, axis: 0 | 1 | 2, at: number, sign = 1): TriangleMesh =>
  without(mesh, (face) =>
    [0, 1, 2].every((corner) => sign * mesh.positions[3 * mesh.indices[3 * face + corner]! + axis]! >= at),
  );

/** Returns the value of the voxel that contains a position. */
function filledAt(data: Uint8Array, grid: Grid, place: Triple): number {
  const [i, j, k] = worldToIndex(grid, place).map((n) => Math.round(n)) as [number, number, number];
  return data[(i * grid.shape[1] + j) * grid.shape[2] + k]!;
}

/** Returns the sizes of the face-connected components of the voxels with a given value, largest first. */
function pieces(data: Uint8Array, { shape: [rows, columns, slices] }: Grid, value: 0 | 1): number[] {
  const seen = new Uint8Array(data.length);
  const sizes: number[] = [];
  for (let from = 0; from < data.length; from++) {
    if (data[from] !== value || seen[from] === 1) continue;
    const left = [from];
    seen[from] = 1;
    let size = 0;
    for (let at = left.pop(); at !== undefined; at = left.pop()) {
      size++;
      const [i, j, k] = [Math.floor(at / columns / slices), Math.floor(at / slices) % columns, at % slices];
      const steps = [[i > 0, -columns * slices], [i < rows - 1, columns * slices], [j > 0, -slices],
        [j < columns - 1, slices], [k > 0, -1], [k < slices - 1, 1]] as const; // biome-ignore format: a table
      for (const [isIn, step] of steps) {
        if (!isIn || data[at + step] !== value || seen[at + step] === 1) continue;
        seen[at + step] = 1;
        left.push(at + step);
      }
    }
    sizes.push(size);
  }
  return sizes.sort((a, b) => b - a);
}

describe('fillWinding', () => {
  it.each(degenerateMeshes())('is rule nonzero: $name', ({ mesh, grid, voxels }) => {
    expect(fillWinding(mesh, grid, 0.5)).toEqual(voxelize(mesh, grid).data);
    expect(sum(fillWinding(soup(mesh), grid, 0.5))).toBe(voxels);
  });

  it.each([0, 1, 2] as const)('fills a cube without a face across axis %i as if it were there', (axis) => {
    for (const sign of [-1, 1]) {
      const open = cutAt(cube({ side: 1 }), axis, 0.5, sign);
      expect(open.indices).toHaveLength(30);
      // No centre lies in the plane of the hole. The inverted cube gives the same result.
      expect(fillWinding(open, around(8), 0.5)).toEqual(voxelize(cube({ side: 1 }), around(8)).data);
      expect(sum(fillWinding(open, around(64), 0.5))).toBe(32 ** 3);
      const flipped = { ...open, indices: open.indices.map((_, c) => open.indices[c + 2 - 2 * (c % 3)]!) };
      expect(sum(fillWinding(flipped, around(64), 0.5))).toBe(32 ** 3);
    }
  });

  it('takes in the centres that lie on a flat hole, for there the winding number is one half', () => {
    // Centres are at n / 4; those from −3/4 to 3/4 are inside the cube.
    const grid: Grid = { shape: [12, 12, 12], min: [-1.625, -1.625, -1.625], max: [1.375, 1.375, 1.375] };
    expect(indexToWorld(grid, [0, 0, 0])).toEqual([-1.5, 1.25, 1.25]);
    const lines = [-3, -2, -1, 0, 1, 2, 3].flatMap((u) => [-3, -2, -1, 0, 1, 2, 3].map((v) => [u / 4, v / 4] as const));
    for (const axis of [0, 1, 2] as const) {
      for (const sign of [-1, 1]) {
        const filled = fillWinding(cutAt(cube({ side: 2 }), axis, 1, sign), grid, 0.5);
        const at = (along: number) =>
          lines.map(([u, v]) => {
            const place = [0, 0, 0];
            [place[axis], place[(axis + 1) % 3], place[(axis + 2) % 3]] = [sign * along, u, v];
            return filledAt(filled, grid, place as unknown as Triple);
          });
        expect(at(0.75)).toEqual(lines.map(() => 1));
        expect(at(1)).toEqual(lines.map(() => 1));
        expect(at(1.25)).toEqual(lines.map(() => 0));
      }
    }
  });

  it('caps half a ball about flat', () => {
    const half = cutAt(icosphere({ radius: 0.8, subdivisions: 4 }), 0, 0);
    const grid = around(48);
    const share =
      sum(fillWinding(half, grid, 0.5)) / sum(voxelize(icosphere({ radius: 0.8, subdivisions: 4 }), grid).data);
    // About a half: the row of triangles at the cut accounts for about 3 % of the ball.
    expect(share).toBeGreaterThan(0.47);
    expect(share).toBeLessThan(0.57);
    expect(pieces(fillWinding(half, grid, 0.5), grid, 1)).toHaveLength(1);
  });

  it('finds the same in a grid that cuts the mesh, in slabs of one voxel, and far from it', () => {
    const mesh = without(torus({ radius: 0.7, tube: 0.35, sides: 24, rings: 12 }), (face) => face % 5 === 0);
    const grid: Grid = { shape: [12, 16, 20], min: [-1.2, -0.5, -1.2], max: [1.2, 0.5, 1.2] };
    const whole = fillWinding(mesh, grid, 0.5);
    const winding = windingOnGrid(mesh, grid);
    const [dx, dy, dz] = voxelSize(grid);
    const compare = (shape: readonly [number, number, number], from: readonly [number, number, number]) => {
      const min = [
        grid.min[0] + from[1] * dx,
        grid.max[1] - (from[0] + shape[0]) * dy,
        grid.max[2] - (from[2] + shape[2]) * dz,
      ] as const;
      const max = [
        grid.min[0] + (from[1] + shape[1]) * dx,
        grid.max[1] - from[0] * dy,
        grid.max[2] - from[2] * dz,
      ] as const;
      const part = fillWinding(mesh, { shape, min, max }, 0.5);
      for (const [n, value] of part.entries()) {
        const [i, j, k] = [Math.floor(n / shape[1] / shape[2]), Math.floor(n / shape[2]) % shape[1], n % shape[2]];
        const at = ((from[0] + i) * 16 + from[1] + j) * 20 + from[2] + k;
        // Within the error of winding numbers, either value is correct.
        if (Math.abs(winding[at]! - 0.5) > 0.01) expect(value).toBe(whole[at]);
      }
    };
    for (let i = 0; i < 12; i++) compare([1, 16, 20], [i, 0, 0]);
    for (let j = 0; j < 16; j++) compare([12, 1, 20], [0, j, 0]);
    for (let k = 0; k < 20; k++) compare([12, 16, 1], [0, 0, k]);
    compare([5, 7, 6], [3, 4, 5]);
    compare([1, 1, 1], [6, 2, 10]);
    expect(sum(fillWinding(mesh, { shape: [4, 4, 4], min: [5, 5, 5], max: [6, 6, 6] }, 0.5))).toBe(0);
  });

  it('takes thresholds above 1 on both sides alike', () => {
    // Winding numbers are 3 inside one ball, and −2 inside a smaller one.
    const ball = icosphere({ radius: 0.5, centre: [-0.45, 0, 0] });
    const hollow = insideOut(icosphere({ radius: 0.3, centre: [0.5, 0, 0] }));
    const both = joined(joined(ball, joined(ball, ball)), joined(hollow, hollow));
    const count = (mesh: TriangleMesh, threshold: number) => sum(fillWinding(mesh, around(24), threshold));
    const [large, small] = [count(ball, 0.5), count(hollow, 0.5)];
    expect(count(both, 1.5)).toBe(large + small);
    expect(count(both, 2.5)).toBe(large);
  });

  it('unites pieces, keeps cavities, and fills a closed piece that is inside out', () => {
    const ball = icosphere({ radius: 0.5, subdivisions: 3 });
    const grid = around(32);
    const open = without(ball, (face) => face === 0);
    const shell = joined(
      without(icosphere({ radius: 0.9, subdivisions: 3 }), (face) => face === 7),
      insideOut(ball),
    );
    const hollow = fillWinding(shell, grid, 0.5);
    expect(hollow[(16 * 32 + 16) * 32 + 16]).toBe(0);
    expect(pieces(hollow, grid, 0)).toHaveLength(2);
    const beside = icosphere({ radius: 0.15, subdivisions: 2, centre: [0.8, 0.8, 0.8] });
    const pair = fillWinding(joined(open, insideOut(beside)), grid, 0.5);
    expect(pieces(pair, grid, 1)).toEqual([sum(fillWinding(open, grid, 0.5)), sum(voxelize(beside, grid).data)]);
  });

  it('copes with triangles turned at random, doubled, and without area', () => {
    const rng = random(7);
    const ball = icosphere({ radius: 0.8, subdivisions: 2 });
    const turned = { ...ball, indices: ball.indices.slice() };
    for (let f = 0; f < 320; f++) if (rng.uniform() < 0.05) turned.indices.subarray(3 * f, 3 * f + 3).reverse();
    const doubled = joined(
      ball,
      without(ball, (face) => face % 2 === 0),
    );
    const flat = { positions: Float32Array.of(0, 0, 0, 1, 0, 0, 2, 0, 0), indices: Uint32Array.of(0, 1, 2, 1, 1, 1) };
    for (const mesh of [turned, doubled, joined(ball, flat)]) {
      const winding = windingOnGrid(mesh, around(20));
      const filled = fillWinding(mesh, around(20), 0.5);
      for (const [at, w] of winding.entries()) {
        if (Math.abs(w - 0.5) > 0.01 && Math.abs(w + 0.75) > 0.01)
          expect(filled[at]).toBe(w >= 0.5 || w <= -0.75 ? 1 : 0);
      }
    }
    expect(sum(fillWinding(flat, around(4), 0.5))).toBe(0);
  });

  it('takes a vertex of 30,000 open edges, and coordinates of any size', () => {
    // A cone of which every second triangle is missing.
    const sides = 30_000;
    const positions = new Float32Array(3 * (sides + 2));
    positions.set([0, 0.9, 0, 0, -0.9, 0]);
    const indices: number[] = [];
    for (let s = 0; s < sides; s++) {
      const turn = (2 * Math.PI * s) / sides;
      positions.set([Math.cos(turn), 0, -Math.sin(turn)], 3 * (s + 2));
      if (s % 2 === 0) indices.push(0, s + 2, ((s + 1) % sides) + 2);
    }
    expect(sum(fillWinding({ positions, indices: Uint32Array.from(indices) }, around(6), 0.5))).toBeLessThan(216);
    const open = without(icosphere({ radius: 0.8, subdivisions: 2 }), (face) => face < 20);
    const filled = fillWinding(open, around(16), 0.5);
    for (const scale of [1e-30, 1e30]) {
      const scaled = { ...open, positions: open.positions.map((x) => x * scale) };
      const grid: Grid = { shape: [16, 16, 16], min: [-scale, -scale, -scale], max: [scale, scale, scale] };
      // Rounding to single precision may change voxels whose centre is within 1e-7 of the level surface.
      const other = fillWinding(scaled, grid, 0.5);
      expect(other.filter((value, at) => value !== filled[at]).length).toBeLessThan(3);
    }
  });
});

const meshes = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..', '..', 'shared', 'meshes');

/** Reads the vertices and faces of an `.obj` file, with polygons as fans. */
function read(name: string): TriangleMesh {
  const positions: number[] = [];
  const indices: number[] = [];
  for (const line of readFileSync(join(meshes, `${name}.obj`), 'utf8').split('\n')) {
    const [kind, ...words] = line.trim().split(/\s+/);
    if (kind === 'v') positions.push(...words.slice(0, 3).map(Number));
    if (kind !== 'f') continue;
    const corners = words.map((word) => Number.parseInt(word, 10) - 1);
    for (let n = 2; n < corners.length; n++) indices.push(corners[0]!, corners[n - 1]!, corners[n]!);
  }
  return { positions: Float32Array.from(positions), indices: Uint32Array.from(indices) };
}

describe('fillWinding on meshes from elsewhere (needs ../shared/meshes)', () => {
  const fitted = (mesh: TriangleMesh, n: number) => fitGrid(mesh, { shape: [n, n, n], margin: 0.05 });
  it.skipIf(!existsSync(meshes))('fills the cube without its bottom to the bottom', () => {
    const grid = { shape: [40, 40, 40], min: [-2, -2, -2], max: [2, 2, 2] } as const;
    const filled = fillWinding(read('cube_no_bottom'), grid, 0.5);
    expect(filled).toEqual(voxelize(cube({ side: 2 }), grid).data);
    expect(sum(filled)).toBe(20 ** 3);
  });

  it.skipIf(!existsSync(meshes))('fills the teapot of four open pieces: body, cover, spout and handle', () => {
    const mesh = read('teapot');
    const grid = fitted(mesh, 96);
    const filled = fillWinding(mesh, grid, 0.5);
    // One component inside and one outside: no fragments, no cavities.
    expect(pieces(filled, grid, 1)).toHaveLength(1);
    expect(pieces(filled, grid, 0)).toHaveLength(1);
    const inside = [[0, 0.5, 0], [0, 2.3, 0], [0, 3, 0], [2.2, 1, 0], [2.75, 2, 0], [-2.9, 1.8, 0], [1.5, 2.3, 0]] as const; // biome-ignore format: a list
    const outside = [[-2.2, 1.6, 0], [2.9, 2.7, 0], [2.6, 0.4, 0], [0.4, 2.9, 0], [0, 1, 2.2], [-3.3, 1, 0]] as const; // biome-ignore format: a list
    expect(inside.map((at) => filledAt(filled, grid, at))).toEqual(inside.map(() => 1));
    expect(outside.map((at) => filledAt(filled, grid, at))).toEqual(outside.map(() => 0));
    // With flat caps made by hand, the volume is 25.87 cubic units. Voxels are 0.07 units wide, and the level surface
    // bulges by less than a voxel.
    const side = voxelSize(grid)[0];
    expect(sum(filled) * side ** 3).toBeGreaterThan(25.6);
    expect(sum(filled) * side ** 3).toBeLessThan(26.1);
  });

  it.skipIf(!existsSync(meshes)).each(['suzanne', 'teapot', 'cube_no_bottom', 'fandisk', 'spot'])(
    'fills %s as every voxel by itself says, with nothing before or behind the surface',
    (name) => {
      const mesh = read(name);
      const grid = fitted(mesh, 48);
      const filled = fillWinding(mesh, grid, 0.5);
      const winding = windingNumber(mesh, { beta: 4 });
      for (let at = 0; at < filled.length; at += 7) {
        const index = [Math.floor(at / 48 ** 2), Math.floor(at / 48) % 48, at % 48] as const;
        const w = winding(...indexToWorld(grid, index));
        if (Math.abs(w - 0.5) > 0.01) expect(filled[at]).toBe(w >= 0.5 ? 1 : 0);
      }
      const surface = packed(surfaceVoxels(mesh, grid), grid.shape);
      for (const axis of [0, 1, 2] as const) {
        const [shade, rim] = [packed(filled, grid.shape), surface].map((volume) => silhouette(volume, { axis }).data);
        expect(shade!.every((value, at) => value <= rim![at]!)).toBe(true);
      }
    },
  );
});
