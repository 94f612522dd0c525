// How often a number lies where: counts in equal bins, and its mean and spread, gathered one number at a time.

export interface Histogram {
  /** What the bins span; numbers beyond are counted in the outermost ones. */
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
  readonly total: number;
  /** Of the numbers themselves; `null` where there are none. */
  readonly least: number | null;
  readonly most: number | null;
  readonly mean: number | null;
  /** Standard deviation. */
  readonly deviation: number | null;
}

export interface HistogramGatherer {
  /** Counts a number; one that is not finite counts for nothing. */
  add(value: number): void;
  result(): Histogram;
}

export function gatherHistogram(low: number, high: number, bins = 24): HistogramGatherer {
  const counts = new Array<number>(bins).fill(0);
  let [total, mean, squares] = [0, 0, 0];
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return {
    add: (value) => {
      if (!Number.isFinite(value)) return;
      const bin = Math.floor(((value - low) / (high - low)) * bins);
      counts[Math.min(bins - 1, Math.max(0, bin))]!++;
      total++;
      // Welford: no difference of large sums.
      const off = value - mean;
      mean += off / total;
      squares += off * (value - mean);
      [least, most] = [Math.min(least, value), Math.max(most, value)];
    },
    result: () => ({
      low,
      high,
      counts: [...counts],
      total,
      ...(total === 0
        ? { least: null, most: null, mean: null, deviation: null }
        : { least, most, mean, deviation: Math.sqrt(squares / total) }),
    }),
  };
}
