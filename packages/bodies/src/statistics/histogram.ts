// Gathers histograms with mean and standard deviation, one value at a time.

export interface Histogram {
  /** Range of the bins. Values beyond it count in the outermost bins. */
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
  readonly total: number;
  /** Minimum, maximum and mean of the values; `null` if there are none. */
  readonly least: number | null;
  readonly most: number | null;
  readonly mean: number | null;
  /** Population standard deviation (divided by the number of values); `null` if there are none. */
  readonly deviation: number | null;
}

export interface HistogramGatherer {
  /** Adds a value; ignores values that are not finite. */
  add(value: number): void;
  result(): Histogram;
}

/** Creates a gatherer for a histogram with `bins` equal bins from `low` to `high`. */
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
      // Welford's method avoids differences of large sums.
      const off = value - mean;
      mean += off / total;
      squares += off * (value - mean);
      least = Math.min(least, value);
      most = Math.max(most, value);
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
