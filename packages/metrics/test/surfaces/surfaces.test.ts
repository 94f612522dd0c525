// Tests chamfer, hausdorff, fScore, normalConsistency and pointToSurface on surfaces with known results, and their
// errors.

import { box, close, cube, insideOut } from '@vrn/test-utils';
import { type TriangleMesh, VolumetricError } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import {
  chamfer,
  fScore,
  hausdorff,
  normalConsistency,
  type PointSet,
  pointToSurface,
  type Surface,
} from '../../src/index.js';

const at = (...coordinates: number[]) => Float32Array.from(coordinates);

/** A square of side 1 in a plane of constant z, facing +z. */
const square = (z: number): TriangleMesh => ({
  positions: at(0, 0, z, 1, 0, z, 1, 1, z, 0, 1, z),
  indices: Uint32Array.of(0, 1, 2, 0, 2, 3),
});

const few = { samples: 1000 } as const;

describe('chamfer', () => {
  const [a, b] = [at(0, 0, 0), at(3, 4, 0, 0, 0, 5)];

  it('adds the means of both directions, of distances or of squares', () => {
    expect(chamfer(a, b)).toBe(5);
    expect(chamfer(a, b, { squared: true })).toBe(25);
    expect(chamfer(a, b, { reduce: 'sum' })).toBe(15);
    expect(chamfer(a, b, { squared: true, reduce: 'sum' })).toBe(75);
    expect(chamfer(a, b, { direction: 'forward', reduce: 'sum' })).toBe(5);
    expect(chamfer(a, b, { direction: 'backward', reduce: 'sum' })).toBe(10);
  });

  it('measures to the complete surface of a mesh, not only to its corners', () => {
    expect(chamfer(square(0), square(0.25), few)).toBe(0.25);
    expect(chamfer(square(0), square(0.25), { ...few, squared: true })).toBe(0.0625);
    expect(chamfer(at(0.4, 0.3, 2), square(0), { direction: 'forward' })).toBe(2);
    expect(chamfer(cube({ side: 1 }), cube({ side: 3 }), { ...few, direction: 'forward' })).toBe(1);
  });

  it('approximates the integral over the area', () => {
    // Mean distance from a cube of side 3 to a concentric cube of side 1; x and y are 0 above a face of the inner cube.
    const steps = 600;
    let integral = 0;
    for (let i = 0; i < steps; i++) {
      for (let j = 0; j < steps; j++) {
        const [x, y] = [i, j].map((n) => Math.max(0, 3 * Math.abs((n + 0.5) / steps - 0.5) - 0.5));
        integral += Math.sqrt(1 + x! * x! + y! * y!) / steps ** 2;
      }
    }
    // Samples are random within each face, where distances have a standard deviation of 0.165. The bound is four
    // standard deviations of the mean of all samples, which fewer than one seed in 10,000 exceeds.
    const samples = 360_000;
    const found = chamfer(cube({ side: 1 }), cube({ side: 3 }), { samples, direction: 'backward' });
    close(found, integral, (4 * 0.165) / Math.sqrt(samples));
  });

  it('depends on the seed only', () => {
    const measure = (seed: number) => chamfer(cube({ side: 1 }), cube({ side: 3 }), { ...few, seed });
    expect(measure(1)).toBe(measure(1));
    expect(measure(1)).not.toBe(measure(2));
  });
});

describe('hausdorff', () => {
  it('returns the largest distance, also from corners', () => {
    expect(hausdorff(cube({ side: 1 }), cube({ side: 3 }), few)).toBe(Math.sqrt(3));
    expect(hausdorff(cube({ side: 1 }), cube({ side: 3 }), { ...few, direction: 'forward' })).toBe(1);
    expect(hausdorff(box({ min: [0, 0, 0], max: [1, 1, 1] }), box({ min: [3, 0, 0], max: [4, 1, 1] }), few)).toBe(3);
    expect(hausdorff(at(0, 0, 0), at(1, 0, 0, 0, 7, 0))).toBe(7);
  });

  it('ignores vertices that no face uses', () => {
    const loose = { positions: at(0, 0, 0, 1, 0, 0, 0, 1, 0, 9, 9, 9), indices: Uint32Array.of(0, 1, 2) };
    expect(hausdorff(loose, square(0), { ...few, direction: 'forward' })).toBe(0);
  });

  it('gives percentiles as numpy does, of each direction, and the larger', () => {
    const line = at(0, 0, 0, 1, 0, 0, 2, 0, 0, 3, 0, 0, 4, 0, 0);
    const percentile = (value: number) => hausdorff(line, at(0, 0, 0), { percentile: value });
    expect([0, 25, 50, 75, 100].map(percentile)).toEqual([0, 1, 2, 3, 4]);
    expect(percentile(60)).toBeCloseTo(2.4, 14); // between the third and the fourth
    expect(hausdorff(line, at(0, 0, 0), { percentile: 50, direction: 'backward' })).toBe(0);
  });
});

describe('fScore', () => {
  it('shares out precision and recall, strictly within the threshold', () => {
    const [a, b] = [at(0, 0, 0, 9, 0, 0), at(0, 0, 1)];
    expect(fScore(a, b, { threshold: 2 })).toEqual({ fScore: 2 / 3, precision: 1 / 2, recall: 1 });
    expect(fScore(a, b, { threshold: 1 })).toEqual({ fScore: 0, precision: 0, recall: 0 });
    expect(fScore(square(0), square(0.25), { ...few, threshold: 0.26 })).toEqual({
      fScore: 1,
      precision: 1,
      recall: 1,
    });
  });
});

describe('normalConsistency', () => {
  it('is 1 for parallel faces, and knows inside from outside when asked', () => {
    const mesh = cube({ side: 1 });
    expect(normalConsistency(mesh, cube({ side: 1.5 }), { ...few, direction: 'forward' })).toBe(1);
    expect(normalConsistency(mesh, insideOut(mesh), few)).toBe(1);
    expect(
      normalConsistency(square(0), insideOut({ ...square(1), volume: 0, area: 1, euler: 1 }), {
        ...few,
        absolute: false,
      }),
    ).toBe(-1);
  });

  it('is the mean cosine of point sets, whose normals may have any length', () => {
    const a: PointSet = { points: at(0, 0, 0, 5, 0, 0), normals: at(0, 0, 2, 0, 3, 0) };
    const b: PointSet = { points: at(0, 0, 1, 5, 0, 1), normals: at(0, 0, 1, 0, 0, 9) };
    expect(normalConsistency(a, b)).toBe(1 / 2);
    close(normalConsistency(a, { ...b, normals: at(0, 4, 3, 0, 1, 0) }), (0.6 + 1) / 2, 1e-15);
  });

  it('uses the nearest face that has an area', () => {
    const { positions, indices } = square(0);
    const folded = { positions: at(...positions, 0.5, 0.5, 0.5), indices: Uint32Array.of(4, 4, 4, ...indices) };
    expect(normalConsistency(square(0.5), folded, { ...few, direction: 'forward' })).toBe(1);
  });
});

describe('pointToSurface', () => {
  const triangle = { positions: at(0, 0, 0, 4, 0, 0, 0, 4, 0), indices: Uint32Array.of(0, 1, 2) };

  it.each([
    ['within', at(1, 1, 3), 3, [1, 1, 0]],
    ['at a', at(-3, -4, 0), 5, [0, 0, 0]],
    ['at b', at(7, -4, 0), 5, [4, 0, 0]],
    ['at c', at(-3, 8, 0), 5, [0, 4, 0]],
    ['at ab', at(2, -3, 4), 5, [2, 0, 0]],
    ['at ac', at(-3, 2, 4), 5, [0, 2, 0]],
    ['at bc', at(5, 5, 0), Math.sqrt(18), [2, 2, 0]],
    ['on it', at(1, 2, 0), 0, [1, 2, 0]],
  ])('knows what is nearest %s', (_, point, distance, place) => {
    const found = pointToSurface(point, triangle);
    expect([...found.distances]).toEqual([distance]);
    expect([...found.points]).toEqual(place);
    expect([...found.faces]).toEqual([0]);
  });

  it('treats faces without area as segments and points', () => {
    const positions = at(0, 0, 0, 2, 0, 0, 4, 0, 0);
    const on = (...corners: number[]) =>
      pointToSurface(at(5, 3, 0, 2, 0, 7), { positions, indices: Uint32Array.from(corners) });
    expect([...on(0, 1, 2).distances]).toEqual([Math.sqrt(10), 7]);
    expect([...on(2, 0, 1).distances]).toEqual([Math.sqrt(10), 7]);
    expect([...on(0, 0, 2).distances]).toEqual([Math.sqrt(10), 7]);
    expect([...on(0, 2, 0).distances]).toEqual([Math.sqrt(10), 7]);
    expect([...on(1, 1, 1).distances]).toEqual([Math.sqrt(18), 7]);
  });

  it('keeps its digits far from the origin, and for faces of any size', () => {
    const far = { positions: at(2 ** 23, 0, 0, 2 ** 23 + 4, 0, 0, 2 ** 23, 4, 0), indices: triangle.indices };
    expect([...pointToSurface(at(2 ** 23 + 1, 1, 0.125), far).distances]).toEqual([0.125]);
    const huge = { positions: triangle.positions.map((x) => x * 2 ** 120), indices: triangle.indices };
    expect([...pointToSurface(at(2 ** 120, 2 ** 120, 3 * 2 ** 120), huge).distances]).toEqual([3 * 2 ** 120]);
    const tiny = { positions: triangle.positions.map((x) => x * 2 ** -140), indices: triangle.indices };
    expect([...pointToSurface(at(2 ** -140, 2 ** -140, 3 * 2 ** -140), tiny).distances]).toEqual([3 * 2 ** -140]);
  });

  it('names the nearest of several faces', () => {
    const mesh = cube({ side: 2 });
    const { faces } = pointToSurface(at(0.5, 0.1, 7, 0.1, -9, 0.5), mesh);
    const side = (face: number) =>
      [...mesh.indices.subarray(3 * face, 3 * face + 3)].map((v) => [...mesh.positions.subarray(3 * v, 3 * v + 3)]);
    expect(side(faces[0]!).every((corner) => corner[2] === 1)).toBe(true);
    expect(side(faces[1]!).every((corner) => corner[1] === -1)).toBe(true);
  });
});

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof VolumetricError) return `${error.code} | ${error.message}`;
    throw error;
  }
  return 'nothing thrown';
};

const MEASURES = {
  chamfer,
  hausdorff,
  fScore: (a: Surface, b: Surface, options = {}) => fScore(a, b, { threshold: 1, ...options }),
  normalConsistency,
} as const;

describe.each(Object.entries(MEASURES))('%s refuses', (name, measure) => {
  const good = cube({ side: 1 });

  it('points that are none, not triples, or not finite', () => {
    const bad: readonly (readonly [unknown, RegExp])[] = [
      [at(), /b must have points, got none/],
      [at(1, 2), /b must be xyz triples, got 2 numbers/],
      [at(0, 0, 0, 0, Number.NaN, 0), /b must be finite, got NaN in point 1/],
      [{ points: at(Number.POSITIVE_INFINITY, 0, 0) }, /b must be finite, got Infinity in point 0/],
      [[0, 0, 0], /b must be a mesh, or points/],
      [Float64Array.of(0, 0, 0), /b must be a mesh, or points/],
      [{}, /b must be a mesh, or points/],
      [null, /b must be a mesh, or points/],
      [{ points: at(0, 0, 0), normals: at(0, 0) }, /b must have one normal per point, 3 numbers, got 2/],
      [
        { points: at(0, 0, 0), normals: at(0, 0, 0) },
        /b must have normals with a direction, got \[0,0,0\] for point 0/,
      ],
      [{ points: at(0, 0, 0), normals: at(0, Number.NaN, 0) }, /b must have normals with a direction/],
    ];
    for (const [surface, message] of bad) {
      const found = codeOf(() => measure(good, surface as Surface, few));
      expect(found).toMatch(new RegExp(`^bad-argument \\| ${name}: ${message.source}`));
    }
  });

  it('meshes without faces, without area, or with corners that are not there', () => {
    const positions = at(0, 0, 0, 1, 0, 0, 2, 0, 0);
    const withFaces = (...corners: number[]) => ({ positions, indices: Uint32Array.from(corners) });
    expect(codeOf(() => measure(withFaces(), good, few))).toBe(`bad-mesh | ${name}: mesh must have faces, got none`);
    expect(codeOf(() => measure(withFaces(0, 1, 2), good, few))).toBe(
      `bad-mesh | ${name}: mesh must have an area, got 1 faces without area`,
    );
    expect(codeOf(() => measure(withFaces(0, 1, 3), good, few))).toMatch(/^bad-mesh \| .* indices must be below 3/);
    expect(codeOf(() => measure({ ...good, positions: at(Number.NaN, 0, 0) }, good, few))).toMatch(/^bad-mesh/);
  });

  it('numbers of samples and seeds that are none', () => {
    for (const samples of [0, -1, 1.5, Number.NaN, 2 ** 30]) {
      expect(codeOf(() => measure(good, good, { samples }))).toMatch(
        new RegExp(`^bad-argument \\| ${name}: samples must be an integer from 1`),
      );
    }
    expect(codeOf(() => measure(good, good, { seed: 0.5 }))).toMatch(/seed must be an integer, got 0.5$/);
  });
});

it('options that are none are refused', () => {
  const [a, b] = [at(0, 0, 0), at(1, 1, 1)];
  const refusal = (run: () => unknown, message: string) => expect(codeOf(run)).toBe(`bad-argument | ${message}`);
  refusal(() => chamfer(a, b, { reduce: 'max' as 'sum' }), "chamfer: reduce must be 'mean' or 'sum', got max");
  refusal(() => chamfer(a, b, { squared: 1 as never }), 'chamfer: squared must be true or false, got 1');
  for (const measure of [chamfer, hausdorff, normalConsistency]) {
    refusal(
      () => measure(a, b, { direction: 'up' as 'both' }),
      `${measure.name}: direction must be 'both', 'forward' or 'backward', got up`,
    );
  }
  for (const percentile of [-1, 101, Number.NaN]) {
    refusal(() => hausdorff(a, b, { percentile }), `hausdorff: percentile must lie in 0..100, got ${percentile}`);
  }
  for (const threshold of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    refusal(() => fScore(a, b, { threshold }), `fScore: threshold must be a number above 0, got ${threshold}`);
  }
  refusal(() => normalConsistency(a, b), 'normalConsistency: a must have normals, or be a mesh');
  refusal(
    () => normalConsistency(a, b, { absolute: 0 as never }),
    'normalConsistency: absolute must be true or false, got 0',
  );
  refusal(() => pointToSurface(at(), cube()), 'pointToSurface: points must have points, got none');
});
