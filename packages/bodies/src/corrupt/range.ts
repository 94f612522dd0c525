// Defines ranges of random amounts, checks them, and draws from them.
import { check, type Random } from '@vrn/voxel';

/** A maximum, with a minimum of 0 unless stated otherwise; or minimum and maximum. */
export type Range = number | readonly [low: number, high: number];

/** Returns the two ends of a range. A number alone has the minimum `least`. */
export function ends(range: Range, least = 0): readonly [low: number, high: number] {
  return typeof range === 'number' ? [least, range] : range;
}

/** Draws a number uniformly from a range. A number alone has the minimum `least`. */
export const drawFrom = (rng: Random, range: Range, least = 0): number => rng.uniform(...ends(range, least));

/** Draws an integer from a range that includes both ends. */
export function drawInteger(rng: Random, range: Range): number {
  const [low, high] = ends(range);
  return low + rng.integer(high - low + 1);
}

/**
 * Checks a range on entry. Its ends must be ascending and in `min..max`, by default 0 to 2⁵³ − 1; `isInteger` also
 * requires integers.
 *
 * @throws {VolumetricError} `bad-argument`
 */
export function checkRange(
  range: Range,
  name: string,
  bounds: { min?: number; max?: number; isInteger?: boolean },
): void {
  const { min = 0, max = Number.MAX_SAFE_INTEGER, isInteger = false } = bounds;
  const listed = typeof range === 'number' ? [range] : range;
  const fits =
    (typeof range === 'number' || (Array.isArray(range) && range.length === 2)) &&
    listed.every((value) => value >= min && value <= max && (!isInteger || Number.isInteger(value))) &&
    listed[0]! <= listed.at(-1)!;
  check(fits, 'bad-argument', () => {
    const kind = isInteger ? 'an integer' : 'a number';
    const limit = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `in ${min}..${max}`;
    return `corruptInputs: ${name} must be ${kind} ${limit}, or [low, high] of such, got ${JSON.stringify(range)}`;
  });
}
