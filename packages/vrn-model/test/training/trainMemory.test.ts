// Checks that memory does not grow during training: number of tensors, their bytes, and the heap of the wasm backend.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { buildVRN } from '../../src/buildVRN.js';
import { train } from '../../src/train.js';
import { enableWasmTraining } from '../../src/wasm/enableWasmTraining.js';
import { noiseSample } from '../helpers/samples.js';
import { TINY } from '../helpers/tiny.js';

/** Size in bytes of the memory that contains the backend's tensors; it never shrinks. */
const heap = (): number =>
  (tf.backend() as unknown as { readonly wasm: { readonly HEAPU8: Uint8Array } }).wasm.HEAPU8.byteLength;

it('200 steps of Adam with averages, clipping and every loss do not increase memory', async () => {
  await tf.setBackend('wasm');
  enableWasmTraining();
  const vrn = buildVRN({ ...TINY, stacks: 1 });
  const samples = [1, 2, 3].map((seed) => noiseSample(vrn, seed));
  expect(vrn.params.size).toBeGreaterThan(0);
  const before = tf.memory().numTensors;
  const marks: { step: number; tensors: number; bytes: number; heap: number }[] = [];
  const { steps, averaged } = await train(vrn, samples, {
    ...{ epochs: 200, batchSize: 3, schedule: 1e-3, clipNorm: 1, average: {}, optimiser: { kind: 'adam' } },
    loss: { jaccard: 1, front: 1, side: 1 },
    onStep: ({ step }) => {
      const { numTensors, numBytes } = tf.memory();
      marks.push({ step, tensors: numTensors, bytes: numBytes, heap: heap() });
    },
  });
  expect(steps).toBe(200);
  const { step: _, ...early } = marks[9]!;
  expect(marks.at(-1)).toEqual({ step: 200, ...early });
  averaged!.dispose();
  expect(tf.memory().numTensors).toBe(before);
  vrn.dispose();
}, 300_000);
