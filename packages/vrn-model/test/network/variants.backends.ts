// Tests that the seven networks have the same logits and training steps on every backend of Node, and leak no tensor.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { relativeDifference } from '@vrn/test-utils';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildVRN } from '../../src/buildVRN.js';
import { VARIANT_NAMES, type VariantName } from '../../src/network/variants.js';
import { rmsprop, trainStep } from '../../src/train.js';
import { enableWasmTraining } from '../../src/wasm/enableWasmTraining.js';
import { poisonHeap } from '../helpers/poisonHeap.js';
import { noiseSample } from '../helpers/samples.js';

/** Backends that are compared with cpu, the reference. */
const BACKENDS = ['cpu', 'wasm'] as const;

const size = { rows: 32, columns: 32, slices: 16, features: 8, stem: [16, 16, 16], seed: 11 } as const;

/** Logits before and after one training step from the same initial values, and the losses of the step. */
async function run(backend: string, name: VariantName) {
  await tf.setBackend(backend);
  await poisonHeap();
  const tensors = tf.memory().numTensors;
  const vrn = buildVRN(name, size);
  // A single sample: with two, norms of single-pixel feature maps would output ±1, with signs determined by rounding.
  const samples = [noiseSample(vrn, 1)];
  const x = tf.randomUniform([1, ...vrn.inputShape], 0, 1, 'float32', 5);
  const logits = () => {
    const all = vrn.forward(x);
    const values = all.map((each) => each.dataSync());
    tf.dispose(all);
    return values;
  };
  const before = logits();
  const optimiser = rmsprop();
  const { losses } = await trainStep(vrn, samples, { optimiser, rate: 1e-5 });
  const after = logits();
  optimiser.dispose();
  vrn.dispose();
  x.dispose();
  return { before, losses, after, left: tf.memory().numTensors - tensors };
}

beforeAll(async () => {
  await tf.setBackend('wasm');
  enableWasmTraining();
});

describe.each(VARIANT_NAMES)('%s', (name) => {
  let reference: Awaited<ReturnType<typeof run>>;

  it.each(BACKENDS)('on %s', async (backend) => {
    const result = await run(backend, name);
    reference ??= result;
    expect(result.left).toBe(0);
    expect(result.before).toHaveLength(name === 'vrn-guided' ? 1 : 4);
    // Hundreds of single-precision layers, relative to the largest logit. The first step of RMSProp moves every weight
    // by ten times the rate in the direction of its gradient, however small. Where the gradient is only rounding error,
    // backends differ.
    expect(relativeDifference(result.before, reference.before)).toBeLessThan(1e-3);
    expect(relativeDifference([result.losses], [reference.losses])).toBeLessThan(1e-3);
    expect(relativeDifference(result.after, reference.after)).toBeLessThan(1e-3);
  });
});
