// Tests resampled volumes against sums over all pairs of old and new voxels.
import { arbitraryShape, arbitraryView, arbitraryVolume } from '@vrn/test-utils';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packed, type View } from '../../src/core/volume.js';
import { resample } from '../../src/shape/resample.js';

const SETTINGS = { seed: 20_180_915, numRuns: 150 };
const soft = arbitraryVolume({ kind: 'soft' });

/** Returns the documented weight of old voxel `old` in new voxel `i` on an axis of `from` old and `to` new voxels. */
function weight(i: number, old: number, from: number, to: number): number {
  if (to < from) {
    const [low, high] = [(i * from) / to, ((i + 1) * from) / to];
    return (Math.max(0, Math.min(high, old + 1) - Math.max(low, old)) * to) / from;
  }
  const at = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
  return Math.max(0, 1 - Math.abs(at - old));
}

function bySums(volume: View, shape: readonly number[]): number[] {
  const [rows, columns, slices] = volume.shape as [number, number, number];
  const out: number[] = [];
  for (let i = 0; i < shape[0]!; i++) {
    for (let j = 0; j < shape[1]!; j++) {
      for (let k = 0; k < shape[2]!; k++) {
        let sum = 0;
        for (let n = 0; n < rows * columns * slices; n++) {
          const [a, b, c] = [Math.floor(n / (columns * slices)), Math.floor(n / slices) % columns, n % slices];
          const share =
            weight(i, a, rows, shape[0]!) * weight(j, b, columns, shape[1]!) * weight(k, c, slices, shape[2]!);
          sum += share * volume.data[n]!;
        }
        out.push(sum);
      }
    }
  }
  return out;
}

const mean = (data: ArrayLike<number>) => Array.from(data).reduce((sum, value) => sum + value, 0) / data.length;

describe('resample', () => {
  it('is what the sums say, finer or coarser on each axis', () => {
    fc.assert(
      fc.property(arbitraryVolume({ kind: 'soft', shape: arbitraryShape(5) }), arbitraryShape(7), (volume, shape) => {
        const wanted = bySums(volume, shape);
        // Rounding to single precision of numbers up to 1.
        for (const [n, value] of resample(volume, shape).data.entries()) {
          expect(Math.abs(value - wanted[n]!)).toBeLessThan(1e-7);
        }
      }),
      SETTINGS,
    );
  });

  it('keeps the mean when it becomes coarser', () => {
    fc.assert(
      fc.property(soft, fc.tuple(fc.double({ noNaN: true, min: 0, max: 1 }), fc.nat(2)), (volume, [share, axis]) => {
        const shape = volume.shape.map((n, each) => (each === axis ? Math.max(1, Math.round(share * n)) : n));
        const coarse = resample(volume, shape as [number, number, number]);
        // Rounding to single precision changes each new value by at most 3e-8.
        expect(Math.abs(mean(coarse.data) - mean(volume.data))).toBeLessThan(4e-8);
      }),
      SETTINGS,
    );
  });

  it('is the mean of blocks at half the resolution, exactly', () => {
    const [rows, columns, slices] = [6, 4, 8];
    // The values are multiples of 1/1024, so that sums of eight are exact.
    const data = Float32Array.from({ length: rows * columns * slices }, (_, n) => ((n * 7919) % 1009) / 1024);
    const half = resample(packed(data, [rows, columns, slices]), [3, 2, 4]);
    const at = (i: number, j: number, k: number) => data[(i * columns + j) * slices + k]!;
    for (let n = 0; n < 24; n++) {
      const [i, j, k] = [2 * Math.floor(n / 8), 2 * (Math.floor(n / 4) % 2), 2 * (n % 4)];
      const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((c) => at(i + (c >> 2), j + ((c >> 1) & 1), k + (c & 1)));
      expect(half.data[n]).toBe(Math.fround(mean(corners)));
    }
  });

  it('leaves a constant as it is, to the bit', () => {
    const constant = fc.oneof(
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0.1, 1, 1e-45, 3.4e38),
    );
    fc.assert(
      fc.property(constant, arbitraryShape(12), arbitraryShape(12), (value, from, to) => {
        const volume = packed(new Float32Array(from[0] * from[1] * from[2]).fill(value), from);
        expect(new Set(resample(volume, to).data)).toEqual(new Set([Math.fround(value) + 0]));
      }),
      SETTINGS,
    );
  });

  it('notices no layout', () => {
    const both = soft.chain((volume) => fc.tuple(fc.constant(volume), arbitraryView(volume), arbitraryShape(9)));
    fc.assert(
      fc.property(both, ([volume, view, shape]) => {
        expect(resample(view, shape).data).toEqual(resample(volume, shape).data);
      }),
      SETTINGS,
    );
    const plain = { data: [0, 1, 2, 3], shape: [1, 2, 2], stride: [0, 2, 1], offset: 0 };
    expect([...resample(plain, [1, 1, 1]).data]).toEqual([1.5]);
  });

  it('gives a copy, never the data themselves', () => {
    const volume = packed(Float32Array.of(1, 2), [1, 1, 2]);
    resample(volume, [1, 1, 2]).data[0] = 5;
    expect(volume.data[0]).toBe(1);
  });

  it('refuses NaN, infinities, what is too large, and shapes that are none', () => {
    for (const value of [Number.NaN, Infinity, -Infinity, 1e39]) {
      const view = { data: [0, value, 0, 0], shape: [1, 1, 4], stride: [4, 4, 1], offset: 0 };
      for (const slices of [1, 4, 9]) expect(() => resample(view, [1, 1, slices])).toThrow(/finite values only/);
    }
    expect(() => resample(packed(new Uint8Array(1), [1, 1, 1]), [1, 0, 1])).toThrow(/three positive integers/);
  });
});
