// Tests that lists of numbers are compared within a tolerance and by their largest difference, including NaN.
import { describe, expect, it } from 'vitest';
import { close, largestDifference, largestMagnitude, relativeDifference } from '../src/index.js';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

describe('close', () => {
  it('returns the largest differences and their index', () => {
    expect(close([1, 2.5, 3], [1, 2, 4], 1)).toEqual({ absolute: 1, relative: 0.25, at: 2 });
    expect(close(7, 7, 0)).toEqual({ absolute: 0, relative: 0, at: 0 });
    expect(close([], [], 0)).toEqual({ absolute: 0, relative: 0, at: 0 });
  });

  it('passes if either bound is met', () => {
    close([1000.5, 1e-9], [1000, 0], { absolute: 1e-6, relative: 1e-3 });
    expect(() => close([1000.5], [1000], 1e-6)).toThrow('1 of 1 beyond tolerance');
    expect(() => close([1e-9], [0], { relative: 1 })).toThrow('beyond tolerance');
  });

  it.each([
    [nan, inf],
    [inf, nan],
    [nan, 0],
    [0, nan],
    [inf, -inf],
    [inf, 1e308],
    [1e308, inf],
  ])('%d is not close to %d, whatever the tolerance', (actual, expected) => {
    expect(() => close([actual], [expected], inf)).toThrow();
    expect(() => close(actual, expected, { relative: inf })).toThrow();
  });

  it('accepts NaN for NaN and an infinity for itself', () => {
    expect(close([nan, inf, -inf, -0], [nan, inf, -inf, 0], 0).absolute).toBe(0);
  });

  it('names the worst pair', () => {
    expect(() => close(Float32Array.of(1, 5, 3), [1, 2, 2], 0.5)).toThrow(
      'close: 2 of 3 beyond tolerance (absolute 0.5, relative 0); worst at 1: got 5, expected 2, difference 3',
    );
    expect(() => close([1, nan], [9, 1], 0.5)).toThrow('worst at 1: got NaN');
  });

  it('refuses lists of different lengths and invalid tolerances', () => {
    expect(() => close([1, 2], [1], 1)).toThrow('1 numbers expected, got 2');
    expect(() => close(1, 1, nan)).toThrow('tolerance must be');
    expect(() => close(1, 1, { relative: -1 })).toThrow('tolerance must be');
  });
});

describe('largestDifference', () => {
  it('returns the largest absolute difference', () => {
    expect(largestDifference([1, -2, 3], Float32Array.of(1, 2.5, 3))).toBe(4.5);
    expect(largestDifference([1, 2], [1, 2])).toBe(0);
    expect(largestDifference([], [])).toBe(0);
    expect(largestDifference([inf], [0])).toBe(inf);
  });

  it.each([0, 1, 2])('is NaN if the number at %d of either array is NaN', (at) => {
    const broken = [1, 2, 3].with(at, nan);
    expect(largestDifference(broken, [9, 9, 9])).toBeNaN();
    expect(largestDifference([9, 9, 9], broken)).toBeNaN();
  });

  it('is NaN if lengths differ or infinities cancel', () => {
    expect(largestDifference([1, 2], [1])).toBeNaN();
    expect(largestDifference([1], [1, 2])).toBeNaN();
    expect(largestDifference([inf, 1], [inf, 1])).toBeNaN();
  });
});

describe('largestMagnitude', () => {
  it('returns the largest absolute value, and NaN for any NaN', () => {
    expect(largestMagnitude([1, -3, 2])).toBe(3);
    expect(largestMagnitude([])).toBe(0);
    expect(largestMagnitude([nan, 1])).toBeNaN();
    expect(largestMagnitude([1, nan])).toBeNaN();
  });
});

describe('relativeDifference', () => {
  it('divides by the largest magnitude of the reference', () => {
    expect(relativeDifference([[1, 2], [3]], [[1, -2], [8]])).toBe(0.625);
  });

  it('is NaN for any NaN and for different shapes', () => {
    expect(relativeDifference([[nan, 1], [2]], [[1, 1], [2]])).toBeNaN();
    expect(relativeDifference([[1], [2]], [[1], [nan]])).toBeNaN();
    expect(relativeDifference([[1, 2]], [[1], [2]])).toBeNaN();
    expect(relativeDifference([[1], [2]], [[1]])).toBeNaN();
    expect(relativeDifference([[0]], [[0]])).toBeNaN();
  });
});
