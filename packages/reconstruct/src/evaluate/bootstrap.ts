// Computes means with bootstrapped confidence intervals.
import { check, random } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';

export interface BootstrapMeanOptions {
  /** Group of each value, such as the person; groups are drawn as units. Default: every value is its own group. */
  readonly groups?: readonly string[];
  /** Number of means from which the interval is computed. */
  readonly resamples?: number;
  /** Confidence level of the interval, above 0 and below 1. */
  readonly level?: number;
  readonly seed?: number;
}

export const BOOTSTRAP_MEAN_DEFAULTS = { resamples: 1000, level: 0.95, seed: 0 } as const;

/** A mean and its confidence interval. */
export interface Mean {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Number of values. */
  readonly count: number;
}

/**
 * Computes the mean of values and a percentile interval from means of resampled values. Values of one group, such as
 * pictures of one person, are not independent; whole groups are drawn with replacement.
 *
 * @param values  at least one, finite.
 * @throws {VolumetricError} `bad-argument`
 * Cost: O(values · resamples).
 *
 * @example
 * bootstrapMean([1, 1, 1]);  // → { mean: 1, low: 1, high: 1, count: 3 }
 *
 * Source: Efron 1979; percentile intervals.
 */
export function bootstrapMean(values: readonly number[], options: BootstrapMeanOptions = {}): Mean {
  checkOptions('bootstrapMean', options, ['groups', ...Object.keys(BOOTSTRAP_MEAN_DEFAULTS)]);
  const { groups, resamples, level, seed } = { ...BOOTSTRAP_MEAN_DEFAULTS, ...defined(options) };
  check(values.length > 0 && values.every(Number.isFinite), 'bad-argument', () => {
    return `bootstrapMean: values must be finite numbers, at least one, got ${values.length}`;
  });
  check(groups === undefined || groups.length === values.length, 'bad-argument', () => {
    return `bootstrapMean: groups must have ${values.length} names, got ${groups?.length}`;
  });
  check(Number.isInteger(resamples) && resamples > 0, 'bad-argument', () => {
    return `bootstrapMean: resamples must be a positive integer, got ${resamples}`;
  });
  check(level > 0 && level < 1, 'bad-argument', () => `bootstrapMean: level must be between 0 and 1, got ${level}`);
  const sums = sumsOf(values, groups);
  const mean = meanOf(sums);
  const rng = random(seed);
  const means = Float64Array.from({ length: resamples }, () => {
    return meanOf(sums.map(() => sums[rng.integer(sums.length)]!));
  }).sort();
  const at = (share: number): number => means[Math.min(resamples - 1, Math.floor(share * resamples))]!;
  return { mean, low: at((1 - level) / 2), high: at((1 + level) / 2), count: values.length };
}

interface Sum {
  readonly sum: number;
  readonly count: number;
}

function sumsOf(values: readonly number[], groups: readonly string[] | undefined): Sum[] {
  if (groups === undefined) return values.map((sum) => ({ sum, count: 1 }));
  const found = new Map<string, Sum>();
  for (const [n, value] of values.entries()) {
    const { sum, count } = found.get(groups[n]!) ?? { sum: 0, count: 0 };
    found.set(groups[n]!, { sum: sum + value, count: count + 1 });
  }
  return [...found.values()];
}

const meanOf = (sums: readonly Sum[]): number =>
  sums.reduce((total, { sum }) => total + sum, 0) / sums.reduce((total, { count }) => total + count, 0);
