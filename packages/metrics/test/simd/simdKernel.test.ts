// Tests that the searches in WebAssembly find the nearest points and faces, whatever the mesh, its size and its place.
import { readFileSync } from 'node:fs';
import { bodyMesh } from '@vrn/test-utils';
import { pointTree, random, type TriangleMesh } from '@vrn/voxel';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { evaluate } from '../../src/evaluate.js';
import { simdKernel } from '../../src/simd/simdKernel.js';
import { chamfer } from '../../src/surfaces/chamfer.js';
import { fScore } from '../../src/surfaces/fScore.js';
import { hausdorff } from '../../src/surfaces/hausdorff.js';
import { faceTarget, type NearestKernel, pointTarget } from '../../src/surfaces/nearest/target.js';
import { faceTable, STRIDE, squaredToFace } from '../../src/surfaces/nearest/triangle.js';
import { normalConsistency } from '../../src/surfaces/normals/normalConsistency.js';
import { sampleSurface } from '../../src/surfaces/points/sampleSurface.js';
import { pointToSurface } from '../../src/surfaces/pointToSurface.js';

const kernel = simdKernel();

afterEach(() => vi.unstubAllGlobals());

type Rng = ReturnType<typeof random>;

/** Coordinates of one of several kinds: noise, on few planes, on a line, in one place, a cluster and one far point. */
function coordinates(rng: Rng, count: number, kind: number): Float64Array {
  const values = Float64Array.from({ length: 3 * count }, () => rng.uniform(-1, 1));
  for (let at = 0; at < values.length; at++) {
    if (kind === 1) values[at] = Math.round(2 * values[at]!) / 2;
    if (kind === 2 && at % 3 !== 0) values[at] = 0.25;
    if (kind === 3) values[at] = 0.75;
    if (kind === 4 && at >= 3) values[at]! *= 1e-7;
  }
  return values;
}

/** Size and place of a case: from the smallest to the largest coordinates of single precision. */
function placed(rng: Rng, values: Float64Array, scale: number, shift: number): Float32Array {
  const [x, y, z] = [shift, shift * rng.uniform(-1, 1), 0] as const;
  return Float32Array.from(values, (value, at) => scale * (value + [x, y, z][at % 3]!));
}

const SCALES = [1, 1, 1, 1e-3, 1e6, 1e-30, 1e-38, 1e37];
const SHIFTS = [0, 0, 3, 1e4];

/** Queries near the surface and far away, some of them its own vertices; in double precision. */
function queriesAround(rng: Rng, positions: Float32Array, scale: number): Float64Array {
  const count = 3 * (5 + rng.integer(40));
  const reach = scale * [1e-6, 0.1, 1, 100, 1e12][rng.integer(5)]!;
  return Float64Array.from({ length: count }, (_, at) => {
    const vertex = positions[(Math.floor(at / 3) * 3 + (at % 3)) % positions.length]!;
    return at % 9 < 3 ? vertex : vertex + rng.uniform(-reach, reach);
  });
}

/** All queries but some, in random order. */
function someOrder(rng: Rng, count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, n) => n).filter(() => rng.integer(8) > 0);
  for (let n = order.length - 1; n > 0; n--) {
    const other = rng.integer(n + 1);
    [order[n], order[other]] = [order[other]!, order[n]!];
  }
  return order;
}

describe('simdKernel', () => {
  it('finds the nearest face, as a loop over all faces does', () => {
    const rng = random(41);
    let exact = 0;
    let asked = 0;
    for (let n = 0; n < 1500; n++) {
      const count = 3 + rng.integer(80);
      const scale = SCALES[rng.integer(SCALES.length)]!;
      const values = coordinates(rng, count, rng.integer(5));
      const positions = placed(rng, values, scale, scale > 1e30 ? 0 : SHIFTS[rng.integer(SHIFTS.length)]!);
      const faces = 1 + rng.integer(n % 10 === 0 ? 300 : 40);
      const indices = Uint32Array.from({ length: 3 * faces }, () => rng.integer(count));
      const mesh: TriangleMesh = { positions, indices };
      const table = faceTable(
        mesh,
        Uint32Array.from({ length: faces }, (_, face) => face),
      );
      const queries = queriesAround(rng, positions, scale);
      const order = someOrder(rng, queries.length / 3);
      const { squared, items, points } = faceTarget(mesh, kernel).nearestPoints(queries, order);
      const isAsked = new Set(order);
      const largest = positions.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      for (let q = 0; q < squared.length; q++) {
        if (!isAsked.has(q)) {
          expect([squared[q], items[q], points[3 * q]]).toEqual([Number.POSITIVE_INFINITY, 0, 0]);
          continue;
        }
        const [x, y, z] = queries.subarray(3 * q, 3 * q + 3) as unknown as [number, number, number];
        const all = Array.from({ length: faces }, (_, face) => squaredToFace(table, STRIDE * face, x, y, z));
        const least = all.reduce((a, b) => Math.min(a, b));
        expect(squared[q]).toBe(all[items[q]!]);
        const from = Math.hypot(x - points[3 * q]!, y - points[3 * q + 1]!, z - points[3 * q + 2]!);
        // The unit normal of a sliver is accurate to 1e-8, and so is the distance to it.
        expect(Math.sqrt(squared[q]!) - Math.sqrt(least)).toBeLessThanOrEqual(1e-7 * largest + 1e-14 * from);
        // The nearest point is rounded to single precision.
        expect(Math.abs(from - Math.sqrt(squared[q]!))).toBeLessThanOrEqual(1e-6 * largest + 1e-14 * from + 1e-44);
        asked++;
        if (squared[q] === least) exact++;
      }
    }
    expect(asked).toBeGreaterThan(20_000);
    expect(exact / asked).toBeGreaterThan(0.9999);
  });

  it('finds the nearest point, with the distance of a loop over all points', () => {
    const rng = random(42);
    for (let n = 0; n < 1500; n++) {
      const scale = SCALES[rng.integer(SCALES.length)]!;
      const values = coordinates(rng, 1 + rng.integer(n % 10 === 0 ? 400 : 60), rng.integer(5));
      const points = placed(rng, values, scale, scale > 1e30 ? 0 : SHIFTS[rng.integer(SHIFTS.length)]!);
      const queries = queriesAround(rng, points, scale);
      const order = someOrder(rng, queries.length / 3);
      const { squared, items } = pointTarget(points, () => pointTree(points), kernel).nearest(queries, order);
      for (const q of order) {
        const all = Array.from({ length: points.length / 3 }, (_, p) => {
          const [dx, dy, dz] = [0, 1, 2].map((axis) => queries[3 * q + axis]! - points[3 * p + axis]!) as [
            number,
            number,
            number,
          ];
          return dx * dx + dy * dy + dz * dz;
        });
        expect(squared[q]).toBe(all.reduce((a, b) => Math.min(a, b)));
        expect(all[items[q]!]).toBe(squared[q]);
      }
    }
  });

  it('gives all measures of surfaces the values that they have without it', () => {
    const truth = bodyMesh(5_000);
    const prediction = { ...truth, positions: truth.positions.map((value, at) => value + 0.01 * Math.sin(at)) };
    const [a, b] = [prediction, truth].map((mesh) => sampleSurface(mesh, 3_000, { seed: 3 }).points) as [
      Float32Array,
      Float32Array,
    ];
    const close = 1e-12;
    for (const [ours, theirs] of [
      [prediction, truth],
      [a, truth],
      [a, b],
    ] as const) {
      const options = { samples: 3_000, kernel };
      const plain = { samples: 3_000 };
      expect(Math.abs(chamfer(ours, theirs, options) - chamfer(ours, theirs, plain))).toBeLessThan(close);
      expect(Math.abs(hausdorff(ours, theirs, options) - hausdorff(ours, theirs, plain))).toBeLessThan(close);
      expect(fScore(ours, theirs, { ...options, threshold: 0.005 })).toEqual(
        fScore(ours, theirs, { ...plain, threshold: 0.005 }),
      );
    }
    expect(chamfer(a, b, { squared: true, kernel })).toBe(chamfer(a, b, { squared: true }));
    const consistency = normalConsistency(prediction, truth, { samples: 3_000 });
    expect(normalConsistency(prediction, truth, { samples: 3_000, kernel })).toBeCloseTo(consistency, 3);
    const grid = { min: [-2, -2, -2], max: [2, 2, 2], shape: [16, 16, 16] } as const;
    const all = evaluate(prediction, truth, { samples: 3_000, grid });
    const fast = evaluate(prediction, truth, { samples: 3_000, grid, kernel });
    expect(Object.keys(fast)).toEqual(Object.keys(all));
    expect(fast.chamferL1).toBeCloseTo(all.chamferL1, 12);
    expect(fast.hausdorff).toBeCloseTo(all.hausdorff, 12);
    expect(chamfer(truth, truth, { kernel })).toBe(0);
  });

  it('is replaced by TypeScript where memory is insufficient', () => {
    const mesh = bodyMesh(500);
    const { points } = sampleSurface(mesh, 50, { seed: 2 });
    const never: NearestKernel = { target: () => undefined };
    const once: NearestKernel = { target: () => ({ nearest: () => undefined }) };
    for (const each of [never, once]) {
      expect(pointToSurface(points, mesh, { kernel: each })).toEqual(pointToSurface(points, mesh));
      expect(chamfer(points, mesh, { kernel: each })).toBe(chamfer(points, mesh));
      expect(chamfer(points, points.slice(3), { kernel: each })).toBe(chamfer(points, points.slice(3)));
    }
  });

  it('is undefined where WebAssembly is missing, forbidden or without SIMD', () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(simdKernel()).toBeUndefined();
    const forbidden = class {
      constructor() {
        throw new EvalError('Refused to compile or instantiate WebAssembly module');
      }
    };
    vi.stubGlobal('WebAssembly', { Module: forbidden, Instance: forbidden });
    expect(simdKernel()).toBeUndefined();
  });

  it('has the code that its source compiles to (`node packages/metrics/assembly/build.mjs` writes it)', async () => {
    const { nearestCode } = await import('../../assembly/build.mjs');
    expect(readFileSync(new URL('../../src/simd/nearestCode.ts', import.meta.url), 'utf8')).toBe(await nearestCode());
  });
});
