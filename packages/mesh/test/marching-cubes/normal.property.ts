// Tests the normals of marching cubes against the definition: the gradient of the samples, interpolated.
import { arbitraryVolume } from '@vrn/test-utils';
import { type Grid, random, type Triple, type View } from '@vrn/voxel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marchingCubes } from '../../src/marching-cubes/marchingCubes.js';

const SETTINGS = { seed: 20_261_202, numRuns: 100 };

/** Gradient at a sample along rows, columns and slices, per sample: central differences, one-sided at the border. */
function gradientAt({ data, shape, stride, offset }: View, sample: Triple): Triple {
  const value = (at: readonly number[]) => data[at.reduce((sum, n, axis) => sum + n * stride[axis]!, offset)]!;
  return [0, 1, 2].map((axis) => {
    const low = sample.map((n, other) => (other === axis ? Math.max(0, n - 1) : n));
    const high = sample.map((n, other) => (other === axis ? Math.min(shape[axis]! - 1, n + 1) : n));
    return (value(high) - value(low)) / Math.max(1, high[axis]! - low[axis]!);
  }) as unknown as Triple;
}

/**
 * The normal by definition at a place inside the volume, given by fractional row, column and slice, for voxels of the
 * lengths `sides` along x, y, z; undefined if the gradient is at most 10⁻³.
 */
function expected(volume: View, place: Triple, sides: Triple): Triple | undefined {
  const sum = [0, 0, 0];
  for (let corner = 0; corner < 8; corner++) {
    const sample = place.map((p, axis) => Math.floor(p) + ((corner >> axis) & 1)) as unknown as Triple;
    const share = place.reduce((product, p, axis) => product * (1 - Math.abs(p - sample[axis]!)), 1);
    if (share === 0) continue;
    for (const [axis, slope] of gradientAt(volume, sample).entries()) sum[axis]! += share * slope;
  }
  const [x, y, z] = [-sum[1]! / sides[0], sum[0]! / sides[1], sum[2]! / sides[2]];
  const length = Math.hypot(x, y, z);
  return length > 1e-3 ? [x / length, y / length, z / length] : undefined;
}

describe('normals of marchingCubes', () => {
  it('are opposite to the interpolated gradient, on edges and inside cells', () => {
    const rng = random(7);
    const length = fc.integer({ min: 2, max: 9 });
    fc.assert(
      fc.property(
        fc.tuple(length, length, length).chain((shape) => arbitraryVolume({ shape, kind: 'soft' })),
        fc.constantFrom('fast', 'exact'),
        (volume, topology) => {
          const shape = volume.shape as unknown as Triple;
          const sides = [rng.uniform(0.5, 2), rng.uniform(0.5, 2), rng.uniform(0.5, 2)] as const;
          const grid: Grid = {
            shape,
            min: [0, 0, 0],
            max: [shape[1] * sides[0], shape[0] * sides[1], shape[2] * sides[2]],
          };
          const { positions, normals } = marchingCubes(volume, { grid, topology, normals: true });
          for (let v = 0; v < positions.length; v += 3) {
            const [x, y, z] = positions.subarray(v, v + 3) as unknown as Triple;
            const place: Triple = [
              shape[0] - 0.5 - y / sides[1],
              x / sides[0] - 0.5,
              shape[2] - 0.5 - z / sides[2],
            ].map((p) => (Math.abs(p - Math.round(p)) < 1e-5 ? Math.round(p) : p)) as unknown as Triple;
            if (place.some((p, axis) => p < 0 || p > shape[axis]! - 1)) continue;
            const normal = expected(volume, place, sides);
            // Positions in single precision determine the place to 1e-6 of an edge, and the gradient is above 1e-3, so
            // normals are right to about 1e-3.
            for (let axis = 0; axis < 3 && normal !== undefined; axis++) {
              expect(Math.abs(normals![v + axis]! - normal[axis]!)).toBeLessThan(0.01);
            }
          }
        },
      ),
      SETTINGS,
    );
  });

  it('are those of the faces where the gradient is zero', () => {
    // Along slices 0, 1, 0, 1, …: central differences vanish, and so does the gradient in the middle of the volume.
    const stripes = new Float32Array(6 ** 3).map((_, at) => at & 1);
    const flat = marchingCubes({ data: stripes, shape: [6, 6, 6], stride: [36, 6, 1], offset: 0 }, { normals: true });
    for (let v = 0; v < flat.positions.length; v += 3) {
      expect(Math.hypot(...flat.normals!.subarray(v, v + 3))).toBeCloseTo(1, 6);
    }
  });
});
