// Checks training in an ONNX runtime: gradients, steps and checkpoints agree with tfjs.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { largestDifference } from '@vrn/test-utils';
import ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildVRN } from '../../src/buildVRN.js';
import { trainablePaths } from '../../src/network/shapes.js';
import { VARIANT_NAMES, VARIANTS } from '../../src/network/variants.js';
import type { Runtime } from '../../src/onnx/runtime.js';
import { type OnnxEngine, onnxEngine, stepGraph } from '../../src/onnx.js';
import {
  adam,
  type CheckpointStore,
  type Optimiser,
  rmsprop,
  type StepOptions,
  train,
  trainStep,
} from '../../src/train.js';
import { packBatch } from '../../src/training/batch.js';
import { type LossOptions, lossSettings, stackLoss } from '../../src/training/loss/objective.js';
import type { VRN } from '../../src/vrn.js';
import { enableWasmTraining } from '../../src/wasm/enableWasmTraining.js';
import { relative } from '../helpers/relative.js';
import { noiseSample } from '../helpers/samples.js';
import { gradientStep, nativeGradients } from '../helpers/stepGradients.js';

// One thread: test files run beside each other.
const engine = onnxEngine(ort, { threads: 1 });
beforeAll(async () => {
  await tf.setBackend('wasm');
  enableWasmTraining();
});
afterAll(() => engine.dispose());

function tfjsGradients(
  vrn: VRN,
  [x, z]: readonly [tf.Tensor, tf.Tensor],
  options: LossOptions = {},
): Map<string, Float32Array> {
  const settings = lossSettings(options, 'test');
  const paths = trainablePaths(vrn);
  const loss = (...values: tf.Tensor[]): tf.Scalar => {
    const params = new Map(vrn.params);
    for (const [i, path] of paths.entries()) params.set(path, values[i]!);
    const losses = vrn.forward(x, { training: true, params }).map((logits) => stackLoss(logits, z, settings));
    return losses.reduce((sum, term) => tf.add(sum, term));
  };
  const { value, grads } = tf.valueAndGrads(loss)(paths.map((path) => vrn.params.get(path)!));
  const gradients = new Map(paths.map((path, i) => [path, grads[i]!.dataSync() as Float32Array]));
  tf.dispose([value, grads]);
  return gradients;
}

describe('gradients', () => {
  // Small: the time to load a graph grows with the square of its nodes. The benchmark covers the paper's sizes.
  const size = { rows: 24, columns: 16, slices: 12, features: 8, stem: [8, 8, 8], stacks: 2, modules: 1 } as const;
  const shallow = { ...size, depth: 2 } as const;
  const shallowest = { ...size, depth: 1 } as const;

  it.each([
    ...VARIANT_NAMES.map((name) => [name, VARIANTS[name]] as const),
    ['multistack with all of its stacks', VARIANTS.multistack, 4] as const,
    ['a fine part', { ...VARIANTS.multistack, fineFeatures: 4 }] as const,
    ['a fine part, inputs twice as fine', { ...VARIANTS['mask-only'], fineFeatures: 4, inputScale: 2 }] as const,
  ])('agree with tfjs for %s', async (_, config, stacks: number = shallow.stacks) => {
    const vrn = buildVRN({ ...config, ...shallow, stacks }, { seed: 11 });
    const [x, z] = packBatch(vrn, [noiseSample(vrn, 1), noiseSample(vrn, 2)]);
    const expected = tfjsGradients(vrn, [x, z]);
    // With standard operators, and in the engine's form for CPUs, here in strips of two rows.
    for (const options of [{}, { samples: 2, native: true, strip: 2 * 16 * 12, bits: true }]) {
      // Single precision, except for the few values so close to the threshold of a relu or pooling that rounding
      // decides.
      expect(relative(await nativeGradients(vrn, [x, z], options), expected)).toBeLessThan(1e-4);
    }
    tf.dispose([x, z]);
    vrn.dispose();
  });

  it.each([{}, { temperature: 0.5 }])('of silhouettes agree with tfjs: %o', async (settings) => {
    const vrn = buildVRN({ ...VARIANTS.multistack, ...shallowest }, { seed: 11 });
    const [x, z] = packBatch(vrn, [noiseSample(vrn, 1), noiseSample(vrn, 2)]);
    const loss = { crossEntropy: 0, front: 1, side: 0.5, ...settings };
    const expected = tfjsGradients(vrn, [x, z], loss);
    for (const options of [{}, { samples: 2, native: true, strip: 2 * 16 * 12, bits: true }]) {
      expect(relative(await nativeGradients(vrn, [x, z], { loss, ...options }), expected)).toBeLessThan(1e-4);
    }
    tf.dispose([x, z]);
    vrn.dispose();
  });

  it.each([
    [{}, shallow],
    [{ loss: { jaccard: 0.5, positiveWeight: 3 } }, shallowest],
    [{ loss: { front: 0.5, side: 0.25, temperature: 0.5, reduction: 'sum' } }, shallowest],
  ] as const)('with %o are the same a strip of rows at a time', async (options, sizes) => {
    const vrn = buildVRN({ ...VARIANTS.multistack, ...sizes }, { seed: 5 });
    const samples = [1, 2, 3].map((seed) => noiseSample(vrn, seed));
    const [x, bits] = packBatch(vrn, samples);
    const z = tf.mul(bits, tf.randomUniform(bits.shape, 0, 1, 'float32', 7));
    const whole = await gradientStep(vrn, [x, z], options);
    const strips = await gradientStep(vrn, [x, z], { ...options, native: true, strip: 3 * 16 * 12 });
    expect(relative(strips.gradients, whole.gradients)).toBeLessThan(1e-5);
    for (const [i, score] of strips.scores.entries()) expect(score / whole.scores[i]!).toBeCloseTo(1, 5);
    tf.dispose([x, bits, z]);
    vrn.dispose();
  });
});

const config = {
  inputs: ['landmarks', 'mask'],
  ...{ rows: 16, columns: 16, slices: 8, features: 8, stacks: 2, modules: 1, depth: 1, stem: [4, 8, 8] as const },
} as const;
const build = (): VRN => buildVRN(config, { seed: 3 });
const samplesOf = (vrn: VRN) => [1, 2, 3].map((seed) => noiseSample(vrn, seed));

describe('steps', () => {
  it.each([
    ['rmsprop', () => rmsprop(), {}],
    ['adam', () => adam(), { loss: { jaccard: 0.5, positiveWeight: 3 } }],
    ['rmsprop, smooth silhouettes', () => rmsprop(), { loss: { front: 0.3, side: 0.2, temperature: 0.5 } }],
    ['rmsprop, clipped', () => rmsprop(), { clipNorm: 0.05, reduction: 'mean' }],
  ] as [string, () => Optimiser, Partial<StepOptions>][])(
    'by %s go the way of tfjs',
    async (_, make, options) => {
      const runs = await Promise.all(
        [trainStep, engine.step].map(async (step) => {
          const vrn = build();
          const optimiser = make();
          const samples = samplesOf(vrn);
          const results = [];
          for (let i = 0; i < 20; i++) results.push(await step(vrn, samples, { optimiser, rate: 3e-4, ...options }));
          await engine.settle(vrn, optimiser);
          return { vrn, optimiser, results };
        }),
      );
      const [tfjs, native] = runs as [(typeof runs)[0], (typeof runs)[0]];
      for (const [i, { loss, losses, ious }] of native.results.entries()) {
        const expected = tfjs.results[i]!;
        // The first loss differs by rounding alone, and the next nine hardly more. After that, rounding decides the
        // direction of steps of weights whose gradients are almost zero: with other seeds, losses differ by 0.0035.
        const [lossGap, iouGap] = i === 0 ? [1e-6, 0.005] : i < 10 ? [1e-4, 0.005] : [0.005, 0.03];
        expect(Math.abs(loss - expected.loss) / expected.loss).toBeLessThan(lossGap);
        expect(losses).toHaveLength(2);
        for (const [stack, iou] of ious.entries()) expect(Math.abs(iou - expected.ious[stack]!)).toBeLessThan(iouGap);
      }
      expect(native.results.at(-1)!.loss).toBeLessThan(0.99 * native.results[0]!.loss);
      expect([...native.optimiser.state.keys()].sort()).toEqual([...tfjs.optimiser.state.keys()].sort());
      for (const path of trainablePaths(native.vrn)) {
        const [weights, expected] = [native, tfjs].map(({ vrn }) => vrn.params.get(path)!.dataSync());
        // Each of 20 steps moves a weight by up to ten rates, in the direction of a gradient that may be rounding
        // error only.
        expect(largestDifference(weights!, expected!)).toBeLessThan(20 * 3e-3);
      }
    },
    120_000,
  );

  it('reduce losses by the alias where `loss.reduction` is undefined, as tfjs does', async () => {
    const loss = { reduction: undefined } as unknown as LossOptions;
    const losses = [];
    for (const step of [trainStep, engine.step]) {
      const vrn = build();
      const optimiser = rmsprop();
      const options: StepOptions = { optimiser, rate: 1e-4, reduction: 'sum', loss };
      losses.push((await step(vrn, samplesOf(vrn), options)).loss);
      await engine.settle(vrn, optimiser);
    }
    expect(Math.abs(losses[1]! / losses[0]! - 1)).toBeLessThan(1e-4);
  });

  it('update running averages and optimiser state as tfjs does', async () => {
    const [a, b] = [build(), build()];
    const [of, other] = [rmsprop(), rmsprop()];
    await trainStep(a, samplesOf(a), { optimiser: of, rate: 1e-4 });
    await engine.step(b, samplesOf(b), { optimiser: other, rate: 1e-4 });
    await engine.settle(b, other);
    const values = (vrn: VRN, { state }: Optimiser, wanted: RegExp) =>
      new Map(
        [...vrn.params, ...[...state].map(([path, value]) => [`memory/${path}`, value] as const)]
          .filter(([path]) => wanted.test(path))
          .map(([path, value]) => [path, value.dataSync() as Float32Array]),
      );
    const averages = /^(?!memory).*\/(?:mean|variance)$/;
    // Rounding of sums; squares of gradients with a relative error of 1e-4.
    expect(relative(values(b, other, averages), values(a, of, averages))).toBeLessThan(1e-5);
    expect(relative(values(b, other, /^memory/), values(a, of, /^memory/))).toBeLessThan(2e-4);
  });

  it('keep the parameters when the loss is not finite', async () => {
    const vrn = build();
    const optimiser = rmsprop();
    const samples = samplesOf(vrn);
    vrn.assign('stack0/fork/conv/w', tf.fill(vrn.params.get('stack0/fork/conv/w')!.shape, 3e38));
    const before = await vrn.save();
    await expect(engine.step(vrn, samples, { optimiser, rate: 1 })).rejects.toMatchObject({
      code: 'training-diverged',
    });
    await engine.settle(vrn, optimiser);
    expect(optimiser.state.size).toBe(0);
    expect(Buffer.compare(await vrn.save(), before)).toBe(0);
  });

  it('reject options that the engine does not support', async () => {
    const vrn = build();
    const samples = samplesOf(vrn);
    const refused: Partial<StepOptions>[] = [{ microBatch: 1 }, { optimiser: adam({ weightDecay: 0.1 }) }];
    for (const options of refused) {
      const step = engine.step(vrn, samples, { optimiser: rmsprop(), rate: 1e-4, ...options });
      await expect(step).rejects.toMatchObject({ code: 'bad-argument' });
    }
    await expect(engine.step(vrn, [], { optimiser: rmsprop(), rate: 1e-4 })).rejects.toThrow(/samples/);
  });

  it('take their results from a runtime that leaves given output tensors as they were, as onnxruntime-web does', async () => {
    const forgetful: Runtime = {
      Tensor: ort.Tensor as Runtime['Tensor'],
      InferenceSession: {
        create: async (model, options) => {
          const session = await (ort as unknown as Runtime).InferenceSession.create(model, options);
          return {
            run: async (feeds, fetches) => {
              const names = Object.keys(fetches);
              const results = await session.run(feeds, Object.fromEntries(names.map((name) => [name, null])));
              return Object.fromEntries(names.map((name) => [name, fetches[name] ?? results[name]!]));
            },
            release: () => session.release(),
          };
        },
      },
    };
    const other = onnxEngine(forgetful as never);
    const lossesOf = async (own: OnnxEngine): Promise<number[]> => {
      const vrn = build();
      const optimiser = rmsprop();
      const losses: number[] = [];
      for (let n = 0; n < 4; n++) losses.push((await own.step(vrn, samplesOf(vrn), { optimiser, rate: 1e-3 })).loss);
      return losses;
    };
    const losses = await lossesOf(other);
    expect(losses).toEqual(await lossesOf(engine));
    expect(losses[3]).toBeLessThan(losses[0]!);
    await other.dispose();
  });

  it('can be written as a graph that accepts any batch size', async () => {
    const vrn = build();
    const session = await ort.InferenceSession.create(stepGraph(vrn));
    const names = ['input', 'target', 'rate', 'params', 'fixed', 'means', 'variances', 'memory'];
    expect(session.inputNames.toSorted()).toEqual(names.toSorted());
    await session.release();
    const [x, z] = packBatch(vrn, samplesOf(vrn).slice(0, 2));
    const free = await nativeGradients(vrn, [x, z], {});
    expect(relative(free, await nativeGradients(vrn, [x, z]))).toBeLessThan(1e-6);
  });
});

describe('train', () => {
  const store = (): CheckpointStore & { saved: Uint8Array[] } => {
    const saved: Uint8Array[] = [];
    return { saved, load: async () => saved.at(-1), save: async (bytes) => void saved.push(bytes) };
  };

  it('resumes from its checkpoints with bit-identical weights', async () => {
    const options = { epochs: 2, batchSize: 2, schedule: 1e-3, seed: 9, checkpointEvery: 1, engine } as const;
    const straight = build();
    const samples = samplesOf(straight);
    const whole = store();
    await train(straight, samples, { ...options, checkpoint: whole });
    const weights = await straight.save();
    for (const at of [0, 2]) {
      const vrn = build();
      const again = store();
      again.saved.push(whole.saved[at]!);
      const { steps } = await train(vrn, samples, { ...options, checkpoint: again });
      expect(steps).toBe(4);
      expect(Buffer.compare(await vrn.save(), weights)).toBe(0);
    }
  });
});
