// Lets the page stop waiting for a result.
import { STOPPED } from '../protocol/problem.js';

/**
 * Settles as `result` does, or rejects with the message `STOPPED` as soon as the signal is aborted, at once if it
 * already is. The worker may still be busy then.
 */
export function stoppable<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new Error(STOPPED));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    result.then(resolve, reject);
  });
}
