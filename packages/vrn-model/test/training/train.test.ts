// Checks train: it learns, leaks no tensors, stops at a signal, applies its options, and rejects invalid arguments.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { packed } from '@vrn/voxel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildVRN } from '../../src/buildVRN.js';
import {
  type CheckpointStore,
  rmsprop,
  type TrainingEngine,
  type TrainingSample,
  train,
  trainStep,
  validate,
} from '../../src/train.js';
import { enableWasmTraining } from '../../src/wasm/enableWasmTraining.js';
import { sameBytes } from '../helpers/samples.js';
import { memoryStore, TINY, tiny, tinySamples } from '../helpers/tiny.js';

let folder: string;
let samples: TrainingSample[];
beforeAll(async () => {
  await tf.setBackend('wasm');
  enableWasmTraining();
  folder = await mkdtemp(join(tmpdir(), 'vrn-train-'));
  samples = tinySamples(5);
});
afterAll(() => rm(folder, { recursive: true }));

/** Multiplies the mask of a sample by a number from the sample's random stream, which a resumed run must reproduce. */
const augment = (sample: TrainingSample, rng: { uniform(): number }): TrainingSample => {
  const gain = rng.uniform();
  const mask = packed(
    Float32Array.from(sample.mask!.data, (value) => value * gain),
    [...sample.mask!.shape],
  );
  return { ...sample, mask };
};
const options = { epochs: 3, batchSize: 2, schedule: 1e-3, seed: 9, augment } as const;

describe('train', () => {
  it('lowers the loss, and leaks no tensors', async () => {
    const vrn = tiny();
    expect(vrn.params.size).toBeGreaterThan(0);
    const before = tf.memory().numTensors;
    const { history, steps, finished } = await train(vrn, samples.slice(0, 2), {
      ...options,
      epochs: 12,
      schedule: 3e-3,
    });
    expect([steps, finished]).toEqual([12, true]);
    expect(history.at(-1)!.loss).toBeLessThan(0.9 * history[0]!.loss);
    expect(tf.memory().numTensors).toBe(before);
    vrn.dispose();
  });

  it('accepts all options together, and returns a network with averaged weights', async () => {
    // The two nearest of four slices are occupied.
    const volume = packed(
      Float32Array.from({ length: 256 }, (_, i) => +(i % 4 < 2)),
      [8, 8, 4],
    );
    const people = samples.slice(0, 4).map((sample) => ({ ...sample, volume }));
    const vrn = tiny();
    expect(vrn.params.size).toBeGreaterThan(0);
    const before = tf.memory().numTensors;
    const { history, averaged } = await train(vrn, people, {
      ...{ epochs: 12, batchSize: 4, microBatch: 2, clipNorm: 1, average: { decay: 0.8 } },
      validation: people.slice(0, 3),
      optimiser: { kind: 'adam', weightDecay: 0.01 },
      schedule: { kind: 'cosine', rate: 5e-2, warmup: 2 },
      loss: { crossEntropy: 1, positiveWeight: 2, jaccard: 0.5, front: 0.1, side: 0.1, temperature: 0.5 },
    });
    expect(history.at(-1)!.loss).toBeLessThan(0.7 * history[0]!.loss);
    expect(history.map(({ steps }) => steps)).toEqual(new Array(12).fill(1));
    // Validation scores the averaged weights, which differ from the current ones.
    const scores = await validate(averaged!, people.slice(0, 3), { batchSize: 2, loss: { jaccard: 0 } });
    expect(scores.ious).toEqual(history.at(-1)!.validation!.ious);
    expect(sameBytes(await averaged!.save(), await vrn.save())).toBe(false);
    expect((await averaged!.predict(samples[0]!)).shape).toEqual([8, 8, 4]);
    averaged!.dispose();
    expect(tf.memory().numTensors).toBe(before);
    vrn.dispose();
  });

  it('takes its steps with any engine, and settles it before weights are read', async () => {
    const calls: string[] = [];
    const engine: TrainingEngine = {
      async step(network, batch, step) {
        calls.push('step');
        return trainStep(network, batch, step);
      },
      async settle() {
        calls.push('settle');
      },
    };
    const store = memoryStore();
    const save = async (bytes: Uint8Array): Promise<void> => {
      calls.push('save');
      await store.save(bytes);
    };
    const [one, other] = [tiny(), tiny()];
    await train(one, samples, {
      ...options,
      epochs: 1,
      engine,
      checkpoint: { load: store.load, save },
      checkpointEvery: 2,
    });
    expect(calls.join(' ').replace(/(settle )+/g, 'settle ')).toBe('step step settle save step settle save settle');
    await train(other, samples, { ...options, epochs: 1 });
    expect(sameBytes(await one.save(), await other.save())).toBe(true);
    for (const each of [one, other]) each.dispose();
  });

  it('stops at a signal with a checkpoint, and resumes with iterables as with lists', async () => {
    const run = async (data: Iterable<TrainingSample>, store: CheckpointStore, stopAt?: number) => {
      const vrn = tiny();
      const stop = new AbortController();
      const result = await train(vrn, data, {
        ...{ epochs: 2, batchSize: 2, schedule: 1e-3, checkpoint: store, signal: stop.signal },
        onStep: ({ step }) => step === stopAt && stop.abort(),
      });
      const bytes = await vrn.save();
      vrn.dispose();
      return { ...result, bytes };
    };
    const data = new Set(samples);
    const straight = await run(data, memoryStore());
    const store = memoryStore();
    expect(await run(data, store, 2)).toMatchObject({ steps: 2, finished: false });
    expect(sameBytes((await run(data, store)).bytes, straight.bytes)).toBe(true);
  });

  it('keeps checkpoints in a file that is always complete, without temporary files', async () => {
    const checkpoint = join(folder, 'runs', 'a.safetensors');
    const vrn = tiny();
    const before = tf.memory().numTensors;
    await train(vrn, samples, { ...options, epochs: 1, checkpoint });
    expect(await readdir(join(folder, 'runs'))).toEqual(['a.safetensors']);
    const bytes = await readFile(checkpoint);
    await writeFile(checkpoint, bytes.subarray(0, bytes.length / 2));
    const broken = tiny();
    await expect(train(broken, samples, { ...options, checkpoint })).rejects.toMatchObject({ code: 'bad-file' });
    await writeFile(checkpoint, bytes);
    await expect(train(broken, samples, { ...options, seed: 1, checkpoint })).rejects.toThrow(
      /same data, batchSize and seed/,
    );
    const other = buildVRN({ ...TINY, features: 12 });
    await expect(train(other, samples, { ...options, checkpoint })).rejects.toMatchObject({ code: 'bad-weights' });
    for (const each of [vrn, broken, other]) each.dispose();
    expect(tf.memory().numTensors).toBeLessThanOrEqual(before);
  });

  it.each([
    ['no samples', [], {}, 'bad-argument'],
    ['no epochs', undefined, { epochs: 0 }, 'bad-argument'],
    ['half a batch', undefined, { batchSize: 0.5 }, 'bad-argument'],
    ['a rate that is no number', undefined, { schedule: Number.NaN }, 'bad-argument'],
    ['a part of no samples', undefined, { microBatch: 0 }, 'bad-argument'],
    ['an unknown optimiser', undefined, { optimiser: { kind: 'sgd' } as never }, 'bad-argument'],
    ['an unknown loss', undefined, { loss: { dice: 1 } as never }, 'bad-argument'],
    ['a norm of nothing', undefined, { clipNorm: 0 }, 'bad-argument'],
    ['an average that keeps all', undefined, { average: { decay: 1 } }, 'bad-argument'],
    ['no validation samples', undefined, { validation: [] }, 'bad-argument'],
    ['what cannot be iterated', 7 as never, {}, 'bad-argument'],
  ] as const)('rejects %s', async (_, data, more, code) => {
    const vrn = tiny();
    const before = tf.memory().numTensors;
    await expect(train(vrn, data ?? samples, { ...options, ...more })).rejects.toMatchObject({ code });
    if (vrn.params.size > 0) vrn.dispose();
    expect(tf.memory().numTensors).toBeLessThanOrEqual(before);
  });

  it.each([Number.NaN, -1, 255])('rejects %d in a volume', async (value) => {
    const vrn = tiny();
    const bad = packed(new Float32Array(8 * 8 * 4), [8, 8, 4]);
    bad.data[77] = value;
    await expect(train(vrn, [{ ...samples[0]!, volume: bad }], options)).rejects.toMatchObject({ code: 'bad-sample' });
    vrn.dispose();
  });

  it('throws when the loss is no longer finite, and keeps the parameters', async () => {
    const vrn = tiny();
    vrn.assign('stack1/fork/conv/b', tf.fill([4], Number.POSITIVE_INFINITY));
    const weights = () => [...vrn.params.values()].flatMap((tensor) => [...tensor.dataSync()]);
    const before = weights();
    const optimiser = rmsprop();
    await expect(trainStep(vrn, samples, { optimiser, rate: 1 })).rejects.toMatchObject({ code: 'training-diverged' });
    expect(weights()).toEqual(before);
    optimiser.dispose();
    vrn.dispose();
  });
});
