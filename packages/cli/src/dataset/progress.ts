// A bar on a terminal that says how far a set is, and what remains.
import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  /** So many are done of so many; the first call draws the bar. */
  update(done: number, total: number): void;
  stop(): void;
}

/** A bar on stderr; none where that is no terminal, or where `quiet`. */
export function progress(what: string, quiet: boolean | undefined): Progress {
  if (quiet || process.stderr.isTTY !== true) return { update: () => {}, stop: () => {} };
  const bar = new SingleBar(
    {
      format: `{bar} {percentage}% | {value} of {total} ${what} | {eta_formatted} left`,
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
      etaBuffer: 200,
    },
    Presets.shades_classic,
  );
  let started = false;
  return {
    update: (done, total) => {
      if (!started) bar.start(total, 0);
      started = true;
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
}
