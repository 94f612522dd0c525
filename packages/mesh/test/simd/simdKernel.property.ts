// Tests that the kernel in WebAssembly gives the same results as the code in TypeScript, to the bit, for all inputs.
import { restride } from '@vrn/test-utils';
import { type Grid, packed, random, type Triple, type View } from '@vrn/voxel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SCANS } from '../../src/files/scans.js';
import { type MarchingCubesOptions, marchingCubes } from '../../src/marching-cubes/marchingCubes.js';
import { simdKernel } from '../../src/simd/simdKernel.js';

const SETTINGS = { seed: 20_261_203, numRuns: 400 };
const kernel = simdKernel();

/** The bytes of all arrays of a surface, or the error. */
function outcome(volume: View, options: MarchingCubesOptions): Record<string, unknown> {
  const bytes = (array: Float32Array | Uint32Array | undefined) =>
    array === undefined ? undefined : Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('hex');
  try {
    const { positions, indices, normals } = marchingCubes(volume, options);
    return { positions: bytes(positions), indices: bytes(indices), normals: bytes(normals) };
  } catch (error) {
    return { code: (error as { code?: string }).code, message: (error as Error).message };
  }
}

const side = (longest: number) => fc.integer({ min: 1, max: longest });
const shapes = fc.tuple(side(7), side(7), fc.oneof(side(7), fc.integer({ min: 29, max: 67 })));
const levels = fc.oneof(
  fc.constantFrom(0.5, 0, -0, 1, -0.3, 2 ** -149, 1e-60, -1e-60, 1e39, -1e39, 0.1),
  fc.double({ min: -2, max: 2, noNaN: true }),
);

/**
 * Volumes: noise, a soft ball, signed distances from its surface, samples that equal the level or are extreme, and
 * random bytes of 0 and 1. Some of the first four have a sample that is not finite.
 */
const volumes = fc
  .record({ shape: shapes, kind: fc.nat(4), seed: fc.nat(1e6), level: levels, wrong: fc.nat(30) })
  .map(({ shape, kind, seed, level, wrong }) => {
    const rng = random(seed);
    const [, columns, slices] = shape;
    const size = shape[0] * columns * slices;
    const centre = shape.map((n) => rng.uniform(0, n));
    const radius = rng.uniform(1, 6);
    const extremes = [0, -0, 1, level, Math.fround(level), -level, -1e30, 1e30, 1e-42, 0.5];
    const sample = (at: number): number => {
      const place = [Math.floor(at / columns / slices), Math.floor(at / slices) % columns, at % slices];
      const distance = Math.hypot(...place.map((p, axis) => p - centre[axis]!)) - radius;
      if (kind === 0) return rng.uniform(-1, 2);
      if (kind === 1) return 1 / (1 + Math.exp(distance));
      if (kind === 2) return -distance;
      return kind === 3 ? Math.max(-1e38, Math.min(1e38, extremes[rng.integer(extremes.length)]!)) : rng.integer(2);
    };
    const data = new (kind === 4 ? Uint8Array : Float32Array)(size);
    for (let at = 0; at < size; at++) data[at] = sample(at);
    if (wrong < 3) data[rng.integer(size)] = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY][wrong]!;
    return { volume: packed(data, shape) as View, level };
  });

const layouts = fc.oneof(
  fc.constant({}),
  fc.record({
    order: fc.constantFrom([0, 1, 2], [2, 1, 0], [1, 0, 2], [2, 0, 1]),
    reversed: fc.subarray([0, 1, 2]),
    gap: fc.nat(2),
  }),
);

describe('simdKernel', () => {
  it('returns the surface of the kernel in TypeScript, to the bit, or its error', () => {
    expect(kernel).toBeDefined();
    let surfaces = 0;
    let errors = 0;
    const choices = fc.record({
      close: fc.boolean(),
      normals: fc.boolean(),
      inside: fc.constantFrom('above' as const, 'above' as const, 'below' as const),
      topology: fc.constantFrom('fast' as const, 'fast' as const, 'fast' as const, 'exact' as const),
    });
    const boxes = fc.option(fc.tuple(fc.constantFrom(-3, 0, 1e4), fc.double({ min: 0.01, max: 50, noNaN: true })));
    fc.assert(
      fc.property(volumes, layouts, choices, boxes, ({ volume, level }, layout, chosen, box) => {
        const view = restride(volume, layout);
        const shape = volume.shape as unknown as Triple;
        const grid: Grid | undefined =
          box === null
            ? undefined
            : {
                shape,
                min: [box[0], 0, -box[0]],
                max: [box[0] + box[1] * shape[1], shape[0], shape[2] / box[1] - box[0]],
              };
        const options = { ...chosen, level, ...(grid && { grid }) };
        const expected = outcome(view, options);
        expect(outcome(view, { ...options, kernel })).toEqual(expected);
        if (expected['message'] === undefined) surfaces += +(expected['positions'] !== '');
        else errors++;
      }),
      SETTINGS,
    );
    // Most volumes have a surface, and some are refused.
    expect(surfaces).toBeGreaterThan(200);
    expect(errors).toBeGreaterThan(10);
  });

  it('returns surfaces that are larger than its buffers', () => {
    const rng = random(3);
    const noise = packed(
      Float32Array.from({ length: 48 ** 3 }, () => rng.uniform()),
      [48, 48, 48],
    );
    expect(marchingCubes(noise).positions.length / 3).toBeGreaterThan(131_072);
    expect(outcome(noise, { normals: true, kernel })).toEqual(outcome(noise, { normals: true }));
    // What the large volume, and then a refused one, leave in the kernel's memory must not affect a small volume.
    const small = packed(Float32Array.of(1, 0, 0.25, 1, 1, 0.75, 0, 1, 0, 0, 1, 1), [2, 2, 3]);
    const wrong = packed(Float32Array.of(1, 0, 0, 1, Number.NaN, 0, 1, 1), [2, 2, 2]);
    expect(() => marchingCubes(wrong, { kernel })).toThrow(expect.objectContaining({ code: 'bad-volume' }));
    expect(marchingCubes(small, { normals: true, kernel })).toEqual(marchingCubes(small, { normals: true }));
  });

  it('scans arrays as TypeScript does, wherever the numbers lie that fail', () => {
    const lengths = fc.oneof(fc.nat(20), fc.constantFrom(4095, 4096, 4097, 8195, 12_288));
    const large = [2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 65_535, 5, 0];
    let [failed, passed] = [0, 0];
    fc.assert(
      fc.property(lengths, fc.nat(3), fc.nat(1e6), fc.nat(1), (length, skipped, seed, isWrong) => {
        const rng = random(seed);
        const floats = Float32Array.from({ length: length + skipped }, () => rng.uniform(-1, 1)).subarray(skipped);
        const integers = Uint32Array.from({ length: length + skipped }, () => rng.integer(1000)).subarray(skipped);
        const wrong = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3.4e38][rng.integer(4)]!;
        const value = large[rng.integer(large.length)]!;
        if (isWrong === 1 && length > 0) floats[rng.integer(length)] = wrong;
        if (isWrong === 1 && length > 0) integers[rng.integer(length)] = value;
        const areFinite = floats.every(Number.isFinite);
        expect([SCANS.allFinite(floats), kernel!.allFinite(floats)]).toEqual([areFinite, areFinite]);
        for (const end of [0, 1, 999, 1000, value, value + 1, 2 ** 31, 2 ** 32]) {
          const isBelow = integers.every((each) => each < end);
          expect([SCANS.allBelow(integers, end), kernel!.allBelow(integers, end)]).toEqual([isBelow, isBelow]);
          if (isBelow) passed++;
          else failed++;
        }
      }),
      SETTINGS,
    );
    expect(Math.min(failed, passed)).toBeGreaterThan(500);
  });
});
