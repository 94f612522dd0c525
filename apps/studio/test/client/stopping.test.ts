// Tests that an aborted signal ends the wait for a result, stops a call of the worker, and keeps a call from starting.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { stoppable } from '../../src/client/stoppable.js';
import { startWorker } from '../../src/client/worker.js';
import { STOPPED } from '../../src/protocol/problem.js';

const never = new Promise<never>(() => {});

describe('stoppable', () => {
  it('rejects when the signal is aborted, also if it was aborted before', async () => {
    await expect(stoppable(never, AbortSignal.abort())).rejects.toThrow(STOPPED);
    const controller = new AbortController();
    const result = stoppable(never, controller.signal);
    controller.abort();
    await expect(result).rejects.toThrow(STOPPED);
  });

  it('returns the result and passes on failures', async () => {
    const { signal } = new AbortController();
    expect(await stoppable(Promise.resolve(7), signal)).toBe(7);
    await expect(stoppable(Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken');
  });
});

describe('a call of the worker', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('does not start if its signal was aborted before, and is stopped by its signal', async () => {
    const messages: unknown[] = [];
    class FakeWorker {
      onmessage: ((event: { data: unknown }) => void) | null = null;
      postMessage(message: { id?: number; stop?: number }): void {
        messages.push(message);
        if (message.stop !== undefined)
          this.onmessage?.({ data: { id: message.stop, problem: { title: 'Stopped.' } } });
      }
    }
    vi.stubGlobal('Worker', FakeWorker);
    const call = startWorker();
    const file = new Blob();
    await expect(call('open', file, { signal: AbortSignal.abort() })).rejects.toMatchObject({ stopped: true });
    expect(messages).toEqual([]);
    const controller = new AbortController();
    const result = call('open', file, { signal: controller.signal });
    controller.abort();
    await expect(result).rejects.toMatchObject({ title: 'Stopped.' });
    expect(messages).toEqual([{ id: expect.any(Number), call: 'open', input: file }, { stop: expect.any(Number) }]);
  });
});
