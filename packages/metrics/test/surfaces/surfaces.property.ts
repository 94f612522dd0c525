// Tests properties of all point sets and meshes: agreement with brute force, symmetry, distance 0 between equal meshes,
// and agreement of the measures with each other.

import { arbitraryClosedMesh, close } from '@vrn/test-utils';
import type { TriangleMesh } from '@vrn/voxel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chamfer,
  type FScore,
  fScore,
  hausdorff,
  normalConsistency,
  pointToSurface,
  type Surface,
  sampleSurface,
} from '../../src/index.js';
import { naiveChamfer, naiveFaceDistances, naiveHausdorff, naiveSquared, pointsOf } from './naiveSurfaces.js';

const SEED = 20180904;

const coordinate = fc.oneof(
  fc.float({ min: -1, max: 1, noNaN: true }),
  fc.integer({ min: -2, max: 2 }), // duplicates, ties, points in a line or plane
  fc.float({ noNaN: true, noDefaultInfinity: true }), // up to 3.4e38
);

/** Sets of 1 to 120 points, so that trees have several levels. */
const points = fc
  .tuple(fc.integer({ min: 1, max: 120 }), fc.infiniteStream(coordinate), fc.constantFrom('free', 'line', 'one'))
  .map(([count, stream, kind]) => {
    const first = [...stream.take(3)];
    const values = Float32Array.from([...first, ...stream.take(3 * count - 3)]);
    return values.map((value, n) => (kind === 'one' || (kind === 'line' && n % 3 > 0) ? first[n % 3]! : value));
  });

/** Triangles that share corners at random, among them crossing and folded ones, needles, segments and points. */
const soup: fc.Arbitrary<TriangleMesh> = fc
  .tuple(
    fc.array(fc.oneof(fc.float({ min: -1, max: 1, noNaN: true }), fc.integer({ min: -2, max: 2 })), {
      minLength: 12,
      maxLength: 60,
    }),
    fc.array(fc.nat(1000), { minLength: 3, maxLength: 120 }),
  )
  .map(([values, corners]) => {
    const vertices = Math.floor(values.length / 3);
    return {
      positions: Float32Array.from(values.slice(0, 3 * vertices)),
      indices: Uint32Array.from(corners.slice(0, corners.length - (corners.length % 3)), (c) => c % vertices),
    };
  });

describe('point sets, against all pairs', () => {
  it('chamfer is the same number, to the last bit', () => {
    fc.assert(
      fc.property(points, points, fc.boolean(), (a, b, squared) => {
        expect(chamfer(a, b, { squared })).toBe(naiveChamfer(a, b, squared));
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('so is each direction', () => {
    fc.assert(
      fc.property(points, points, (a, b) => {
        const sum = naiveSquared(a, b).reduce((total, value) => total + value, 0);
        expect(chamfer(a, b, { squared: true, reduce: 'sum', direction: 'forward' })).toBe(sum);
        expect(chamfer(b, a, { squared: true, reduce: 'sum', direction: 'backward' })).toBe(sum);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it('so is hausdorff', () => {
    fc.assert(
      fc.property(points, points, (a, b) => {
        expect(hausdorff(a, b)).toBe(naiveHausdorff(a, b));
        const least = Math.sqrt(Math.max(Math.min(...naiveSquared(a, b)), Math.min(...naiveSquared(b, a))));
        expect(hausdorff(a, b, { percentile: 0 })).toBe(least);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it('so is fScore', () => {
    fc.assert(
      fc.property(points, points, fc.float({ min: 2 ** -10, max: 4, noNaN: true }), (a, b, threshold) => {
        const part = (list: readonly number[]) =>
          list.filter((squared) => Math.sqrt(squared) < threshold).length / list.length;
        expect(fScore(a, b, { threshold })).toMatchObject({
          precision: part(naiveSquared(a, b)),
          recall: part(naiveSquared(b, a)),
        } satisfies Partial<FScore>);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });
});

describe('pointToSurface, against all faces', () => {
  const near = fc.array(fc.oneof(fc.float({ min: -3, max: 3, noNaN: true }), fc.integer({ min: -2, max: 2 })), {
    minLength: 3,
    maxLength: 60,
  });

  it('finds the distance, a face at that distance, and the place', () => {
    fc.assert(
      fc.property(near, soup, (values, mesh) => {
        const asked = Float32Array.from(values.slice(0, values.length - (values.length % 3)));
        const { distances, faces, points: found } = pointToSurface(asked, mesh);
        for (const [n, p] of pointsOf(asked).entries()) {
          const all = naiveFaceDistances(p, mesh);
          // Lengths are up to 10, and a face thinner than 1e-8 of its length is treated as two of its edges.
          close(distances[n]!, Math.min(...all), 1e-7);
          close(all[faces[n]!]!, distances[n]!, 1e-7);
          const q = pointsOf(found)[n]!;
          // The found coordinates, at most 2, are rounded to single precision.
          close(Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]), distances[n]!, 1e-6);
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('is 0 at every vertex that a face uses', () => {
    fc.assert(
      fc.property(soup, (mesh) => {
        const used = Float32Array.from([...mesh.indices].flatMap((v) => [...mesh.positions.slice(3 * v, 3 * v + 3)]));
        expect(pointToSurface(used, mesh).distances.every((distance) => distance === 0)).toBe(true);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it('is 0, up to rounding, on what was sampled', () => {
    fc.assert(
      fc.property(arbitraryClosedMesh(), (mesh) => {
        const { points: asked } = sampleSurface(mesh, 50);
        // Half a unit in the last place of single precision for coordinates up to 4, on each axis.
        expect(Math.max(...pointToSurface(asked, mesh).distances)).toBeLessThan(4e-7);
      }),
      { seed: SEED, numRuns: 50 },
    );
  });
});

const few = { samples: 300 } as const;

describe('meshes', () => {
  it('are at distance 0 from themselves, exactly, whatever they are like', () => {
    const some = fc.oneof(
      arbitraryClosedMesh(),
      soup.filter((mesh) => naiveTwiceArea(mesh) > 0),
    );
    fc.assert(
      fc.property(some, fc.constantFrom(1e-30, 1, 1e30), (mesh, size) => {
        const scaled = { ...mesh, positions: mesh.positions.map((x) => x * size) };
        if (naiveTwiceArea(scaled) === 0) return;
        const copy = { positions: scaled.positions.slice(), indices: scaled.indices.slice() };
        expect(chamfer(scaled, copy, few)).toBe(0);
        expect(hausdorff(scaled, copy, few)).toBe(0);
        expect(hausdorff(scaled, copy, { ...few, percentile: 50 })).toBe(0);
        expect(fScore(scaled, copy, { ...few, threshold: 1e-40 })).toEqual({ fScore: 1, precision: 1, recall: 1 });
        expect(normalConsistency(scaled, copy, few)).toBe(1);
        expect(normalConsistency(scaled, copy, { ...few, absolute: false })).toBe(1);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it('stay at distance 0 when their faces are told in another order', () => {
    fc.assert(
      fc.property(arbitraryClosedMesh(), (mesh) => {
        const indices = mesh.indices.map((_, n) => {
          const face = mesh.indices.length / 3 - 1 - Math.floor(n / 3);
          return mesh.indices[3 * face + ((n + 1) % 3)]!;
        });
        const other = { positions: mesh.positions, indices };
        expect(chamfer(mesh, other, few)).toBe(0);
        expect(hausdorff(mesh, other, few)).toBe(0);
      }),
      { seed: SEED, numRuns: 50 },
    );
  });

  it('do not mind which is first', () => {
    fc.assert(
      fc.property(arbitraryClosedMesh(), arbitraryClosedMesh(), (a, b) => {
        expect(chamfer(a, b, few)).toBe(chamfer(b, a, few));
        expect(hausdorff(a, b, few)).toBe(hausdorff(b, a, few));
        expect(normalConsistency(a, b, few)).toBe(normalConsistency(b, a, few));
        const [one, other] = [fScore(a, b, { ...few, threshold: 0.1 }), fScore(b, a, { ...few, threshold: 0.1 })];
        expect([one.fScore, one.precision, one.recall]).toEqual([other.fScore, other.recall, other.precision]);
      }),
      { seed: SEED, numRuns: 30 },
    );
  });

  it('are told from point sets by every measure alike', () => {
    fc.assert(
      fc.property(arbitraryClosedMesh(), points, (mesh, cloud) => {
        const surfaces: [Surface, Surface] = [mesh, cloud];
        const distances = pointToSurface(cloud, mesh).distances;
        const mean = distances.reduce((sum, d) => sum + d, 0) / distances.length;
        // Rounding of sums of up to 120 distances, and of square roots.
        close(chamfer(...surfaces, { ...few, direction: 'backward' }), mean, { relative: 1e-13 });
        expect(hausdorff(...surfaces, { ...few, direction: 'backward' })).toBe(Math.max(...distances));
      }),
      { seed: SEED, numRuns: 50 },
    );
  });
});

/** Returns twice the area, in double precision. */
function naiveTwiceArea({ positions, indices }: TriangleMesh): number {
  const corners = pointsOf(positions);
  return pointsOf(indices).reduce((sum, [a, b, c]) => {
    const [p, q, r] = [corners[a]!, corners[b]!, corners[c]!];
    const [u, v] = [[0, 1, 2].map((n) => q[n]! - p[n]!), [0, 1, 2].map((n) => r[n]! - p[n]!)];
    const area = (i: number, j: number) => u[i]! * v[j]! - u[j]! * v[i]!;
    return sum + Math.sqrt(area(1, 2) ** 2 + area(2, 0) ** 2 + area(0, 1) ** 2);
  }, 0);
}
