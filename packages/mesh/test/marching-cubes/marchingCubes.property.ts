// Tests surfaces of all kinds of volumes: closed, indexed, without zero-area faces, with the expected volume.
import { arbitraryView, arbitraryVolume } from '@vrn/test-utils';
import { type Grid, packed, random, type Triple, type View } from '@vrn/voxel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MarchingCubesOptions, marchingCubes } from '../../src/marching-cubes/marchingCubes.js';
import { inspect } from '../../src/measure/inspect.js';
import { signedVolume } from '../../src/measure/measure.js';

const SETTINGS = { seed: 20_260_101, numRuns: 150 };
const topology = fc.constantFrom('fast', 'exact');

/** Checks the properties of every surface that is closed at the border. */
function expectSound(volume: View, options: MarchingCubesOptions): void {
  const mesh = marchingCubes(volume, options);
  if (mesh.indices.length === 0) return;
  const { eulerCharacteristic, ...found } = inspect(mesh);
  expect(found).toMatchObject({
    closed: true,
    openEdges: 0,
    nonManifoldEdges: 0,
    inconsistentEdges: 0,
    degenerateFaces: 0,
    unusedVertices: 0,
  });
  expect(Math.abs(eulerCharacteristic % 2)).toBe(0);
  expect(found.volume).toBeGreaterThan(0);
}

const lengths = (longest: number) => fc.integer({ min: 1, max: longest });
const noise = (value: fc.Arbitrary<number>, longest = 9): fc.Arbitrary<View> =>
  fc
    .tuple(lengths(longest), lengths(longest), fc.oneof(lengths(longest), fc.integer({ min: 29, max: 67 })))
    .chain((shape) => {
      const size = shape[0] * shape[1] * shape[2];
      return fc
        .array(value, { minLength: size, maxLength: size, size: 'max' })
        .map((data) => packed(Float32Array.from(data), shape));
    });

describe('marchingCubes gives a closed surface', () => {
  it('of noise', () => {
    const value = fc.float({ min: -1, max: 2, noNaN: true });
    fc.assert(
      fc.property(noise(value), topology, (volume, how) => expectSound(volume, { topology: how })),
      SETTINGS,
    );
  });

  it('of samples that equal the level, or nearly', () => {
    const value = fc.constantFrom(0, 0, 1, 2, 1 + 2 ** -23, 1 - 2 ** -24, 1e-30, 1e30);
    fc.assert(
      fc.property(noise(value, 6), topology, (volume, how) => expectSound(volume, { topology: how, level: 1 })),
      SETTINGS,
    );
  });

  it('of volumes one voxel thin, along any axis', () => {
    const shape = fc.constantFrom<Triple>([1, 7, 9], [7, 1, 9], [7, 9, 1], [1, 1, 40], [1, 1, 1], [1, 33, 1]);
    const volume = shape.chain((each) => arbitraryVolume({ shape: each, kind: 'soft' }));
    fc.assert(
      fc.property(volume, topology, (each, how) => expectSound(each, { topology: how })),
      SETTINGS,
    );
  });

  it('on grids of any proportions and position', () => {
    const side = fc.constantFrom(1e-3, 1, 50);
    const corner = fc.constantFrom(0, -3, 1e4);
    fc.assert(
      fc.property(arbitraryVolume({ kind: 'soft' }), side, side, side, corner, topology, (volume, x, y, z, at, how) => {
        const [rows, columns, slices] = volume.shape as [number, number, number];
        const grid: Grid = {
          shape: [rows, columns, slices],
          min: [at, at, at],
          // Voxels at 1e4 are at least 1 wide, which is a thousand steps of single precision.
          max: [
            at + columns * Math.max(x, at * 1e-4),
            at + rows * Math.max(y, at * 1e-4),
            at + slices * Math.max(z, at * 1e-4),
          ],
        };
        expectSound(volume, { grid, topology: how });
      }),
      SETTINGS,
    );
  });

  it('that does not depend on memory layout and array type', () => {
    fc.assert(
      fc.property(
        arbitraryVolume({ kind: 'soft' }).chain((volume) => fc.tuple(fc.constant(volume), arbitraryView(volume))),
        topology,
        ([volume, view], how) => {
          const expected = marchingCubes(volume, { topology: how });
          const given = { topology: how, normals: true } as const;
          expect(marchingCubes(view, { topology: how })).toEqual(expected);
          expect(marchingCubes({ ...view, data: Float64Array.from(view.data) }, given)).toEqual(
            marchingCubes(volume, given),
          );
        },
      ),
      SETTINGS,
    );
  });
});

/** Volume in which the trilinear interpolant is at least the level, in cells, estimated from `n`³ points per cell. */
function trilinearVolume(data: Float32Array, side: number, level: number, n: number): number {
  let inside = 0;
  const at = (i: number, j: number, k: number) => data[(i * side + j) * side + k]!;
  for (let i = 0; i + 1 < side; i++) {
    for (let j = 0; j + 1 < side; j++) {
      for (let k = 0; k + 1 < side; k++) {
        const c = [0, 1, 2, 3, 4, 5, 6, 7].map((m) => at(i + (m & 1), j + ((m >> 1) & 1), k + (m >> 2))) as number[];
        if (c.every((v) => v >= level)) inside += n ** 3;
        if (c.every((v) => v >= level) || c.every((v) => v < level)) continue;
        for (let m = 0; m < n ** 3; m++) {
          const [u, v, w] = [
            ((m % n) + 0.5) / n,
            ((Math.floor(m / n) % n) + 0.5) / n,
            (Math.floor(m / n / n) + 0.5) / n,
          ];
          const mix = (a: number, b: number, t: number) => a + (b - a) * t;
          const near = mix(mix(c[0]!, c[1]!, u), mix(c[2]!, c[3]!, u), v);
          const far = mix(mix(c[4]!, c[5]!, u), mix(c[6]!, c[7]!, u), v);
          if (mix(near, far, w) >= level) inside++;
        }
      }
    }
  }
  return inside / n ** 3;
}

describe('marchingCubes of a sphere', () => {
  it('has the volume of the trilinear interpolant to a percent, for any radius, position and level', () => {
    const rng = random(5);
    for (let run = 0; run < 12; run++) {
      const side = 24;
      const radius = rng.uniform(6, 9);
      const centre = [0, 1, 2].map(() => 11.5 + rng.uniform(-1, 1));
      const level = rng.uniform(0.2, 0.8);
      const data = Float32Array.from({ length: side ** 3 }, (_, at) => {
        const [i, j, k] = [Math.floor(at / side / side), Math.floor(at / side) % side, at % side];
        return 1 / (1 + Math.exp(Math.hypot(i - centre[0]!, j - centre[1]!, k - centre[2]!) - radius));
      });
      const volume = signedVolume(marchingCubes(packed(data, [side, side, side]), { level }));
      const expected = trilinearVolume(data, side, level, 6);
      expect(Math.abs(volume / expected - 1)).toBeLessThan(0.01);
    }
  });

  const n = 32;
  const grid: Grid = { shape: [n, n, n], min: [-1, -2, -1.5], max: [1, 2, 1.5] };
  const centreOf = (at: number): Triple => {
    const [i, j, k] = [Math.floor(at / n / n), Math.floor(at / n) % n, at % n];
    return [-1 + ((j + 0.5) * 2) / n, 2 - ((i + 0.5) * 4) / n, 1.5 - ((k + 0.5) * 3) / n];
  };
  const ball = packed(
    Float32Array.from({ length: n ** 3 }, (_, at) => 0.7 - Math.hypot(...centreOf(at))),
    [n, n, n],
  );

  it('computes the normals of the sphere from the gradient', () => {
    const { positions, normals } = marchingCubes(ball, { grid, level: 0, normals: true });
    for (let v = 0; v < positions.length; v += 3) {
      const radius = Math.hypot(positions[v]!, positions[v + 1]!, positions[v + 2]!);
      const dot = [0, 1, 2].reduce((sum, axis) => sum + (normals![v + axis]! * positions[v + axis]!) / radius, 0);
      // Central differences of a distance, with voxel sides of 0.09 to 0.18 times the radius: errors below 3°.
      expect(dot).toBeGreaterThan(Math.cos((3 * Math.PI) / 180));
    }
  });

  it('interpolates linear attributes exactly, for any layout', () => {
    const axis = (which: 0 | 1 | 2) => Float32Array.from({ length: n ** 3 }, (_, at) => centreOf(at)[which]);
    const all = Float32Array.from({ length: 3 * n ** 3 }, (_, at) => centreOf(Math.floor(at / 3))[at % 3]!);
    const place = { data: all, shape: [n, n, n, 3], stride: [3 * n * n, 3 * n, 3, 1], offset: 0 };
    const { positions, attributes } = marchingCubes(ball, {
      grid,
      level: 0,
      attributes: { height: packed(axis(1), [n, n, n]), place },
    });
    expect(attributes!.height).toHaveLength(positions.length / 3);
    for (let v = 0; v < positions.length; v += 3) {
      // Rounding to single precision at coordinates up to 2.
      expect(Math.abs(attributes!.height![v / 3]! - positions[v + 1]!)).toBeLessThan(1e-6);
      for (let c = 0; c < 3; c++) expect(Math.abs(attributes!.place![v + c]! - positions[v + c]!)).toBeLessThan(1e-6);
    }
  });

  it('has the normals of the walls and the values of the border where the volume closes it', () => {
    const full = packed(new Float32Array(27).fill(1), [3, 3, 3]);
    const { positions, normals, attributes } = marchingCubes(full, { normals: true, attributes: { full } });
    for (let v = 0; v < positions.length; v += 3) {
      const wall = [0, 1, 2].find((axis) => positions[v + axis] === 0 || positions[v + axis] === 3)!;
      expect(normals![v + wall]).toBe(positions[v + wall] === 0 ? -1 : 1);
    }
    expect(attributes!.full!.every((value) => value === 1)).toBe(true);
  });
});

describe('topology', () => {
  it('of alternating corners follows the interpolant if exact', () => {
    // Two inside corners on a diagonal of a face are connected if their product is at least that of the other two.
    const pair = (inside: number, outside: number) =>
      packed(Float32Array.of(inside, outside, outside, inside), [1, 2, 2]);
    const pieces = (volume: View, how: 'fast' | 'exact') =>
      inspect(marchingCubes(volume, { level: 0, topology: how })).components;
    expect(pieces(pair(2, -1), 'exact')).toBe(1);
    expect(pieces(pair(1, -2), 'exact')).toBe(2);
    expect(pieces(pair(2, -1), 'fast')).toBe(2);
  });
});
