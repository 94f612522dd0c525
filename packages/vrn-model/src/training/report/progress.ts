// How far a run is, and how long the rest will take.

/** Steps taken and to be taken. */
export interface RunProgress {
  /** Steps taken, those before this process among them. */
  readonly done: number;
  /** Steps in all; undefined until a stream's first epoch has shown how many there are. */
  readonly total: number | undefined;
  /** Seconds to the end at the pace of the last steps; undefined where it cannot be told. */
  readonly remaining: number | undefined;
}

/** Steps whose pace counts: enough to even out single ones, few enough to follow a machine that gets busy. */
const WINDOW = 50;

/**
 * Measures the pace of steps: call it once before the first step of this process and after every step.
 *
 * @param now the clock, milliseconds.
 */
export function progressMeter(now: () => number): (done: number, total: number | undefined) => RunProgress {
  const marks: { readonly done: number; readonly at: number }[] = [];
  return (done, total) => {
    marks.push({ done, at: now() });
    if (marks.length > WINDOW + 1) marks.shift();
    const [first, last] = [marks[0]!, marks.at(-1)!];
    const steps = last.done - first.done;
    const known = total !== undefined && steps > 0;
    return { done, total, remaining: known ? ((last.at - first.at) / 1000 / steps) * (total - done) : undefined };
  };
}
