// Checks one training step: reports, batches in parts, clipping, running averages.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { relativeDifference } from '@vrn/test-utils';
import { random } from '@vrn/voxel';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Optimiser, rmsprop, type StepOptions, type TrainingSample, trainStep } from '../../src/train.js';
import { packBatch } from '../../src/training/batch.js';
import { pooled, type Statistics } from '../../src/training/runningAverages.js';
import { enableWasmTraining } from '../../src/wasm/enableWasmTraining.js';
import { tiny, tinySamples } from '../helpers/tiny.js';

let samples: TrainingSample[];
beforeAll(async () => {
  await tf.setBackend('wasm');
  enableWasmTraining();
  samples = tinySamples(5);
});

/** An optimiser that does not change the parameters, and stores the gradients. */
function recorder(): { optimiser: Optimiser; gradients: Map<string, Float32Array> } {
  const gradients = new Map<string, Float32Array>();
  const next: Optimiser['next'] = (path, value, gradient) => {
    gradients.set(path, gradient.dataSync<'float32'>().slice());
    return tf.clone(value);
  };
  return { optimiser: { state: new Map(), next, dispose() {} }, gradients };
}

/** Takes a first step from fixed weights. Returns its result, its gradients, and the running averages after it. */
async function firstStep(batch: readonly TrainingSample[], options: Partial<StepOptions> = {}) {
  const vrn = tiny();
  expect(vrn.params.size).toBeGreaterThan(0);
  const before = tf.memory().numTensors;
  const { optimiser, gradients } = recorder();
  const result = await trainStep(vrn, batch, { optimiser, rate: 1, ...options });
  expect(tf.memory().numTensors).toBe(before);
  const averages = new Map(
    [...vrn.params]
      .filter(([path]) => /mean$|variance$/.test(path))
      .map(([path, t]) => [path, t.dataSync<'float32'>().slice()]),
  );
  vrn.dispose();
  return { ...result, gradients, averages };
}

/** Returns the largest difference between two tables of numbers, divided by the largest of the second. */
function difference(a: ReadonlyMap<string, Float32Array>, b: ReadonlyMap<string, Float32Array>): number {
  expect([...a.keys()]).toEqual([...b.keys()]);
  return relativeDifference([...a.values()], [...b.values()]);
}

const length = (gradients: ReadonlyMap<string, Float32Array>): number =>
  Math.sqrt(
    [...gradients.values()].reduce((sum, values) => sum + values.reduce((all, each) => all + each * each, 0), 0),
  );

describe('trainStep', () => {
  it('reports losses and IoU of every stack before the update', async () => {
    const vrn = tiny();
    const [x, target] = packBatch(vrn, samples);
    const stacks = vrn.forward(x, { training: true });
    const truth = target.dataSync();
    const size = truth.length / samples.length;
    const exact = stacks.map((logits) => {
      const found = logits.dataSync();
      let sum = 0;
      for (let first = 0; first < found.length; first += size) {
        let [both, either] = [0, 0];
        for (let i = first; i < first + size; i++) {
          both += +(found[i]! >= 0 && truth[i]! >= 0.5);
          either += +(found[i]! >= 0 || truth[i]! >= 0.5);
        }
        sum += both / either;
      }
      return sum / samples.length;
    });
    tf.dispose([x, target, stacks]);
    vrn.dispose();
    const { loss, losses, ious } = await firstStep(samples);
    expect(losses).toHaveLength(2);
    expect(loss).toBeCloseTo(losses[0]! + losses[1]!, 6);
    // Counts are exact; their quotient is computed in double precision.
    expect(ious).toEqual(exact.map((each) => expect.closeTo(each, 12)));
    expect(ious[0]).toBeGreaterThan(0);
  });

  it('scores two empty volumes 1', async () => {
    const vrn = tiny();
    for (const stack of [0, 1]) vrn.assign(`stack${stack}/fork/conv/b`, tf.fill([4], -1000));
    const empty = { ...samples[0]!, volume: { ...samples[0]!.volume, data: new Float32Array(256) } };
    const { optimiser } = recorder();
    expect((await trainStep(vrn, [empty], { optimiser, rate: 1 })).ious).toEqual([1, 1]);
    vrn.dispose();
  });

  it('moves running averages a tenth of the way to the mean and unbiased variance of the batch', async () => {
    const vrn = tiny();
    const [x, target] = packBatch(vrn, samples);
    const statistics: Statistics = new Map();
    tf.dispose([...vrn.forward(x, { training: { statistics } }), x, target]);
    const { averages } = await firstStep(samples);
    for (const [path, { mean, variance, count }] of statistics) {
      const [means, variances] = [mean.dataSync(), variance.dataSync()];
      for (let c = 0; c < means.length; c++) {
        expect(averages.get(`${path}/mean`)![c]).toBeCloseTo(0.1 * means[c]!, 5);
        expect(averages.get(`${path}/variance`)![c]).toBeCloseTo(0.9 + (0.1 * variances[c]! * count) / (count - 1), 5);
      }
      tf.dispose([mean, variance]);
    }
    vrn.dispose();
  });
});

describe('a batch in parts', () => {
  it.each(['mean', 'sum'] as const)(
    'has the gradients and losses of its parts, weighted by size: %s',
    async (reduction) => {
      const loss = { reduction, jaccard: 1 };
      const whole = await firstStep(samples, { microBatch: 2, loss });
      const parts = [samples.slice(0, 2), samples.slice(2, 4), samples.slice(4)];
      const sums = new Map<string, Float32Array>();
      let [sum, iou] = [0, 0];
      for (const part of parts) {
        const alone = await firstStep(part, { loss });
        const share = reduction === 'mean' ? part.length / samples.length : 1;
        for (const [path, values] of alone.gradients) {
          const old = sums.get(path);
          sums.set(
            path,
            values.map((value, i) => value * share + (old?.[i] ?? 0)),
          );
        }
        sum += alone.loss * share;
        iou += (alone.ious[1]! * part.length) / samples.length;
      }
      // Single precision; the weight is applied before or after backpropagation.
      expect(difference(whole.gradients, sums)).toBeLessThan(1e-6);
      expect(Math.abs(whole.loss - sum)).toBeLessThan(1e-6 * sum);
      expect(whole.ious[1]).toBeCloseTo(iou, 12);
    },
  );

  it('equals the complete batch if the parts have the same statistics', async () => {
    const twice = [samples[0]!, samples[1]!, samples[0]!, samples[1]!];
    const [whole, inParts] = [await firstStep(twice), await firstStep(twice, { microBatch: 2 })];
    // Single precision; the sums have twice as many terms.
    expect(difference(whole.gradients, inParts.gradients)).toBeLessThan(1e-4);
    expect(difference(whole.averages, inParts.averages)).toBeLessThan(1e-6);
  });

  it('gives the first norm the statistics of the complete batch', async () => {
    const [whole, inParts] = [await firstStep(samples), await firstStep(samples, { microBatch: 2 })];
    const first = (averages: ReadonlyMap<string, Float32Array>) =>
      new Map([...averages].filter(([path]) => path.startsWith('stem/norm/')));
    expect(first(whole.averages).size).toBe(2);
    expect(difference(first(whole.averages), first(inParts.averages))).toBeLessThan(1e-6);
  });

  it('pools statistics over all positions', () => {
    const rng = random(2);
    const groups = [3, 1, 8].map((count) => Array.from({ length: count }, () => 5 + rng.normal()));
    const moments = (values: readonly number[]) => {
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      return { mean, variance: values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / values.length };
    };
    const parts = groups.map((values): Statistics => {
      const { mean, variance } = moments(values);
      return new Map([
        ['norm', { mean: tf.tensor1d([mean]), variance: tf.tensor1d([variance]), count: values.length }],
      ]);
    });
    const { mean, variance, count } = pooled(parts).get('norm')!;
    const exact = moments(groups.flat());
    expect(count).toBe(12);
    expect(mean.dataSync()[0]).toBeCloseTo(exact.mean, 5);
    expect(variance.dataSync()[0]).toBeCloseTo(exact.variance, 5);
    tf.dispose([
      mean,
      variance,
      ...parts.flatMap((part) => Object.values(part.get('norm')!)).filter((t) => t instanceof tf.Tensor),
    ]);
  });

  it('needs only the memory of one part', async () => {
    const peak = async (microBatch: number): Promise<number> => {
      const vrn = tiny();
      const { optimiser } = recorder();
      const batch = Array.from({ length: 8 }, () => samples[0]!);
      const { peakBytes } = await tf.profile(async () => {
        await trainStep(vrn, batch, { optimiser, rate: 1, microBatch });
        return tf.scalar(0);
      });
      vrn.dispose();
      return peakBytes;
    };
    // Activations dominate; parameters and their gradients exist only once.
    expect(await peak(1)).toBeLessThan(0.4 * (await peak(8)));
  });
});

describe('clipping', () => {
  it('scales all gradients by the same factor to the maximum norm', async () => {
    const free = await firstStep(samples);
    const norm = length(free.gradients);
    const clipped = await firstStep(samples, { clipNorm: norm / 4, microBatch: 5 });
    expect(length(clipped.gradients)).toBeCloseTo(norm / 4, 5);
    const quarter = new Map([...free.gradients].map(([path, values]) => [path, values.map((value) => value / 4)]));
    expect(difference(quarter, clipped.gradients)).toBeLessThan(1e-6);
    expect(difference(free.gradients, (await firstStep(samples, { clipNorm: 2 * norm })).gradients)).toBe(0);
  });

  it.each([
    [{ clipNorm: 0 }, /clipNorm must be a positive number, got 0/],
    [{ clipNorm: Number.NaN }, /clipNorm must be a positive number/],
    [{ microBatch: 1.5 }, /microBatch must be a positive integer, got 1.5/],
  ])('rejects %o', async (options, message) => {
    const vrn = tiny();
    const optimiser = rmsprop();
    await expect(trainStep(vrn, samples, { optimiser, rate: 1, ...options })).rejects.toThrow(message);
    vrn.dispose();
  });
});
