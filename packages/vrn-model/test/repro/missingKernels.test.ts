// Training on a backend that lacks kernels fails before the first step, with an error that names the call to add them.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { probeBackend } from '../../src/probe.js';
import { rmsprop, train, trainStep } from '../../src/train.js';
import { tiny, tinySamples } from '../helpers/tiny.js';

const samples = tinySamples(2);

describe('before a backend is set', () => {
  it('training and prediction say that one must be', async () => {
    const vrn = tiny();
    const words = { code: 'no-backend', message: expect.stringMatching(/a tfjs backend must be imported and ready/) };
    await expect(train(vrn, samples, { epochs: 1, batchSize: 2 })).rejects.toMatchObject(words);
    await expect(vrn.predict(samples[0]!)).rejects.toMatchObject(words);
    await expect(vrn.save()).rejects.toMatchObject(words);
    expect(vrn.summary().parameters).toBeGreaterThan(0);
  });
});

describe('without enableWasmTraining', () => {
  beforeAll(async () => {
    await tf.setBackend('wasm');
  });
  const words = { code: 'no-training-kernels', message: expect.stringContaining('call enableWasmTraining()') };

  it('train and trainStep name the call', async () => {
    const vrn = tiny();
    await expect(train(vrn, samples, { epochs: 1, batchSize: 2 })).rejects.toMatchObject(words);
    const step = trainStep(vrn, samples, { optimiser: rmsprop(), rate: 1e-3 });
    await expect(step).rejects.toMatchObject(words);
    vrn.dispose();
  });

  it('so does probeBackend', async () => {
    await expect(probeBackend({ training: true, blocks: ['multiscale'] })).rejects.toMatchObject(words);
  });
});
