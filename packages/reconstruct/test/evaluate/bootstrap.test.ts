// Tests means with bootstrapped intervals: reproducible, as wide as theory says, and by group.
import { random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { bootstrapMean } from '../../src/evaluate/bootstrap.js';

describe('bootstrapMean', () => {
  it('has no width for equal values', () => {
    expect(bootstrapMean([2, 2, 2])).toEqual({ mean: 2, low: 2, high: 2, count: 3 });
  });

  it('is about 1.96 standard errors wide on each side, and equal for equal seeds', () => {
    const rng = random(1);
    const values = Array.from({ length: 400 }, () => rng.normal());
    const { mean, low, high } = bootstrapMean(values, { seed: 5 });
    // The standard error is 1 / 20. With 1,000 resamples, the width of the interval is accurate to about a tenth.
    expect((high - low) / 2).toBeGreaterThan(0.9 * (1.96 / 20));
    expect((high - low) / 2).toBeLessThan(1.1 * (1.96 / 20));
    expect(low).toBeLessThan(mean);
    expect(bootstrapMean(values, { seed: 5 })).toEqual({ mean, low, high, count: 400 });
    expect(bootstrapMean(values, { seed: 6 })).not.toEqual({ mean, low, high, count: 400 });
  });

  it('is wider where values of a group are equal', () => {
    const values = Array.from({ length: 100 }, (_, n) => Math.floor(n / 10) % 2);
    const groups = values.map((_, n) => String(Math.floor(n / 10)));
    const alone = bootstrapMean(values);
    const grouped = bootstrapMean(values, { groups });
    expect(grouped.mean).toBe(alone.mean);
    expect(grouped.high - grouped.low).toBeGreaterThan(2 * (alone.high - alone.low));
  });

  it.each([
    [[], {}, 'values must be finite numbers'],
    [[Number.NaN], {}, 'values must be finite numbers'],
    [[1], { groups: [] }, 'groups must have 1 names, got 0'],
    [[1], { resamples: 0 }, 'resamples must be a positive integer'],
    [[1], { level: 1 }, 'level must be between 0 and 1'],
    [[1], { sed: 1 }, "did you mean 'seed'"],
  ])('refuses %j with %j', (values, options, message) => {
    expect(() => bootstrapMean(values, options as never)).toThrow(message);
  });
});
