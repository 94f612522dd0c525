// Compares lists of numbers: within a tolerance, or by their largest difference, which no NaN escapes.

/** Largest allowed difference. A pair that meets either bound passes. A plain number is the absolute bound. */
export type Tolerance = number | { readonly absolute?: number; readonly relative?: number };

/** The largest absolute and relative differences, and the index of the largest absolute one. */
export interface Difference {
  readonly absolute: number;
  readonly relative: number;
  readonly at: number;
}

/**
 * Checks that every pair of numbers is within the tolerance, and returns the largest differences. NaN and infinities
 * equal only themselves.
 *
 * A pair passes if |actual − expected| ≤ absolute, or ≤ relative · |expected|. NaN passes only against NaN, +∞ only
 * against +∞, −∞ only against −∞; such pairs have a difference of 0.
 *
 * @throws {Error} with the number of failing pairs, and the worst pair: index, both numbers, difference, tolerance.
 *   Also for lists of different lengths and for a tolerance that is negative or NaN.
 *
 * @example
 * close([1, 2.001], [1, 2], 0.01).at;  // → 1
 */
export function close(
  actual: number | ArrayLike<number>,
  expected: number | ArrayLike<number>,
  tolerance: Tolerance,
): Difference {
  const a = typeof actual === 'number' ? [actual] : actual;
  const e = typeof expected === 'number' ? [expected] : expected;
  const { absolute = 0, relative = 0 } = typeof tolerance === 'number' ? { absolute: tolerance } : tolerance;
  if (!(absolute >= 0 && relative >= 0)) {
    throw new Error(`close: tolerance must be zero or more, got absolute ${absolute}, relative ${relative}`);
  }
  if (a.length !== e.length) throw new Error(`close: ${e.length} numbers expected, got ${a.length}`);
  const largest = { absolute: 0, relative: 0, at: 0 };
  let failures = 0;
  let worst = { at: -1, excess: 0 };
  for (let i = 0; i < a.length; i++) {
    const gap = distance(a[i]!, e[i]!);
    const share = gap === 0 ? 0 : gap / Math.abs(e[i]!);
    if (gap > largest.absolute) Object.assign(largest, { absolute: gap, at: i });
    largest.relative = Math.max(largest.relative, Number.isNaN(share) ? Number.POSITIVE_INFINITY : share);
    if (Number.isFinite(gap) && (gap <= absolute || gap <= relative * Math.abs(e[i]!))) continue;
    failures++;
    if (gap > worst.excess) worst = { at: i, excess: gap };
  }
  if (failures > 0) {
    const where = typeof actual === 'number' ? '' : ` at ${worst.at}`;
    throw new Error(
      `close: ${failures} of ${a.length} beyond tolerance (absolute ${absolute}, relative ${relative}); ` +
        `worst${where}: got ${a[worst.at]}, expected ${e[worst.at]}, difference ${worst.excess}`,
    );
  }
  return largest;
}

const distance = (a: number, b: number): number => {
  if (Object.is(a, b) || a === b) return 0;
  return Number.isFinite(a) && Number.isFinite(b) ? Math.abs(a - b) : Number.POSITIVE_INFINITY;
};

/**
 * Returns the largest |a − b| over two arrays of the same length. NaN if either array has a NaN, if both have the same
 * infinity at one index, or if the lengths differ. 0 for two empty arrays.
 *
 * @example
 * largestDifference([1, 2, 3], [1, 2.5, 3]); // → 0.5
 */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.NaN;
  let largest = 0;
  // Unlike a comparison, Math.max keeps a NaN whatever follows.
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

/** Returns the largest |value|; NaN if any value is NaN, 0 for an empty array. */
export function largestMagnitude(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  return largest;
}

/**
 * Returns the largest difference over all pairs of arrays, divided by the largest magnitude in `reference`. NaN if any
 * number is NaN, if the number of arrays or any length differs, or if both are zero throughout.
 *
 * @example
 * relativeDifference([[1, 2], [3]], [[1, 2], [4]]); // → 0.25
 */
export function relativeDifference(
  arrays: readonly ArrayLike<number>[],
  reference: readonly ArrayLike<number>[],
): number {
  if (arrays.length !== reference.length) return Number.NaN;
  const differences = arrays.map((values, i) => largestDifference(values, reference[i]!));
  return Math.max(...differences) / Math.max(...reference.map(largestMagnitude));
}
