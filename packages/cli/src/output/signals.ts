// Ends the command on signals: files that are being written are completed or removed first.
import { constants } from 'node:os';
import { writesSettled } from './files.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type EndSignal = (typeof SIGNALS)[number];

/** Exit code after a signal, as shells have it. */
export const signalCode = (signal: EndSignal): number => 128 + constants.signals[signal];

let handler: ((signal: EndSignal) => void) | undefined;

/**
 * Installs the handlers. The first signal waits for files that are being written, the second ends the process at once.
 * The progress bar clears itself when the process exits.
 */
export function endOnSignals(): void {
  for (const signal of SIGNALS) {
    let first = true;
    process.on(signal, () => {
      if (!first) process.exit(signalCode(signal));
      first = false;
      if (handler) handler(signal);
      else void writesSettled().finally(() => process.exit(signalCode(signal)));
    });
  }
}

/** Lets a command save its work on the first signal instead of ending; returns a function that undoes this. */
export function onSignal(save: (signal: EndSignal) => void): () => void {
  handler = save;
  return () => {
    handler = undefined;
  };
}
