// Tests the merging of vertices: equal ones, close ones, and those at the borders of search cells.
import { icosphere, torus } from '@vrn/test-utils';
import { random, type TriangleMesh } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { weld } from '../../src/edit/weld.js';
import { inspect } from '../../src/measure/inspect.js';
import { soup } from './soup.js';

/** Returns a mesh of points without faces, with vertex indices as colours. */
const points = (...list: number[][]): TriangleMesh => ({
  positions: Float32Array.from(list.flat()),
  indices: new Uint32Array(),
  colors: Float32Array.from(list.flat(), (_, i) => Math.floor(i / 3)),
});
const kept = (mesh: TriangleMesh) => Array.from({ length: mesh.positions.length / 3 }, (_, v) => mesh.colors![3 * v]);

describe('with a tolerance of 0', () => {
  it('merges a triangle soup in the order of first use', () => {
    const ball = icosphere({ radius: 1, subdivisions: 3 });
    const whole = weld(soup(ball));
    expect(inspect(whole)).toMatchObject({ closed: true, vertices: ball.positions.length / 3 });
    expect([...whole.indices.subarray(0, 3)]).toEqual([0, 1, 2]);
    expect(soup(whole)).toEqual(soup(ball));
  });

  it('treats −0 and 0 as equal, and no other numbers', () => {
    const mesh = points([0, 0, 0], [-0, 0, -0], [1e-45, 0, 0], [-1e-45, 0, 0], [1e38, 0, 0], [1e38, 0, 0]);
    expect(kept(weld(mesh))).toEqual([0, 2, 3, 4]);
  });

  it('removes normals and faces that lose a corner', () => {
    const { indices, normals, uvs } = weld({
      positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0),
      indices: Uint32Array.of(0, 1, 2, 1, 3, 2, 0, 3, 2),
      normals: new Float32Array(12).fill(1),
      uvs: Float32Array.of(0, 0, 1, 0, 0, 1, 9, 9),
    });
    expect([...indices]).toEqual([0, 1, 2, 0, 1, 2]);
    expect(normals).toBeUndefined();
    expect([...uvs!]).toEqual([0, 0, 1, 0, 0, 1]);
  });

  it('accepts an empty mesh, and views into larger buffers', () => {
    expect(weld(points()).positions).toHaveLength(0);
    const large = Float32Array.of(7, 7, 7, 1, 2, 3, 1, 2, 3);
    expect(weld({ positions: large.subarray(3), indices: new Uint32Array() }).positions).toEqual(large.subarray(6));
  });
});

describe('with a tolerance', () => {
  it.each([0.001, 0.1, 1, 7, 1e-30, 1e30])(
    'of %d merges two points at 0.9 times the tolerance at any position',
    (tolerance) => {
      const rng = random(4);
      for (let n = 0; n < 300; n++) {
        const place = [0, 1, 2].map(() => Math.fround(tolerance * rng.uniform(-9, 9)));
        const turn = [rng.normal(), rng.normal(), rng.normal()];
        const step = (0.9 * tolerance) / Math.hypot(...turn);
        const beside = place.map((x, axis) => x + step * turn[axis]!);
        const farther = place.map((x, axis) => x + 1.2 * step * turn[axis]!);
        expect(kept(weld(points(place, beside), { tolerance }))).toEqual([0]);
        expect(kept(weld(points(place, farther), { tolerance }))).toEqual([0, 1]);
      }
    },
  );

  it('leaves no two vertices within the tolerance, and moves no corner farther', () => {
    const ring = soup(torus({ radius: 1, tube: 0.3, sides: 60, rings: 30 }));
    const tolerance = 0.07;
    const done = weld(ring, { tolerance });
    const at = (v: number) => done.positions.subarray(3 * v, 3 * v + 3);
    const apart = (a: Float32Array, b: Float32Array) => Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!);
    const count = done.positions.length / 3;
    expect(count).toBeLessThan(1800);
    for (let a = 0; a < count; a++) for (let b = 0; b < a; b++) expect(apart(at(a), at(b))).toBeGreaterThan(tolerance);
    for (let v = 0; v < ring.positions.length; v += 3) {
      const from = ring.positions.subarray(v, v + 3);
      const nearest = Math.min(...Array.from({ length: count }, (_, k) => apart(from, at(k))));
      expect(nearest).toBeLessThanOrEqual(tolerance);
    }
  });

  it('does not collapse chains', () => {
    const chain = Array.from({ length: 10 }, (_, i) => [0.75 * i, 0, 0]);
    expect(kept(weld(points(...chain), { tolerance: 1 }))).toEqual([0, 2, 4, 6, 8]);
  });

  it('merges into the nearest vertex, the first of equal ones', () => {
    const mesh: TriangleMesh = {
      ...points([0, 0, 0], [1.5, 0, 0], [0.9, 0, 0], [0.75, 0, 0]),
      indices: Uint32Array.of(0, 2, 1, 0, 3, 1),
    };
    // Vertex 2 is merged into 1, and vertex 3, at equal distance from 0 and 1, into 0: no face is left.
    expect(weld(mesh, { tolerance: 1 })).toMatchObject({ indices: new Uint32Array() });
    expect(kept(weld(mesh, { tolerance: 1 }))).toEqual([0, 1]);
  });

  it('takes linear time for huge, distant coordinates', () => {
    // Cell numbers end in about 80 zero bits: with a hash of the last bits alone, every pair of vertices is compared.
    const rng = random(5);
    const positions = Float32Array.from({ length: 60_000 }, () => rng.uniform(-1e38, 1e38));
    const start = performance.now();
    const mesh = weld({ positions, indices: new Uint32Array() }, { tolerance: 1e-3 });
    expect(mesh.positions).toHaveLength(60_000);
    // The 200 million comparisons of all pairs would exceed the limit.
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('rejects a tolerance of %d', (tolerance) => {
  expect(() => weld(points([0, 0, 0]), { tolerance })).toThrow(expect.objectContaining({ code: 'bad-argument' }));
});

it('rejects colours whose number differs from the vertices', () => {
  const mesh = { ...points([0, 0, 0]), colors: new Float32Array(2) };
  expect(() => weld(mesh)).toThrow(expect.objectContaining({ code: 'bad-mesh' }));
  expect(() => weld(mesh)).toThrow(/colors must be 3 numbers per vertex, got 2 for 1 vertices/);
});
