// Tests that chamfer and evaluate use one definition, the mean of the two directed means, for distances and squares.
import { box, cube } from '@vrn/test-utils';
import { expect, it } from 'vitest';
import { chamfer, evaluate, sampleSurface } from '../../src/index.js';

const options = { samples: 500, seed: 3 } as const;
const a = box({ min: [0, 0, 0], max: [1, 1, 1] });
const b = box({ min: [0.25, 0, 0], max: [1.75, 1, 1] });

it('is the mean of the two directed means, of distances and of squares', () => {
  for (const squared of [false, true]) {
    const forward = chamfer(a, b, { ...options, squared, direction: 'forward' });
    const backward = chamfer(a, b, { ...options, squared, direction: 'backward' });
    expect(forward).toBeGreaterThan(0);
    expect(backward).not.toBe(forward);
    expect(chamfer(a, b, { ...options, squared })).toBe((forward + backward) / 2);
  }
});

it('equals the value in evaluate', () => {
  const found = evaluate(a, b, options);
  expect(found.chamferL1).toBe(chamfer(a, b, options));
  expect(found.chamferSquared).toBe(chamfer(a, b, { ...options, squared: true }));
  expect(found.chamferCm).toBe(100 * found.chamferL1);
  expect(evaluate(a, b, { ...options, centimetresPerUnit: 1 }).chamferCm).toBe(found.chamferL1);
});

it('has the same definition for point sets', () => {
  const p = Float32Array.of(0, 0, 0);
  const q = Float32Array.of(3, 4, 0);
  expect(chamfer(p, q)).toBe(5);
  expect(chamfer(p, q, { squared: true })).toBe(25);
  const samples = sampleSurface(cube({ side: 1 }), 50);
  const moved = { points: samples.points.map((x, n) => x + (n % 3 === 0 ? 10 : 0)) };
  expect(chamfer(samples, moved)).toBeGreaterThan(8.9);
  expect(chamfer(samples, moved)).toBeLessThanOrEqual(10);
});
