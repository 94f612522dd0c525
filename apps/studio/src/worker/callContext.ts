// Defines what functions that answer calls receive: the signal that stops them, and a callback for their progress.
import type { Progress } from '../protocol/calls.js';

export interface CallContext {
  /** Aborted when the page no longer wants the answer. */
  readonly signal: AbortSignal;
  onProgress(progress: Progress): void;
}

/** Lets messages of the page arrive, and then throws the signal's reason if it was aborted. */
export async function pause(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  signal.throwIfAborted();
}
