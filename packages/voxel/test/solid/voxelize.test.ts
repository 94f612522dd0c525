// Tests voxelize on solids with exactly known results and on degenerate meshes.
import {
  box,
  cube,
  degenerateMeshes,
  degeneratePartitions,
  icosphere,
  insideOut,
  picture,
  torus,
} from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import type { Grid } from '../../src/core/grid.js';
import type { TriangleMesh } from '../../src/core/triangleMesh.js';
import { packed, type View } from '../../src/core/volume.js';
import { silhouette } from '../../src/shape/silhouette.js';
import { voxelize } from '../../src/solid/voxelize.js';

const sum = ({ data }: View): number => Array.from(data).reduce((total, value) => total + value, 0);
const around = (n: number): Grid => ({ shape: [n, n, n], min: [-1, -1, -1], max: [1, 1, 1] });

/** Concatenates two meshes. */
const both = (a: TriangleMesh, b: TriangleMesh): TriangleMesh => ({
  positions: Float32Array.from([...a.positions, ...b.positions]),
  indices: Uint32Array.from([...a.indices, ...Array.from(b.indices, (v) => v + a.positions.length / 3)]),
});

/** Extrudes a flat, counter-clockwise outline along an axis, and translates the result by `shift` along all axes. */
function prism(
  outline: readonly (readonly [number, number])[],
  length: number,
  axis: number,
  shift: number,
): TriangleMesh {
  const n = outline.length;
  const positions = new Float32Array(6 * n);
  for (let v = 0; v < 2 * n; v++) {
    const [u, w] = outline[v % n]!;
    positions[3 * v + ((axis + 1) % 3)] = u + shift;
    positions[3 * v + ((axis + 2) % 3)] = w + shift;
    positions[3 * v + axis] = (v < n ? 0 : length) + shift;
  }
  const faces: number[] = [];
  for (let v = 0; v < n; v++) {
    const next = (v + 1) % n;
    faces.push(v, next, n + next, v, n + next, n + v);
    if (v > 0 && next > 0) faces.push(0, next, v, n, n + v, n + next);
  }
  return { positions, indices: Uint32Array.from(faces) };
}

describe('voxelize', () => {
  it('fills half of a box by a cube of half its side', () => {
    expect(sum(voxelize(cube({ side: 1 }), around(8)))).toBe(64);
    expect(sum(voxelize(cube({ side: 1 }), around(128)))).toBe(262_144);
  });

  it.each([
    ['between sample points', 32],
    ['with faces, edges and corners on sample points', 32.5],
  ])('fills a cube of side 64 in an index grid of 128³ by 262,144 voxels: %s', (_, low) => {
    const grid: Grid = { shape: [128, 128, 128], min: [0, 0, 0], max: [128, 128, 128] };
    const whole = voxelize(box({ min: [low, low, low], max: [low + 64, low + 64, low + 64] }), grid).data;
    expect(whole.reduce((total, value) => total + value, 0)).toBe(262_144);
    // Two parts of a square, separated by a line parallel to a side, on or between sample points, or by a diagonal.
    const square = [[0, 0], [64, 0], [64, 64], [0, 64]] as const; // biome-ignore format: corners
    const halves: (readonly (readonly [number, number])[])[][] = [
      ...[32, 31.5, 17].map((cut) => [
        [[0, 0], [cut, 0], [cut, 64], [0, 64]] as const,
        [[cut, 0], [64, 0], [64, 64], [cut, 64]] as const,
      ]), // biome-ignore format: corners
      [
        [square[0], square[1], square[2]],
        [square[0], square[2], square[3]],
      ],
      [
        [square[0], square[1], square[3]],
        [square[1], square[2], square[3]],
      ],
    ];
    for (const axis of [0, 1, 2]) {
      for (const pair of halves) {
        const [one, other] = pair.map((outline) => voxelize(prism(outline, 64, axis, low), grid).data) as [
          Uint8Array,
          Uint8Array,
        ];
        expect(one.some((value) => value === 1) && other.some((value) => value === 1)).toBe(true);
        expect(one.every((value, at) => value + other[at]! === whole[at])).toBe(true);
      }
    }
  });

  it.each(degenerateMeshes())('$name', ({ mesh, grid, voxels }) => {
    expect(sum(voxelize(mesh, grid))).toBe(voxels);
    expect(sum(voxelize(mesh, grid, { rule: 'parity' }))).toBe(voxels);
    expect(sum(voxelize(insideOut(mesh), grid))).toBe(voxels);
  });

  it.each(degeneratePartitions())('$name: no gap, no overlap', ({ parts, grid, voxels }) => {
    const volumes = parts.map((part) => voxelize(part, grid).data);
    const counts = Array.from(volumes[0]!, (_, at) => volumes.reduce((total, data) => total + data[at]!, 0));
    expect(Math.max(...counts)).toBeLessThanOrEqual(1);
    expect(counts.reduce((total, n) => total + n, 0)).toBe(voxels);
  });

  it('is right side up: rows from the top, columns from the left, slices from the front', () => {
    const arm = cube({ side: 0.4, centre: [0.6, 0.6, 0.6] });
    const volume = voxelize(both(cube({ side: 0.4, centre: [-0.6, -0.6, -0.6] }), arm), around(5));
    expect(picture(silhouette(volume))).toEqual(['....#', '.....', '.....', '.....', '#....']);
    expect(volume.get(0, 4, 0)).toBe(1);
    expect(volume.get(4, 0, 4)).toBe(1);
  });

  it('unites what overlaps by nonzero, and cuts it out by parity', () => {
    const pair = both(cube({ side: 1, centre: [-0.25, 0, 0] }), cube({ side: 1, centre: [0.25, 0, 0] }));
    expect(sum(voxelize(pair, around(8)))).toBe(96);
    expect(sum(voxelize(pair, around(8), { rule: 'parity' }))).toBe(64);
  });

  it('takes grids and voxels of any proportion', () => {
    const grid = { shape: [16, 8, 32], min: [-2, -1, -1], max: [2, 1, 1] } as const;
    expect(sum(voxelize(cube({ side: 1 }), grid))).toBe(8 * 2 * 16);
  });

  it('holds the volume of round solids to a percent', () => {
    const ball = icosphere({ radius: 0.8, subdivisions: 4 });
    expect(sum(voxelize(ball, around(96))) * (2 / 96) ** 3).toBeCloseTo(ball.volume, 2);
    const ring = torus({ radius: 0.6, tube: 0.25 });
    expect(sum(voxelize(ring, around(96))) * (2 / 96) ** 3).toBeCloseTo(ring.volume, 2);
  });

  it('writes into what it is given, whatever its strides', () => {
    const data = new Uint8Array(2 * 512).fill(7);
    const out = { data, shape: [8, 8, 8], stride: [2, 16, 128], offset: 1 };
    expect(voxelize(cube({ side: 1 }), around(8), { out })).toBe(out);
    expect(data.filter((_, at) => at % 2 === 0).every((value) => value === 7)).toBe(true);
    expect(data.filter((_, at) => at % 2 === 1).reduce((total, value) => total + value, 0)).toBe(64);
  });

  it.each([
    [
      'NaN in a position',
      { positions: Float32Array.of(0, 0, Number.NaN), indices: Uint32Array.of(0, 0, 0) },
      'bad-mesh',
    ],
    ['no faces', { positions: new Float32Array(9), indices: new Uint32Array() }, 'bad-mesh'],
    ['an index out of range', { positions: new Float32Array(9), indices: Uint32Array.of(0, 1, 3) }, 'bad-mesh'],
  ] as const)('refuses %s', (_, mesh, code) => {
    expect(() => voxelize(mesh, around(4))).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(/^voxelize: mesh /) }),
    );
  });

  it('refuses grids, rules and outputs that are none', () => {
    const mesh = cube({ side: 1 });
    const call =
      (grid: unknown, options = {}) =>
      () =>
        voxelize(mesh, grid as Grid, options);
    expect(call({ shape: [0, 1, 1], min: [0, 0, 0], max: [1, 1, 1] })).toThrow(/shape must be three positive integers/);
    expect(call({ shape: [1, 1, 1], min: [0, 0, 0], max: [1, 0, 1] })).toThrow(/min < max/);
    expect(call(around(4), { rule: 'even' })).toThrow(/rule must be/);
    expect(call(around(4), { out: packed(new Uint8Array(8), [2, 2, 2]) })).toThrow(/out must have the grid's shape/);
  });
});
