// Amounts that are drawn anew for every sample: what a range is, and its checks.
import { check, type Random } from '@vrn/voxel';

/** The most, counted from nothing; or the least and the most. */
export type Range = number | readonly [low: number, high: number];

/** The two ends of a range; a number alone goes from `least` on. */
export function ends(range: Range, least = 0): readonly [low: number, high: number] {
  return typeof range === 'number' ? [least, range] : range;
}

/** A number drawn from a range. */
export const drawn = (rng: Random, range: Range, least = 0): number => rng.uniform(...ends(range, least));

/** A whole number drawn from a range, both ends among them. */
export function drawnWhole(rng: Random, range: Range): number {
  const [low, high] = ends(range);
  return low + rng.integer(high - low + 1);
}

/**
 * Checks a range at the door.
 *
 * @throws {VolumetricError} `bad-argument`
 */
export function checkRange(
  range: Range,
  name: string,
  bounds: { least?: number; most?: number; whole?: boolean },
): void {
  const { least = 0, most = Number.MAX_SAFE_INTEGER, whole = false } = bounds;
  const listed = typeof range === 'number' ? [range] : range;
  const fits =
    (typeof range === 'number' || (Array.isArray(range) && range.length === 2)) &&
    listed.every((value) => value >= least && value <= most && (!whole || Number.isInteger(value))) &&
    listed[0]! <= listed.at(-1)!;
  check(fits, 'bad-argument', () => {
    const kind = whole ? 'a whole number' : 'a number';
    const limit = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `in ${least}..${most}`;
    return `corruptInputs: ${name} must be ${kind} ${limit}, or [low, high] of such, got ${JSON.stringify(range)}`;
  });
}
