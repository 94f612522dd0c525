// Tests that training steps and predictions leak neither tensors, nor bytes, nor wasm heap.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { buildVRN } from '../../src/buildVRN.js';
import { rmsprop, trainStep } from '../../src/train.js';
import { enableWasmTraining } from '../../src/wasm/enableWasmTraining.js';
import { noiseSample } from '../helpers/samples.js';

const STEPS = 200;

/** Steps after which all one-time allocations are done: the optimiser's memory, cached kernels, growth of the heap. */
const SETTLED = 20;

/** A config so small that all steps together take only seconds. */
const SMALL = {
  rows: 8,
  columns: 8,
  slices: 4,
  features: 4,
  stem: [4, 4, 4],
  modules: 1,
  depth: 1,
  stacks: 1,
} as const;

interface HeapBackend {
  readonly wasm: { readonly HEAPU8: Uint8Array };
}

function state() {
  const { numTensors, numBytes } = tf.memory();
  return { tensors: numTensors, bytes: numBytes, heap: (tf.backend() as unknown as HeapBackend).wasm.HEAPU8.length };
}

describe.each(['multiscale', 'flat'] as const)('%s', (block) => {
  it(`leaks no memory in ${STEPS} steps`, async () => {
    await tf.setBackend('wasm');
    enableWasmTraining();
    const before = tf.memory().numTensors;
    const vrn = buildVRN({ ...SMALL, block, flatFeatures: block === 'flat' ? 4 : 0 }, { seed: 1 });
    const samples = [noiseSample(vrn, 1)];
    const optimiser = rmsprop();
    let settled: ReturnType<typeof state> | undefined;
    for (let step = 1; step <= STEPS; step++) {
      // A prediction keeps folded filters; the update of the step below frees them.
      if (step % 10 === 0) await vrn.predict(samples[0]!);
      await trainStep(vrn, samples, { optimiser, rate: 1e-5 });
      if (step === SETTLED) settled = state();
    }
    expect(state()).toEqual(settled);
    vrn.dispose();
    optimiser.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
