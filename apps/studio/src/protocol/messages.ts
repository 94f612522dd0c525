// Defines the messages between the page and its worker.
import type { CallName, Progress } from './calls.js';
import type { ProblemText } from './problem.js';

/** From the page: a call, or the `id` of a call to stop. */
export type ToWorker =
  | { readonly id: number; readonly call: CallName; readonly input: unknown }
  | { readonly stop: number };

/** From the worker: progress, and then either a result or a problem. */
export type FromWorker =
  | { readonly id: number; readonly progress: Progress }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly problem: ProblemText };
