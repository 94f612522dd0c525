// Defines the context in which the worker answers a call: a signal that stops it, and a callback for progress.
import type { Progress } from '../protocol/calls.js';

export interface CallContext {
  /** Aborted when the page no longer wants the answer. */
  readonly signal: AbortSignal;
  onProgress(progress: Progress): void;
}

/** Lets pending messages of the page arrive, and then throws the signal's reason if the signal is aborted. */
export async function pause(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  signal.throwIfAborted();
}
