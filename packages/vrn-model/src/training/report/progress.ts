// Measures the progress of a run and estimates the remaining time.

/** Number of steps taken in a run, and an estimate of the remaining time. */
export interface RunProgress {
  /** Number of steps taken, including those of earlier processes. */
  readonly done: number;
  /**
   * Total number of steps, for streams with `stepsPerEpoch` an upper limit. For other streams, undefined in the first
   * epoch, then estimated.
   */
  readonly total: number | undefined;
  /**
   * Estimated seconds to the end at the pace of the last steps; undefined before the first step of this process, or if
   * `total` is undefined.
   */
  readonly remaining: number | undefined;
}

/** Number of recent steps that determine the pace: enough to smooth outliers, few enough to follow changes of load. */
const WINDOW = 50;

/**
 * Creates a function that returns the progress of a run, with the remaining time estimated from the pace of its calls.
 * Call the function once before the first step of this process, and after every step.
 *
 * @param now returns the time in milliseconds.
 */
export function progressMeter(now: () => number): (done: number, total: number | undefined) => RunProgress {
  const marks: { readonly done: number; readonly at: number }[] = [];
  return (done, total) => {
    marks.push({ done, at: now() });
    if (marks.length > WINDOW + 1) marks.shift();
    const first = marks[0]!;
    const last = marks.at(-1)!;
    const steps = last.done - first.done;
    const known = total !== undefined && steps > 0;
    return { done, total, remaining: known ? ((last.at - first.at) / 1000 / steps) * (total - done) : undefined };
  };
}
