// Shows a progress bar with the remaining time, and restores the terminal afterwards, also after Ctrl-C.
import { Presets, SingleBar } from 'cli-progress';
import { escapeControls } from './messages.js';

export interface Progress {
  /**
   * Shows that `done` of `total` units are complete; the first call draws the bar.
   *
   * @param detail     current input or step. Default: none.
   * @param remaining  seconds left. Default: estimated from the units done so far.
   */
  update(done: number, total: number, detail?: string, remaining?: number): void;
  /** Clears the bar while `print` writes other output. */
  interrupt(print: () => void): void;
  stop(): void;
}

/** Escape sequences that show the cursor and switch line wrapping on. */
const RESTORE = '\u001b[?25h\u001b[?7h';

const SILENT: Progress = { update: () => {}, interrupt: (print) => print(), stop: () => {} };

/**
 * Creates a progress bar on stderr. Shows nothing if stderr is not a terminal or `quiet` is set.
 *
 * @param what  the unit, in the plural: `samples`.
 */
export function progress(what: string, quiet: boolean | undefined): Progress {
  const stream = process.stderr;
  if (quiet || stream.isTTY !== true) return SILENT;
  // Lines are cut to the terminal's width instead of switching line wrapping off, so that nothing needs to be restored
  // after a signal that cannot be handled, such as SIGKILL.
  const bar = new SingleBar(
    {
      format: '{bar} {percentage}% | {value} of {total} {what}{detail}{left}',
      stream,
      clearOnComplete: true,
      linewrap: true,
      barsize: 24,
    },
    Presets.shades_classic,
  );
  let total: number | undefined;
  let began = { at: 0, done: 0 };
  let shown = { detail: '', left: '' };
  const stop = (): void => {
    if (total === undefined) return;
    total = undefined;
    bar.stop();
    stream.write(RESTORE);
    process.off('exit', stop);
  };
  return {
    update(done, all, detail = '', remaining) {
      if (total === undefined) began = { at: performance.now(), done };
      const steps = done - began.done;
      const pace = steps > 0 ? ((performance.now() - began.at) / 1000 / steps) * (all - done) : undefined;
      const seconds = remaining ?? pace;
      shown = {
        detail: detail === '' ? '' : ` | ${escapeControls(detail)}`,
        left: seconds === undefined || done >= all ? '' : ` | ${duration(seconds)} left`,
      };
      if (total === undefined) {
        bar.start(all, done, { what, ...shown });
        process.on('exit', stop);
      } else if (total !== all) bar.setTotal(all);
      total = all;
      bar.update(done, { what, ...shown });
    },
    interrupt(print) {
      if (total !== undefined) stream.write('\r\u001b[K');
      print();
      if (total !== undefined) bar.render();
    },
    stop,
  };
}

/** Formats a duration that is given in seconds: `45s`, `3m 05s`, `2h 10m`. */
export function duration(seconds: number): string {
  const rounded = Math.max(1, Math.round(seconds));
  const [hours, minutes] = [Math.floor(rounded / 3600), Math.floor(rounded / 60) % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  if (hours > 0) return `${hours}h ${two(minutes)}m`;
  return minutes > 0 ? `${minutes}m ${two(rounded % 60)}s` : `${rounded}s`;
}
