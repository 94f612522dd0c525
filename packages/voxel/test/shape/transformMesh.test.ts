// Tests translated, rotated, scaled and mirrored meshes, and random streams.
import { cube } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/core/random.js';
import { randomScale, scaleMesh, transformMesh } from '../../src/shape/transformMesh.js';
import { voxelize } from '../../src/solid/voxelize.js';

const grid = { shape: [16, 16, 16], min: [-4, -4, -4], max: [4, 4, 4] } as const;
const filled = (mesh: Parameters<typeof voxelize>[0]) =>
  voxelize(mesh, grid).data.reduce((sum, value) => sum + value, 0);

describe('transformMesh', () => {
  it('scales, moves and mirrors, and keeps the outside outside', () => {
    expect(filled(scaleMesh(cube({ side: 1 }), 4))).toBe(512);
    expect(filled(scaleMesh(cube({ side: 2 }), [1, 2, 3]))).toBe(4 * 8 * 12);
    const mirrored = transformMesh(cube({ side: 2 }), [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1]);
    const [a, b, c] = [0, 1, 2].map((corner) =>
      mirrored.positions.subarray(3 * mirrored.indices[corner]!, 3 * mirrored.indices[corner]! + 3),
    );
    const cross = (u: number[], v: number[]) => [
      u[1]! * v[2]! - u[2]! * v[1]!,
      u[2]! * v[0]! - u[0]! * v[2]!,
      u[0]! * v[1]! - u[1]! * v[0]!,
    ];
    const from = (p: Float32Array, q: Float32Array) => Array.from(p, (value, axis) => q[axis]! - value);
    const normal = cross(from(a!, b!), from(a!, c!));
    const outward = [0, 1, 2].map((axis) => (a![axis]! + b![axis]! + c![axis]!) / 3 - (axis === 0 ? 1 : 0));
    expect(normal.reduce((sum, value, axis) => sum + value * outward[axis]!, 0)).toBeGreaterThan(0);
  });

  it('turns normals as planes turn', () => {
    const mesh = {
      positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0),
      indices: Uint32Array.of(0, 1, 2),
      normals: Float32Array.of(0.6, 0, 0.8, 0.6, 0, 0.8, 0.6, 0, 0.8),
    };
    const { normals } = transformMesh(mesh, [2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    const length = Math.hypot(0.3, 0.8);
    expect([...normals!.subarray(0, 3)]).toEqual([0.3 / length, 0, 0.8 / length].map((n) => expect.closeTo(n, 6)));
  });

  it('refuses what is no affine matrix', () => {
    expect(() => transformMesh(cube({ side: 1 }), [1, 2, 3])).toThrow(/16 finite numbers/);
    expect(() => transformMesh(cube({ side: 1 }), new Array(16).fill(1))).toThrow(/affine/);
    expect(() => scaleMesh(cube({ side: 1 }), [1, 0, 1])).toThrow(/flatten/);
  });
});

describe('randomScale', () => {
  const mesh = cube({ side: 2, centre: [1, 2, 3] });
  const sideOf = (seed: number) => {
    const { positions } = randomScale(mesh, { rng: random(seed) });
    const middle = [0, 1, 2].map((axis) => (Math.min(...at(positions, axis)) + Math.max(...at(positions, axis))) / 2);
    for (const [axis, value] of [1, 2, 3].entries()) expect(middle[axis]).toBeCloseTo(value, 5);
    return Math.max(...at(positions, 0)) - Math.min(...at(positions, 0));
  };
  const at = (positions: Float32Array, axis: number) => Array.from(positions).filter((_, n) => n % 3 === axis);

  it('scales about the middle, by 0.85 to 1.15, the same for the same seed', () => {
    const sides = Array.from({ length: 200 }, (_, seed) => sideOf(seed));
    expect(Math.min(...sides)).toBeGreaterThanOrEqual(2 * 0.8499);
    expect(Math.max(...sides)).toBeLessThanOrEqual(2 * 1.1501);
    expect(Math.max(...sides) - Math.min(...sides)).toBeGreaterThan(0.5);
    expect(sideOf(5)).toBe(sideOf(5));
  });

  it('refuses ranges that are none', () => {
    expect(() => randomScale(mesh, { rng: random(1), range: [0, 1] })).toThrow(/range must be/);
    expect(() => randomScale(mesh, { rng: random(1), range: [1, 0.5] })).toThrow(/range must be/);
  });
});

describe('random', () => {
  it('repeats itself from a seed, and goes its own way from another', () => {
    const take = (seed: number) =>
      Array.from(
        { length: 5 },
        (() => {
          const rng = random(seed);
          return () => rng.uniform();
        })(),
      );
    expect(take(1)).toEqual(take(1));
    expect(take(1)).not.toEqual(take(2));
    expect(take(2 ** 40)).not.toEqual(take(0));
  });

  it('is uniform and normal to a hundredth', () => {
    const rng = random(3);
    const values = Array.from({ length: 40_000 }, () => rng.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.03);
    const counts = new Array(10).fill(0);
    for (let i = 0; i < 40_000; i++) counts[rng.integer(10)]++;
    expect(Math.max(...counts) / Math.min(...counts)).toBeLessThan(1.1);
  });

  it('forks by key alone, whatever was drawn before', () => {
    const [a, b] = [random(4), random(4)];
    a.uniform();
    expect(a.fork(7).uniform()).toBe(b.fork(7).uniform());
    expect(a.fork(7).uniform()).not.toBe(a.fork(8).uniform());
  });
});
