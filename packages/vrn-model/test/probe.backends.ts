// Tests the backend probe: its known results, backends that pass, and the errors of backends that do not.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { enableWasmTraining } from '../src/wasm/enableWasmTraining.js';
import '../src/tensors/gradients.js';
import { PROBE_DEFAULTS, probeBackend } from '../src/probe.js';

/** Registers a backend `faulty` with cpu's kernels. `change` may replace a kernel, or omit it (undefined). */
async function faultyBackend(change: (config: tf.KernelConfig) => tf.KernelConfig | undefined): Promise<void> {
  tf.registerBackend('faulty', tf.findBackendFactory('cpu'));
  for (const config of tf.getKernelsForBackend('cpu')) {
    const kernel = change(config);
    if (kernel !== undefined) tf.registerKernel({ ...kernel, backendName: 'faulty' });
  }
  await tf.setBackend('faulty');
}

beforeAll(() => tf.setBackend('cpu'));
afterEach(async () => {
  await tf.setBackend('cpu');
  if (tf.findBackend('faulty') === null) return;
  for (const { kernelName } of tf.getKernelsForBackend('faulty')) tf.unregisterKernel(kernelName, 'faulty');
  tf.removeBackend('faulty');
});

describe('probeBackend', () => {
  it('passes cpu with the known checksums, and leaks no tensor', async () => {
    const before = tf.memory().numTensors;
    await probeBackend({ training: true });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('passes wasm for inference, and for training after enableWasmTraining', async () => {
    await tf.setBackend('wasm');
    await probeBackend();
    await expect(probeBackend({ training: true })).rejects.toMatchObject({
      code: 'no-training-kernels',
      message: expect.stringMatching(/^probeBackend: backend wasm must have all kernels, got .*Conv2DBackpropFilter/),
    });
    enableWasmTraining();
    await probeBackend({ training: true });
  });

  it('names a missing kernel', async () => {
    await faultyBackend((config) => (config.kernelName === 'MaxPool' ? undefined : config));
    await expect(probeBackend()).rejects.toMatchObject({
      code: 'bad-backend',
      message: expect.stringMatching(/backend faulty must have all kernels, got .*MaxPool/),
    });
  });

  it.each(PROBE_DEFAULTS.blocks)('detects wrong results without an error, in %s blocks', async (block) => {
    await faultyBackend((config) =>
      config.kernelName === 'Relu' || config.kernelName === 'FusedConv2D'
        ? { ...config, kernelFunc: (call) => zeros(config.kernelFunc(call) as tf.TensorInfo, call.backend) }
        : config,
    );
    await expect(probeBackend({ blocks: [block] })).rejects.toMatchObject({
      code: 'bad-backend',
      message: expect.stringMatching(
        new RegExp(
          `^probeBackend: backend faulty must compute the known logits of ${block} blocks, [\\d.]+ and .*, got `,
        ),
      ),
    });
  });

  it('detects wrong gradients without an error', async () => {
    await faultyBackend((config) =>
      config.kernelName === 'MaxPoolGrad'
        ? { ...config, kernelFunc: (call) => zeros(config.kernelFunc(call) as tf.TensorInfo, call.backend) }
        : config,
    );
    await probeBackend();
    await expect(probeBackend({ training: true, blocks: ['multiscale'] })).rejects.toMatchObject({
      code: 'no-training-kernels',
      message: expect.stringMatching(/must compute the known gradients of multiscale blocks/),
    });
  });

  it('reports that no backend is set', async () => {
    const factories = ['cpu', 'wasm'].map((name) => [name, tf.findBackendFactory(name)] as const);
    for (const [name] of factories) tf.removeBackend(name);
    await expect(probeBackend()).rejects.toMatchObject({
      code: 'no-backend',
      message: expect.stringMatching(/^probeBackend: a tfjs backend must be set, got none/),
    });
    for (const [name, factory] of factories) tf.registerBackend(name, factory);
  });
});

/** Overwrites the values of a tensor by zeros. */
function zeros(info: tf.TensorInfo, backend: unknown): tf.TensorInfo {
  const { data } = backend as { data: { get(id: object): { values: Float32Array } } };
  data.get(info.dataId).values.fill(0);
  return info;
}
