// Tests the voxels that a surface touches against a separating-axis test of every voxel, which is exact for triangles
// and voxels with integer coordinates.
import { cube, icosphere, torus } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import type { Grid, Triple } from '../../src/core/grid.js';
import { type Random, random } from '../../src/core/random.js';
import type { TriangleMesh } from '../../src/core/triangleMesh.js';
import { surfaceVoxels } from '../../src/solid/surfaceVoxels.js';

const AXES: readonly Triple[] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]; // biome-ignore format: a table
const minus = (a: Triple, b: Triple): Triple => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const cross = (a: Triple, b: Triple): Triple => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/**
 * Returns the thirteen possible separating axes of a box and a triangle, not normalised and without those of length 0,
 * each with the range of the triangle's projection.
 */
function axesOf(triangle: readonly Triple[]) {
  const [a, b, c] = triangle as [Triple, Triple, Triple];
  const edges = [minus(b, a), minus(c, b), minus(a, c)];
  return [...AXES, cross(edges[0]!, edges[1]!), ...edges.flatMap((e) => AXES.map((axis) => cross(axis, e)))]
    .map((n) => ({ n, length: Math.hypot(...n), on: triangle.map((p) => dot(p, n)) }))
    .filter(({ length }) => length > 0)
    .map(({ n, length, on }) => ({ n, length, from: Math.min(...on), to: Math.max(...on) }));
}

/**
 * Returns the largest gap along the axes between a box and a triangle, in world units: negative if they overlap, 0 if
 * they only touch. Its sign is exact for integer coordinates below some thousands.
 */
function gap(axes: ReturnType<typeof axesOf>, low: Triple, high: Triple): number {
  let widest = Number.NEGATIVE_INFINITY;
  for (const { n, length, from, to } of axes) {
    let [least, most] = [0, 0];
    for (let axis = 0; axis < 3; axis++) {
      const [p, q] = [n[axis]! * low[axis]!, n[axis]! * high[axis]!];
      least += Math.min(p, q);
      most += Math.max(p, q);
    }
    widest = Math.max(widest, (least - to) / length, (from - most) / length);
  }
  return widest;
}

/**
 * Returns the gap of every voxel to its nearest triangle, slices fastest. Voxel borders are exact if the borders of the
 * grid and the sides of voxels are integers.
 */
function gaps({ positions, indices }: TriangleMesh, { shape, min, max }: Grid): Float64Array {
  const [rows, columns, slices] = shape;
  const out = new Float64Array(rows * columns * slices).fill(Number.POSITIVE_INFINITY);
  const border = (axis: number, n: number, of: number) => min[axis]! + ((max[axis]! - min[axis]!) * n) / of;
  for (let f = 0; f < indices.length; f += 3) {
    const triangle = [0, 1, 2].map((corner): Triple => {
      const v = 3 * indices[f + corner]!;
      return [positions[v]!, positions[v + 1]!, positions[v + 2]!];
    });
    const axes = axesOf(triangle);
    for (let i = 0, at = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        for (let k = 0; k < slices; k++, at++) {
          const low: Triple = [border(0, j, columns), border(1, rows - 1 - i, rows), border(2, slices - 1 - k, slices)];
          const high: Triple = [border(0, j + 1, columns), border(1, rows - i, rows), border(2, slices - k, slices)];
          out[at] = Math.min(out[at]!, gap(axes, low, high));
        }
      }
    }
  }
  return out;
}

/** Creates triangles that share no vertices. */
const triangles = (count: number, coordinate: () => number): TriangleMesh => ({
  positions: Float32Array.from({ length: 9 * count }, coordinate),
  indices: Uint32Array.from({ length: 3 * count }, (_, n) => n),
});

const shapeOf = (rng: Random, longest: number): Triple => [
  1 + rng.integer(longest),
  1 + rng.integer(longest),
  1 + rng.integer(longest),
];

describe('surfaceVoxels', () => {
  it('marks exactly what whole-numbered triangles, segments and points touch, borders included', () => {
    const rng = random(2001);
    let touching = 0;
    for (let run = 0; run < 1500; run++) {
      const shape = shapeOf(rng, 6);
      // Voxels have side 2: borders and centres are integers, so most triangles touch some voxel only at its border.
      const grid: Grid = { shape, min: [-2, -4, 0], max: [2 * shape[1] - 2, 2 * shape[0] - 4, 2 * shape[2]] };
      const reach = run % 3 === 0 ? 4 : run % 3 === 1 ? 14 : 60;
      const mesh = triangles(1, () => rng.integer(reach) - Math.floor(reach / 3));
      // In a quarter of the runs the triangle is a segment, in some of these a point.
      if (run % 4 === 0) mesh.positions.copyWithin(6, 0, 3);
      if (run % 16 === 0) mesh.positions.copyWithin(3, 0, 3);
      const apart = gaps(mesh, grid);
      expect(surfaceVoxels(mesh, grid), `run ${run}`).toEqual(Uint8Array.from(apart, (d) => (d <= 0 ? 1 : 0)));
      touching += apart.filter((d) => d === 0).length;
    }
    // Ensures that many voxels are touched only at their border.
    expect(touching).toBeGreaterThan(1500);
  });

  it('misses none of random triangles, and adds none that is further off than rounding', () => {
    const rng = random(2010);
    const wrong: (readonly [run: number, voxel: number])[] = [];
    for (let run = 0; run < 1000; run++) {
      const min: Triple = [rng.uniform(-3, 1), rng.uniform(-3, 1), rng.uniform(-3, 1)];
      const side = () => 10 ** rng.uniform(-1, 1);
      const grid: Grid = { shape: shapeOf(rng, 6), min, max: [min[0] + side(), min[1] + side(), min[2] + side()] };
      const size = 10 ** rng.uniform(-1.5, 1);
      const mesh = triangles(1, () => size * rng.normal() - 1);
      if (run % 5 === 0) mesh.positions.copyWithin(6, 0, 3);
      const apart = gaps(mesh, grid);
      for (const [at, marked] of surfaceVoxels(mesh, grid).entries()) {
        // Rounding of coordinates of up to 30 voxel sides, here and in the oracle.
        if (Math.abs(apart[at]!) > 1e-11 && marked !== (apart[at]! < 0 ? 1 : 0)) wrong.push([run, at]);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('marks what one triangle after another would', () => {
    const mesh = torus({ radius: 0.6, tube: 0.3, sides: 20, rings: 10 });
    const grid: Grid = { shape: [14, 11, 9], min: [-1, -0.5, -1], max: [1, 0.5, 0.7] };
    const apart = gaps(mesh, grid);
    for (const [at, marked] of surfaceVoxels(mesh, grid).entries()) {
      if (Math.abs(apart[at]!) > 1e-12) expect(marked).toBe(apart[at]! < 0 ? 1 : 0);
    }
  });

  it('marks both sides of a face between voxels, and one where it is within', () => {
    const grid: Grid = { shape: [8, 8, 8], min: [-1, -1, -1], max: [1, 1, 1] };
    const count = (side: number) => surfaceVoxels(cube({ side }), grid).reduce((sum, value) => sum + value, 0);
    // Faces at ±½ are voxel borders: both adjacent layers are marked, 6³ minus the 2³ voxels deeper inside.
    expect(count(1)).toBe(6 ** 3 - 2 ** 3);
    // Faces at ±0.6 are inside the third voxel from the middle.
    expect(count(1.2)).toBe(6 ** 3 - 4 ** 3);
    expect(count(2)).toBe(8 ** 3 - 6 ** 3);
    expect(count(4)).toBe(0);
  });

  it('encloses: no path by voxels leads out of a closed surface', () => {
    const n = 40;
    const grid: Grid = { shape: [n, n, n], min: [-1, -1, -1], max: [1, 1, 1] };
    const marked = surfaceVoxels(icosphere({ radius: 0.8, subdivisions: 4 }), grid);
    const left = [(n / 2) * (n * n + n + 1)];
    while (left.length > 0) {
      const at = left.pop()!;
      if (marked[at] !== 0) continue;
      marked[at] = 2;
      expect([Math.floor(at / n / n), Math.floor(at / n) % n, at % n].every((i) => i > 0 && i < n - 1)).toBe(true);
      left.push(at - 1, at + 1, at - n, at + n, at - n * n, at + n * n);
    }
  });

  it('takes triangles larger than the grid by far, and none near it', () => {
    const grid: Grid = { shape: [5, 6, 7], min: [0, 0, 0], max: [6, 5, 7] };
    const plane = (z: number, far: number): TriangleMesh => ({
      positions: Float32Array.of(-far, -far, z, far, -far, z, 0, far, z),
      indices: Uint32Array.of(0, 1, 2),
    });
    for (const far of [1e2, 1e6, 1e12]) {
      const marked = surfaceVoxels(plane(2.5, far), grid);
      expect(
        Array.from(marked, (_, at) => at % 7).filter((k, at) => marked[at] === 1 && k !== 4 && far < 1e12),
      ).toEqual([]);
      expect(Array.from({ length: 30 }, (_, n) => marked[7 * n + 4]).every((value) => value === 1)).toBe(true);
    }
    expect(surfaceVoxels(plane(9, 100), grid).every((value) => value === 0)).toBe(true);
    const none = { positions: new Float32Array(), indices: new Uint32Array() };
    expect(surfaceVoxels(none, grid).every((value) => value === 0)).toBe(true);
  });
});
