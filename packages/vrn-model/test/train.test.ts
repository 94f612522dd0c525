// Training: it learns, leaves no tensor, stops, goes on exactly, and refuses what it cannot use.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { packed } from '@vrn/voxel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckpointStore, cosineSchedule, rmsprop, type TrainingSample, train, trainStep } from '../src/train.js';
import { buildVRN, type VRN } from '../src/vrn.js';
import { noiseSample, sameBytes } from './helpers/samples.js';

const config = {
  inputs: ['landmarks', 'mask'],
  ...{ rows: 16, columns: 16, slices: 8, features: 8, stacks: 2, modules: 1, depth: 2, stem: [4, 8, 8] as const },
} as const;
const build = (): VRN => buildVRN(config, { seed: 3 });

let folder: string;
let samples: TrainingSample[];
beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
  folder = await mkdtemp(join(tmpdir(), 'vrn-train-'));
  const vrn = build();
  samples = [1, 2, 3, 4, 5].map((seed) => noiseSample(vrn, seed));
});
afterAll(() => rm(folder, { recursive: true }));

const memoryStore = (): CheckpointStore & { saved: Uint8Array[] } => {
  const saved: Uint8Array[] = [];
  return { saved, load: async () => saved.at(-1), save: async (bytes) => void saved.push(bytes) };
};

/** Changes every sample by its own random stream, so that a resumed run must find the same streams. */
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
  it('lowers the loss, and leaves no tensor but its parameters', async () => {
    const vrn = build();
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

  it('goes on from any checkpoint to the same weights, bit by bit', async () => {
    const whole = memoryStore();
    const straight = build();
    await train(straight, samples, { ...options, checkpoint: whole, checkpointEvery: 1 });
    const weights = await straight.save();
    expect(whole.saved.length).toBe(9);
    for (const at of [0, 1, 2, 4, 7]) {
      const vrn = build();
      const store = memoryStore();
      store.saved.push(whole.saved[at]!);
      const { steps, history } = await train(vrn, samples, { ...options, checkpoint: store });
      expect(steps).toBe(9);
      expect(history).toHaveLength(3);
      expect(sameBytes(await vrn.save(), weights)).toBe(true);
      vrn.dispose();
    }
    straight.dispose();
  });

  it('stops at a signal with a checkpoint, and iterables go on as lists do', async () => {
    const run = async (data: Iterable<TrainingSample>, store: CheckpointStore, stopAt?: number) => {
      const vrn = build();
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

  it('keeps checkpoints in a file that is always whole, with nothing beside it', async () => {
    const checkpoint = join(folder, 'runs', 'a.safetensors');
    const vrn = build();
    const before = tf.memory().numTensors;
    await train(vrn, samples, { ...options, epochs: 1, checkpoint });
    expect(await readdir(join(folder, 'runs'))).toEqual(['a.safetensors']);
    const bytes = await readFile(checkpoint);
    await writeFile(checkpoint, bytes.subarray(0, bytes.length / 2));
    const broken = build();
    await expect(train(broken, samples, { ...options, checkpoint })).rejects.toMatchObject({ code: 'bad-file' });
    await writeFile(checkpoint, bytes);
    await expect(train(broken, samples, { ...options, seed: 1, checkpoint })).rejects.toThrow(
      /same data, batchSize and seed/,
    );
    const other = buildVRN({ ...config, features: 12 });
    await expect(train(other, samples, { ...options, checkpoint })).rejects.toMatchObject({ code: 'bad-weights' });
    for (const each of [vrn, broken, other]) each.dispose();
    expect(tf.memory().numTensors).toBeLessThanOrEqual(before);
  });

  it.each([
    ['no samples', [], {}, 'bad-argument'],
    ['no epochs', undefined, { epochs: 0 }, 'bad-argument'],
    ['half a batch', undefined, { batchSize: 0.5 }, 'bad-argument'],
    ['a rate that is no number', undefined, { schedule: Number.NaN }, 'bad-argument'],
  ] as const)('refuses %s', async (_, data, more, code) => {
    const vrn = build();
    await expect(train(vrn, data ?? samples, { ...options, ...more })).rejects.toMatchObject({ code });
    vrn.dispose();
  });

  it('refuses NaN in a volume', async () => {
    const vrn = build();
    const bad = packed(new Float32Array(16 * 16 * 8).fill(Number.NaN), [16, 16, 8]);
    await expect(train(vrn, [{ ...samples[0]!, volume: bad }], options)).rejects.toMatchObject({ code: 'bad-sample' });
    vrn.dispose();
  });

  it('says so when the loss is no longer finite, and keeps the parameters', async () => {
    const vrn = build();
    vrn.assign('stack1/fork/conv/b', tf.fill([8], Number.POSITIVE_INFINITY));
    const before = await vrn.save();
    const optimiser = rmsprop();
    await expect(trainStep(vrn, samples, { optimiser, rate: 1 })).rejects.toMatchObject({ code: 'training-diverged' });
    expect(sameBytes(await vrn.save(), before)).toBe(true);
    optimiser.dispose();
    vrn.dispose();
  });
});

describe('trainStep', () => {
  it('moves running averages a tenth of the way to those of the batch', async () => {
    const vrn = build();
    const optimiser = rmsprop();
    const { loss, losses } = await trainStep(vrn, samples, { optimiser, rate: 0 });
    expect(losses).toHaveLength(2);
    expect(loss).toBeCloseTo(losses[0]! + losses[1]!, 5);
    const mean = vrn.params.get('stem/norm/mean')!.dataSync();
    expect(mean.some((value) => value !== 0)).toBe(true);
    const variance = vrn.params.get('stem/norm/variance')!.dataSync();
    expect(variance.every((value) => value > 0.9)).toBe(true);
    optimiser.dispose();
    vrn.dispose();
  });
});

describe('cosineSchedule', () => {
  it('rises over the warm-up, peaks, and ends at the floor', () => {
    const schedule = cosineSchedule({ rate: 1, warmup: 10, floor: 0.1 });
    const at = (step: number) => schedule({ epoch: 0, step, steps: 110 });
    expect([at(0), at(9), at(10)]).toEqual([0.1, 1, 1]);
    expect(at(60)).toBeCloseTo(0.55, 12);
    expect(at(110)).toBeCloseTo(0.1, 12);
  });
});
