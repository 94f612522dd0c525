// Defines, in plain JSON, distributions of values that are drawn for every sample: uniform in an interval, or peaked.
import { check, type Random } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';

/** Minimum and maximum of a value that is drawn uniformly for every sample. */
export type Span = readonly [low: number, high: number];

/** A normal distribution, truncated to an interval and optionally mixed with the uniform distribution over it. */
export interface Peak {
  /** Mean of the normal distribution before truncation; inside `within`. */
  readonly mean: number;
  /** Standard deviation of the normal distribution before truncation, above 0. */
  readonly deviation: number;
  /** Minimum and maximum of the values. */
  readonly within: Span;
  /** Share of the values that are drawn uniformly from the interval instead, 0..1; default 0. */
  readonly uniform?: number;
}

/** The distribution of a value: uniform in an interval, or with a peak. */
export type Distribution = Span | Peak;

export const PEAK_FIELDS = ['mean', 'deviation', 'within', 'uniform'] as const;

/**
 * Maximum number of draws until one is inside the interval; after that, the value is the mean. More than a few are
 * needed only if the interval is much narrower than the deviation.
 */
const MAX_DRAWS = 64;

/** Draws a value. For an interval, exactly one number is taken from the stream. */
export function drawValue(rng: Random, from: Distribution): number {
  if (isSpan(from)) return rng.uniform(...from);
  const { mean, deviation, within, uniform = 0 } = from;
  const [low, high] = within;
  if (rng.uniform() < uniform) return rng.uniform(low, high);
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    const value = mean + deviation * rng.normal();
    if (value >= low && value <= high) return value;
  }
  return mean;
}

/**
 * Checks a distribution on entry.
 *
 * @param name    start of the error message, such as 'sample: camera.turn must be'.
 * @param bounds  smallest and largest value that are allowed.
 * @throws {VolumetricError} `bad-argument`
 */
export function checkDistribution(value: Distribution, name: string, [least, most]: Span): void {
  const inBounds = (span: Span): boolean =>
    Array.isArray(span) && span.length === 2 && span[0] >= least && span[1] >= span[0] && span[1] <= most;
  if (typeof value !== 'object' || value === null || isSpan(value)) {
    check(inBounds(value), 'bad-argument', () => {
      return `${name} [low, high] with ${least} ≤ low ≤ high ≤ ${most}, got ${JSON.stringify(value)}`;
    });
    return;
  }
  checkOptions(name.replace(/ must be.*$/, ''), value, PEAK_FIELDS);
  const { mean, deviation, within, uniform = 0 } = value;
  const fits =
    inBounds(within) && mean >= within[0] && mean <= within[1] && deviation > 0 && Number.isFinite(deviation);
  check(fits && uniform >= 0 && uniform <= 1, 'bad-argument', () => {
    const fields = `{ mean, deviation, within: [low, high], uniform? } with ${least} ≤ low ≤ mean ≤ high ≤ ${most}`;
    return `${name} ${fields}, deviation above 0 and uniform in 0..1, got ${JSON.stringify(value)}`;
  });
}

const isSpan = (value: Distribution): value is Span => Array.isArray(value);
