// Tests sampleSurface: points on the surface, in proportion to the area, the same on every machine.

import { box, close, cube, icosphere } from '@vrn/test-utils';
import { random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { sampleSurface } from '../../../src/index.js';

const mesh = box({ min: [0, 0, 0], max: [1, 2, 4] });

describe('sampleSurface', () => {
  it('places points in proportion to the area of each face, to within two points', () => {
    const { faces } = sampleSurface(mesh, 2800);
    const counts = Array.from({ length: 12 }, (_, face) => faces.filter((f) => f === face).length);
    // The total area is 28: each face perpendicular to x has 4, to y 2, to z 1.
    const shares = [400, 400, 400, 400, 200, 200, 200, 200, 100, 100, 100, 100];
    for (const [face, share] of shares.entries()) expect(Math.abs(counts[face]! - share)).toBeLessThan(2);
  });

  it('puts points on their faces, with the normal of the face', () => {
    const { points, normals, faces } = sampleSurface(mesh, 500);
    for (const [n, face] of faces.entries()) {
      const corners = [...mesh.indices.subarray(3 * face, 3 * face + 3)];
      const axis = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2][face]!;
      const plane = mesh.positions[3 * corners[0]! + axis]!;
      expect(points[3 * n + axis]).toBe(plane);
      expect([...normals.subarray(3 * n, 3 * n + 3)]).toEqual(
        [0, 1, 2].map((k) => (k === axis ? Math.sign(plane - 0.5) : 0)),
      );
      for (let k = 0; k < 3; k++) {
        expect(points[3 * n + k]).toBeGreaterThanOrEqual(0);
        expect(points[3 * n + k]).toBeLessThanOrEqual([1, 2, 4][k]!);
      }
    }
  });

  it('spreads points evenly within a face', () => {
    const triangle = { positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0), indices: Uint32Array.of(0, 1, 2) };
    const count = 40_000;
    const { points } = sampleSurface(triangle, count);
    // The midpoints of the sides divide the triangle into four equal areas. A count is binomial with a standard
    // deviation of √(n · ¼ · ¾) = 87; the tolerance is four times that.
    const quarters = [0, 0, 0, 0];
    for (let n = 0; n < count; n++) {
      const [x, y] = [points[3 * n]!, points[3 * n + 1]!];
      quarters[x > 0.5 ? 0 : y > 0.5 ? 1 : x + y < 0.5 ? 2 : 3]!++;
    }
    for (const quarter of quarters) expect(Math.abs(quarter - count / 4)).toBeLessThan(348);
  });

  it('ignores faces without area', () => {
    const { positions, indices } = cube({ side: 1 });
    const with0 = { positions, indices: Uint32Array.of(0, 0, 1, ...indices, 7, 7, 7) };
    const { faces } = sampleSurface(with0, 600);
    expect([Math.min(...faces), Math.max(...faces)]).toEqual([1, 12]);
  });

  it('gives the same points for the same seed on every machine', () => {
    const { points, faces } = sampleSurface(mesh, 3, { seed: 42 });
    expect([...faces]).toEqual(GOLDEN.faces);
    expect([...points]).toEqual(GOLDEN.points.flat());
    expect(sampleSurface(mesh, 50, { rng: random(9) })).toEqual(sampleSurface(mesh, 50, { seed: 9 }));
    expect(sampleSurface(mesh, 50, { seed: 9 })).not.toEqual(sampleSurface(mesh, 50, { seed: 10 }));
    expect(sampleSurface(mesh, 50)).toEqual(sampleSurface(mesh, 50, { seed: 0 }));
  });

  it('has the same centre of mass as the surface', () => {
    const { points } = sampleSurface(icosphere({ subdivisions: 3 }), 10_000);
    const mean = [0, 1, 2].map((k) => points.reduce((sum, x, n) => (n % 3 === k ? sum + x : sum), 0) / 10_000);
    // Each part of the area selects a face, about 0.15 wide, on which its point is random. The mean of 10,000 points
    // has a standard deviation of at most 0.15 / √10,000; the tolerance is three times that.
    close(mean, [0, 0, 0], 4.5e-3);
  });

  it('rejects invalid counts, seeds and meshes', () => {
    for (const count of [0, -1, 2.5, Number.NaN, 2 ** 25]) {
      expect(() => sampleSurface(mesh, count)).toThrow(
        `sampleSurface: count must be an integer from 1 to 2²⁴, got ${count}`,
      );
    }
    expect(() => sampleSurface(mesh, 1, { seed: 1.5 })).toThrow('sampleSurface: seed must be an integer, got 1.5');
    const flat = { positions: new Float32Array(9), indices: Uint32Array.of(0, 1, 2) };
    expect(() => sampleSurface(flat, 1)).toThrow('sampleSurface: mesh must have an area, got 1 faces without');
    expect(() => sampleSurface({ ...flat, indices: new Uint32Array() }, 1)).toThrow('mesh must have faces');
  });
});

/**
 * Result of `sampleSurface(mesh, 3, { seed: 42 })`. The function uses only +, −, ×, ÷ and √, which are rounded
 * equally on every machine.
 */
const GOLDEN = {
  faces: [1, 2, 10],
  points: [
    [0, 1.5202081203460693, 0.15728598833084106],
    [1, 1.7731853723526, 0.9267274737358093],
    [0.4264751076698303, 0.5822251439094543, 4],
  ],
};
