// Starts the worker and calls it from the page.
import type { CallName, Calls, Progress } from '../protocol/calls.js';
import type { FromWorker } from '../protocol/messages.js';
import { type ProblemText, STOPPED_WORK } from '../protocol/problem.js';

export interface CallOptions {
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** Calls the worker; a call that fails, or is stopped by its signal, rejects with a `ProblemText`. */
export type Call = <Name extends CallName>(
  name: Name,
  input: Calls[Name][0],
  options?: CallOptions,
) => Promise<Calls[Name][1]>;

interface Waiting {
  readonly options: CallOptions;
  resolve(result: unknown): void;
  reject(problem: ProblemText): void;
}

/** Starts the worker and returns the function that calls it. */
export function startWorker(): Call {
  const worker = new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, Waiting>();
  let next = 0;
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    const call = waiting.get(data.id);
    if (call === undefined) return;
    if ('progress' in data) {
      if (call.options.signal?.aborted !== true) call.options.onProgress?.(data.progress);
      return;
    }
    waiting.delete(data.id);
    if ('problem' in data) call.reject(data.problem);
    else call.resolve(data.result);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    for (const { reject } of waiting.values()) {
      reject({ title: 'The page lost its worker.', advice: 'Reload the page and try again.', detail: event.message });
    }
    waiting.clear();
  };
  return (name, input, options = {}) =>
    new Promise((resolve, reject) => {
      if (options.signal?.aborted === true) {
        reject(STOPPED_WORK);
        return;
      }
      const id = next++;
      waiting.set(id, { options, resolve: resolve as Waiting['resolve'], reject });
      options.signal?.addEventListener('abort', () => worker.postMessage({ stop: id }), { once: true });
      worker.postMessage({ id, call: name, input });
    });
}
