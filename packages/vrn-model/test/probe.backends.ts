// The probe: its known answers computed anew, backends that pass it, and what it says of those that do not.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { enableWasmTraining } from '../src/wasm/enableWasmTraining.js';
import '../src/tensors/gradients.js';
import { PROBE_DEFAULTS, probeBackend } from '../src/probe.js';

/** A backend without a line of its own: cpu's kernels under another name, some left out, some spoilt. */
async function spoiltBackend(spoil: (config: tf.KernelConfig) => tf.KernelConfig | undefined): Promise<void> {
  tf.registerBackend('spoilt', tf.findBackendFactory('cpu'));
  for (const config of tf.getKernelsForBackend('cpu')) {
    const kernel = spoil(config);
    if (kernel !== undefined) tf.registerKernel({ ...kernel, backendName: 'spoilt' });
  }
  await tf.setBackend('spoilt');
}

beforeAll(() => tf.setBackend('cpu'));
afterEach(async () => {
  await tf.setBackend('cpu');
  if (tf.findBackend('spoilt') === null) return;
  for (const { kernelName } of tf.getKernelsForBackend('spoilt')) tf.unregisterKernel(kernelName, 'spoilt');
  tf.removeBackend('spoilt');
});

describe('probeBackend', () => {
  it('passes cpu, whose numbers are the known ones, and frees all it makes', async () => {
    const before = tf.memory().numTensors;
    await probeBackend({ training: true });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('passes wasm for inference, and for training once its gradients are there', async () => {
    await tf.setBackend('wasm');
    await probeBackend();
    await expect(probeBackend({ training: true })).rejects.toMatchObject({
      code: 'no-training-kernels',
      message: expect.stringMatching(/^probeBackend: backend wasm must have all kernels, got .*Conv2DBackpropFilter/),
    });
    enableWasmTraining();
    await probeBackend({ training: true });
  });

  it('names a kernel that is missing', async () => {
    await spoiltBackend((config) => (config.kernelName === 'MaxPool' ? undefined : config));
    await expect(probeBackend()).rejects.toMatchObject({
      code: 'bad-backend',
      message: expect.stringMatching(/backend spoilt must have all kernels, got .*MaxPool/),
    });
  });

  it.each(PROBE_DEFAULTS.blocks)('finds results that are wrong without an error, in %s blocks', async (block) => {
    await spoiltBackend((config) =>
      config.kernelName === 'Relu' || config.kernelName === 'FusedConv2D'
        ? { ...config, kernelFunc: (call) => zeros(config.kernelFunc(call) as tf.TensorInfo, call.backend) }
        : config,
    );
    await expect(probeBackend({ blocks: [block] })).rejects.toMatchObject({
      code: 'bad-backend',
      message: expect.stringMatching(
        new RegExp(
          `^probeBackend: backend spoilt must put out the known logits of ${block} blocks, [\\d.]+ and .*, got `,
        ),
      ),
    });
  });

  it('finds gradients that are wrong without an error', async () => {
    await spoiltBackend((config) =>
      config.kernelName === 'MaxPoolGrad'
        ? { ...config, kernelFunc: (call) => zeros(config.kernelFunc(call) as tf.TensorInfo, call.backend) }
        : config,
    );
    await probeBackend();
    await expect(probeBackend({ training: true, blocks: ['multiscale'] })).rejects.toMatchObject({
      code: 'no-training-kernels',
      message: expect.stringMatching(/must give the known gradients of multiscale blocks/),
    });
  });

  it('says that there is no backend', async () => {
    const factories = ['cpu', 'wasm'].map((name) => [name, tf.findBackendFactory(name)] as const);
    for (const [name] of factories) tf.removeBackend(name);
    await expect(probeBackend()).rejects.toMatchObject({
      code: 'no-backend',
      message: expect.stringMatching(/^probeBackend: a backend of tfjs must be set, got none/),
    });
    for (const [name, factory] of factories) tf.registerBackend(name, factory);
  });
});

/** The same tensor with nothing in it. */
function zeros(info: tf.TensorInfo, backend: unknown): tf.TensorInfo {
  const { data } = backend as { data: { get(id: object): { values: Float32Array } } };
  data.get(info.dataId).values.fill(0);
  return info;
}
