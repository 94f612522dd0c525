// Ends the command on signals, after files in progress have been completed or removed.
import { constants } from 'node:os';
import { writesSettled } from './files.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type EndSignal = (typeof SIGNALS)[number];

/** Returns the exit code after a signal, by the convention of shells: 128 plus the number of the signal. */
export const signalCode = (signal: EndSignal): number => 128 + constants.signals[signal];

let handler: ((signal: EndSignal) => void) | undefined;

/**
 * Installs the handlers. The first signal of a kind calls the function given to `onSignal`; if there is none, it ends
 * the process as soon as no file is being written. The second of the same kind ends the process at once. The progress
 * bar clears itself when the process exits.
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

/** Makes the first signal of a kind call `save` instead of ending the command. Returns a function that undoes this. */
export function onSignal(save: (signal: EndSignal) => void): () => void {
  handler = save;
  return () => {
    handler = undefined;
  };
}
