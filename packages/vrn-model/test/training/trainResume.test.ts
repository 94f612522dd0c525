// Checks that runs resumed at any step end like uninterrupted ones: weights, averages, history, metrics.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Augment, type Dataset, type TrainingSample, type TrainOptions, train } from '../../src/train.js';
import { enableWasmTraining } from '../../src/wasm/enableWasmTraining.js';
import { decodeSafetensors, encodeSafetensors } from '../../src/weights/safetensors.js';
import { sameBytes } from '../helpers/samples.js';
import { memoryStore, tiny, tinySamples } from '../helpers/tiny.js';

let samples: TrainingSample[];
beforeAll(async () => {
  await tf.setBackend('wasm');
  enableWasmTraining();
  samples = tinySamples(5);
});

/** Multiplies the mask of a sample by a number from the sample's random stream, which a resumed run must reproduce. */
const augment: Augment = (sample, rng) => {
  const gain = rng.uniform();
  const mask = { ...sample.mask!, data: Float32Array.from(sample.mask!.data, (value) => value * gain) };
  return { ...sample, mask };
};

/** Returns all results of a run, from the start or from a checkpoint. */
async function run(dataset: Dataset, options: TrainOptions, from?: Uint8Array) {
  const before = tf.memory().numTensors;
  const vrn = tiny();
  const store = memoryStore(from === undefined ? [] : [from]);
  let metrics = '';
  const { steps, history, averaged } = await train(vrn, dataset, {
    ...{ epochs: 3, batchSize: 2, seed: 9, schedule: 1e-3, augment, checkpoint: store, checkpointEvery: 1 },
    ...options,
    metrics: (lines) => {
      metrics = lines;
    },
  });
  const weights = [await vrn.save(), averaged ? await averaged.save() : new Uint8Array()];
  averaged?.dispose();
  vrn.dispose();
  expect(tf.memory().numTensors).toBe(before);
  return { weights, steps, history, metrics, saved: store.saved };
}

let straightRun: ReturnType<typeof run> | undefined;
/** Returns the results of the uninterrupted run with the options of `run`. */
const straightOf = () => {
  straightRun ??= run(samples, {});
  return straightRun;
};

let shortRun: ReturnType<typeof run> | undefined;
/** Returns the results of a run of one epoch. */
const oneEpoch = () => {
  shortRun ??= run(samples, { epochs: 1 });
  return shortRun;
};

const list = (): Dataset => samples;
async function* stream(): AsyncGenerator<TrainingSample> {
  for (const sample of samples) yield sample;
}
/** An infinite stream with a different order in every epoch. */
const endless = () => (epoch: number) => ({
  *[Symbol.iterator]() {
    for (let i = epoch; ; i += 3) yield samples[i % 5]!;
  },
});

describe('a checkpoint of an earlier version', () => {
  it.each([[['fineFeatures']], [['fineFeatures', 'frame']]])('whose config lacks %j is resumed', async (lacking) => {
    const whole = await straightOf();
    const { tensors, metadata } = decodeSafetensors(whole.saved[1]!);
    const config = Object.entries(JSON.parse(metadata.config!)).filter(([field]) => !lacking.includes(field));
    const earlier = { ...metadata, config: JSON.stringify(Object.fromEntries(config)) };
    const resumed = await run(samples, {}, encodeSafetensors({ tensors, metadata: earlier }));
    expect(sameBytes(resumed.weights[0]!, whole.weights[0]!)).toBe(true);
  });
});

describe('a resumed run', () => {
  it.each<[string, () => Dataset, TrainOptions]>([
    ['rmsprop, a list', list, {}],
    ['adam, averages, clipping', list, { optimiser: { kind: 'adam' }, average: { decay: 0.9 }, clipNorm: 0.5 }],
    [
      'parts, averages every second step, warm-up',
      list,
      { microBatch: 1, average: { every: 2 }, schedule: { kind: 'cosine', rate: 1e-3, warmup: 4 } },
    ],
    ['a shuffled stream, adam', () => stream, { shuffleBuffer: 3, prefetch: 2, optimiser: { kind: 'adam' } }],
    ['an endless stream, other losses', endless, { stepsPerEpoch: 3, loss: { jaccard: 1, front: 0.1 } }],
  ])(
    '%s',
    async (_, dataset, options) => {
      const straight = await run(dataset(), options);
      expect(straight.steps).toBe(9);
      const points = straight.saved.filter((bytes, i) => i === 0 || !sameBytes(bytes, straight.saved[i - 1]!));
      for (const at of [1, 4, points.length - 1]) {
        const again = await run(dataset(), options, points[at]);
        expect(again.steps).toBe(9);
        for (const i of [0, 1]) expect(sameBytes(again.weights[i]!, straight.weights[i]!)).toBe(true);
        expect([again.history, again.metrics]).toEqual([straight.history, straight.metrics]);
      }
    },
    120_000,
  );

  it('resumes after a signal at the last step of an epoch', async () => {
    const straight = await straightOf();
    const stop = new AbortController();
    const stopped = await run(samples, { signal: stop.signal, onStep: ({ step }) => step === 3 && stop.abort() });
    expect(stopped.steps).toBe(3);
    const again = await run(samples, {}, stopped.saved.at(-1));
    expect([again.history, again.metrics]).toEqual([straight.history, straight.metrics]);
    expect(sameBytes(again.weights[0]!, straight.weights[0]!)).toBe(true);
  });

  it('stores weights, optimiser state and averages under separate names', async () => {
    const { saved } = await run(samples, { epochs: 1, optimiser: { kind: 'adam' }, average: {} });
    const names = [...decodeSafetensors(saved.at(-1)!).tensors.keys()];
    for (const name of ['params/stem/conv/w', 'average/stem/conv/w', 'optimiser/stem/conv/w/mean', 'optimiser/steps']) {
      expect(names).toContain(name);
    }
  });

  it.each<[string, TrainOptions, RegExp]>([
    ['another seed', { seed: 1 }, /got seed 9 and not 1;/],
    ['another optimiser', { optimiser: { kind: 'adam' } }, /optimiser \{"kind":"rmsprop".*and not \{"kind":"adam"/],
    ['averages that the checkpoint lacks', { average: {} }, /average none and not/],
    ['batches of another size', { batchSize: 3 }, /batchSize 2 and not 3/],
  ])('rejects %s, and does not change the network', async (_, options, message) => {
    const { saved } = await oneEpoch();
    const vrn = tiny();
    const before = await vrn.save();
    const store = memoryStore([...saved]);
    const same = { epochs: 1, batchSize: 2, seed: 9, schedule: 1e-3 };
    await expect(train(vrn, samples, { ...same, checkpoint: store, ...options })).rejects.toThrow(message);
    expect(sameBytes(await vrn.save(), before)).toBe(true);
    vrn.dispose();
  });

  it('may change settings that do not depend on the past: rate, loss, clipping, parts', async () => {
    const { saved } = await oneEpoch();
    const { steps } = await run(
      samples,
      { epochs: 2, schedule: 1e-5, clipNorm: 1, loss: { jaccard: 1 }, microBatch: 1 },
      saved.at(-1),
    );
    expect(steps).toBe(6);
  });
});
