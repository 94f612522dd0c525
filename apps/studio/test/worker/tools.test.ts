// Tests that detectors are disposed if the weights do not arrive, and that the next call tries again.
import { loadPretrained } from '@vrn/pretrained';
import { type Detectors, loadDetectors } from '@vrn/reconstruct';
import { beforeEach, expect, it, vi } from 'vitest';
import { toolsFor } from '../../src/worker/tools.js';

vi.mock('@vrn/model', () => ({ loadVRN: () => ({ dispose() {} }) }));
vi.mock('@vrn/pretrained', () => ({ loadPretrained: vi.fn() }));
vi.mock('@vrn/reconstruct', () => ({ loadDetectors: vi.fn() }));
vi.mock('../../src/worker/engine.js', () => ({ startEngine: async () => ({}) }));
vi.mock('../../src/worker/models.js', () => ({ MODEL_BYTES: 0, modelReader: () => async () => new Uint8Array() }));

beforeEach(() => vi.resetAllMocks());

it('disposes detectors that load after the weights have failed, and loads both again', async () => {
  let arrive = (_: Detectors): void => {};
  vi.mocked(loadDetectors).mockReturnValueOnce(
    new Promise((resolve) => {
      arrive = resolve;
    }),
  );
  vi.mocked(loadPretrained).mockRejectedValueOnce(new Error('weights: offline'));
  await expect(toolsFor('wasm', () => {})).rejects.toThrow('weights: offline');
  const dispose = vi.fn();
  arrive({ dispose } as unknown as Detectors);
  await vi.waitFor(() => expect(dispose).toHaveBeenCalledTimes(1));

  // If both fail, only the first error is thrown; the test fails if the other rejection is unhandled.
  vi.mocked(loadDetectors).mockRejectedValueOnce(new Error('detectors: offline'));
  vi.mocked(loadPretrained).mockRejectedValueOnce(new Error('weights: offline'));
  await expect(toolsFor('wasm', () => {})).rejects.toThrow('weights: offline');
  await new Promise((resolve) => setTimeout(resolve, 10));

  const detectors = { dispose: vi.fn() } as unknown as Detectors;
  vi.mocked(loadDetectors).mockResolvedValueOnce(detectors);
  vi.mocked(loadPretrained).mockResolvedValueOnce({ weights: new Uint8Array(1) } as never);
  expect((await toolsFor('wasm', () => {})).detectors).toBe(detectors);
  expect(detectors.dispose).not.toHaveBeenCalled();
});
