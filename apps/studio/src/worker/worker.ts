// Runs the calls of the page one after another in its worker, and stops those that the page no longer wants.
import type { CallName } from '../protocol/calls.js';
import type { FromWorker, ToWorker } from '../protocol/messages.js';
import { problemOf, STOPPED } from '../protocol/problem.js';
import type { CallContext } from './callContext.js';
import { ANSWERS } from './session.js';

/** The part of a worker's global scope that is used here. */
interface Scope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker, transfer?: readonly Transferable[]): void;
}

const scope = globalThis as unknown as Scope;
const controllers = new Map<number, AbortController>();
let last: Promise<unknown> = Promise.resolve();

scope.onmessage = ({ data }) => {
  if ('stop' in data) {
    controllers.get(data.stop)?.abort(new Error(STOPPED));
    return;
  }
  const { id, call, input } = data;
  const controller = new AbortController();
  controllers.set(id, controller);
  last = last.then(() => answer(id, { call, input, signal: controller.signal }));
};

async function answer(
  id: number,
  { call, input, signal }: { readonly call: CallName; readonly input: unknown; readonly signal: AbortSignal },
): Promise<void> {
  try {
    signal.throwIfAborted();
    const run = ANSWERS[call] as (input: unknown, context: CallContext) => Promise<unknown>;
    const result = await run(input, { signal, onProgress: (progress) => scope.postMessage({ id, progress }) });
    signal.throwIfAborted();
    scope.postMessage({ id, result }, transferable(result));
  } catch (error) {
    scope.postMessage({ id, problem: problemOf(error) });
  } finally {
    controllers.delete(id);
  }
}

/** Returns the buffers and pictures of a result, which are moved to the page. */
function transferable(value: unknown): Transferable[] {
  if (value instanceof ImageBitmap) return [value];
  if (ArrayBuffer.isView(value)) return [value.buffer as ArrayBuffer];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(transferable);
}
