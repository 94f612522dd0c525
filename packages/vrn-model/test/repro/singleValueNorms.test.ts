// The running variance of norms that see a single value per channel decayed to 0, and inference divided by it.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { iou } from '@vrn/metrics';
import { packed } from '@vrn/voxel';
import ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildVRN } from '../../src/buildVRN.js';
import { onnxEngine } from '../../src/onnx.js';
import { rmsprop, train, trainStep } from '../../src/train.js';
import type { VRN } from '../../src/vrn.js';
import { enableWasmTraining } from '../../src/wasm/enableWasmTraining.js';
import { TINY, tiny, tinySamples } from '../helpers/tiny.js';

const samples = tinySamples(3);
/** A norm of one position: the hourglass pools 2 × 2 features to 1 × 1. */
const SINGLE = 'stack0/inner/m0/a/norm';

const valuesOf = (vrn: VRN, path: string): number[] => [...vrn.params.get(path)!.dataSync()];

beforeAll(async () => {
  await tf.setBackend('wasm');
  enableWasmTraining();
});

describe('a network whose features shrink to 1 × 1', () => {
  it('is not trained with batches of one', async () => {
    const vrn = tiny();
    await expect(train(vrn, samples, { epochs: 1, batchSize: 1 })).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringMatching(/batchSize must be at least 2 .*1 × 1/),
    });
    vrn.dispose();
  });

  it('warns of parts of one, which share the variance of the batch', async () => {
    const vrn = tiny();
    const { warnings } = await train(vrn, samples, { epochs: 1, batchSize: 3, microBatch: 1 });
    expect(warnings).toEqual([expect.stringMatching(/one value per channel/)]);
    expect(Math.min(...valuesOf(vrn, `${SINGLE}/variance`))).toBeGreaterThan(0.5);
    vrn.dispose();
  });

  it('is not trained on one sample', async () => {
    const vrn = tiny();
    const run = train(vrn, samples.slice(0, 1), { epochs: 1 });
    await expect(run).rejects.toThrow(/the number of samples must be at least 2/);
    vrn.dispose();
  });

  it('predicts what it has learnt from batches of four', async () => {
    const vrn = buildVRN({ ...TINY, features: 16 }, { seed: 3 });
    // The upper half is occupied in two samples, the lower half in the other two.
    const batch = tinySamples(4).map((sample, n) => {
      const data = Uint8Array.from({ length: 256 }, (_, i) => Number(i >= 128 === (n % 2 === 1)));
      return { ...sample, volume: packed(data, [8, 8, 4]) };
    });
    const engine = onnxEngine(ort, { threads: 1 });
    const optimiser = rmsprop();
    const steps = async (count: number, rate: number): Promise<void> => {
      for (let i = 0; i < count; i++) await engine.step(vrn, batch, { optimiser, rate });
    };
    await steps(250, 2e-3);
    // During steps at a tiny rate, running averages catch up with the parameters.
    await steps(40, 1e-7);
    await engine.settle(vrn, optimiser);
    await engine.dispose();
    const scores = await Promise.all(batch.map(async (sample) => iou(await vrn.predict(sample), sample.volume)));
    // A full volume would score 0.5, an empty one 0. Measured: 0.97 and more.
    expect(Math.min(...scores)).toBeGreaterThan(0.85);
    vrn.dispose();
  });

  it('with a last batch of one: averages skip that step, and the result says so', async () => {
    const vrn = tiny();
    const engine = onnxEngine(ort, { threads: 1 });
    const { warnings } = await train(vrn, samples, { epochs: 20, batchSize: 2, schedule: 1e-3, engine });
    await engine.dispose();
    expect(warnings).toEqual([expect.stringMatching(/single sample at a time.*one value per channel/)]);
    const { data } = await vrn.predict(samples[0]!);
    expect(data.every(Number.isFinite)).toBe(true);
    vrn.dispose();
    const even = tiny();
    expect((await train(even, samples.slice(0, 2), { epochs: 1, batchSize: 2 })).warnings).toEqual([]);
    even.dispose();
  });

  it('whose norms use the batch in prediction too may be trained on one sample', async () => {
    const vrn = buildVRN({ ...TINY, normalisation: 'batch' }, { seed: 3 });
    const { history } = await train(vrn, samples.slice(0, 1), { epochs: 2, batchSize: 1 });
    expect(history).toHaveLength(2);
    vrn.dispose();
  });
});

describe('a step with one sample', () => {
  it.each(['tfjs', 'ONNX Runtime'])('leaves averages of single values as they were: %s', async (name) => {
    const engine = onnxEngine(ort, { threads: 1 });
    const vrn = tiny();
    const optimiser = rmsprop();
    const step = name === 'tfjs' ? trainStep : engine.step;
    for (let i = 0; i < 3; i++) await step(vrn, samples.slice(0, 1), { optimiser, rate: 1e-3 });
    await engine.settle(vrn, optimiser);
    const channels = valuesOf(vrn, `${SINGLE}/mean`).length;
    expect(valuesOf(vrn, `${SINGLE}/mean`)).toEqual(new Array(channels).fill(0));
    expect(valuesOf(vrn, `${SINGLE}/variance`)).toEqual(new Array(channels).fill(1));
    // The averages of norms that see several values change.
    expect(valuesOf(vrn, 'stem/norm/mean').some((value) => value !== 0)).toBe(true);
    await engine.dispose();
    vrn.dispose();
  });
});
