// Arguments that are null or of a wrong type, and unknown options, are refused with a VolumetricError.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { VolumetricError } from '@vrn/voxel';
import ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import * as model from '../../src/index.js';
import * as onnx from '../../src/onnx.js';
import * as training from '../../src/train.js';
import { TINY, tiny, tinySamples } from '../helpers/tiny.js';

const samples = tinySamples(2);
const vrn = tiny();
const step = { optimiser: training.rmsprop(), rate: 1e-3 };
let logits: tf.Tensor;
beforeAll(async () => {
  await tf.setBackend('cpu');
  logits = tf.zeros([1, 2, 2, 2]);
});

// These tests bypass the types, since JavaScript may pass anything.
// biome-ignore lint/suspicious/noExplicitAny: any value may come
type Any = any;

const nothing: Record<string, (nil: Any) => unknown> = {
  'buildVRN(nil)': (nil) => model.buildVRN(nil),
  'buildVRN(config, null)': (nil) => model.buildVRN(TINY, nil ?? null),
  'buildVRN params': (nil) => model.buildVRN(TINY, { params: nil ?? (null as Any) }),
  'loadVRN(nil)': (nil) => model.loadVRN(nil),
  'decodeSafetensors(nil)': (nil) => model.decodeSafetensors(nil),
  'encodeSafetensors(nil)': (nil) => model.encodeSafetensors(nil),
  'summaryTable(nil)': (nil) => model.summaryTable(nil),
  'drawNetwork(nil)': (nil) => model.drawNetwork(nil),
  'importReleased(nil)': (nil) => model.importReleased(nil),
  'packInputs(config, nil)': (nil) => model.packInputs(vrn.config, nil),
  'packInputs landmarks': (nil) => model.packInputs(vrn.config, { landmarks: nil, mask: nil }),
  'vrn.predict(nil)': (nil) => vrn.predict(nil),
  'vrn.predictAll(nil)': (nil) => vrn.predictAll(nil),
  'vrn.forward(nil)': (nil) => vrn.forward(nil),
  'vrn.assign(path, nil)': (nil) => vrn.assign('stem/conv/w', nil),
  'train(nil)': (nil) => training.train(nil, samples),
  'train(vrn, nil)': (nil) => training.train(vrn, nil),
  'train a list of nil': (nil) => training.train(vrn, [nil, nil], { epochs: 1 }),
  'train validation null': (nil) => training.train(vrn, samples, { validation: nil ?? (null as Any) }),
  'trainStep(nil)': (nil) => training.trainStep(nil, samples, step),
  'trainStep(vrn, nil)': (nil) => training.trainStep(vrn, nil, step),
  'trainStep(vrn, samples, nil)': (nil) => training.trainStep(vrn, samples, nil),
  'validate(nil)': (nil) => training.validate(nil, samples),
  'validate(vrn, nil)': (nil) => training.validate(vrn, nil),
  'sigmoidCrossEntropy(nil)': (nil) => training.sigmoidCrossEntropy(nil, logits),
  'sigmoidCrossEntropy(x, nil)': (nil) => training.sigmoidCrossEntropy(logits, nil),
  'softJaccard(nil)': (nil) => training.softJaccard(nil, logits),
  'silhouetteLoss(x, nil)': (nil) => training.silhouetteLoss(logits, nil, { view: 'front' }),
  'silhouetteLoss options': (nil) => training.silhouetteLoss(logits, logits, nil),
  'optimiserFrom(nil)': (nil) => training.optimiserFrom(nil),
  'cosineSchedule(nil)': (nil) => training.cosineSchedule(nil),
  'lineChart(nil)': (nil) => training.lineChart(nil),
  'learningCurves(nil)': (nil) => training.learningCurves(nil),
  'jsonLines(nil)': (nil) => training.jsonLines(nil),
  'fileCheckpoint(nil)': (nil) => training.fileCheckpoint(nil === 'text' ? '' : nil),
  'onnxEngine(nil)': (nil) => onnx.onnxEngine(nil),
  'engine.predict(nil)': (nil) => onnx.onnxEngine(ort).predict(nil, samples[0]!),
  'stepGraph(nil)': (nil) => onnx.stepGraph(nil),
};

const thrownBy = async (call: () => unknown): Promise<unknown> => {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
};

describe.each([null, undefined, 7, 'text'])('%s in place of an argument', (nil) => {
  it.each(Object.keys(nothing))('%s', async (name) => {
    const error = await thrownBy(() => nothing[name]!(nil));
    expect(error).toBeInstanceOf(VolumetricError);
    expect((error as Error).message).not.toMatch(/undefined \(reading|is not iterable|is not a function/);
  });
});

const mistyped: Record<string, [() => unknown, RegExp]> = {
  buildVRN: [() => model.buildVRN(TINY, { feature: 8 } as Any), /did you mean 'features'/],
  'buildVRN variant': [() => model.buildVRN('multistak' as Any), /did you mean 'multistack'/],
  summary: [() => vrn.summary({ batchs: 2 } as Any), /did you mean 'batch'/],
  predict: [() => vrn.predict(samples[0]!, { flp: true } as Any), /did you mean 'flip'/],
  predictAll: [() => vrn.predictAll(samples, { batchsize: 2 } as Any), /did you mean 'batchSize'/],
  forward: [() => vrn.forward(logits, { train: true } as Any), /got 'train'/],
  save: [() => vrn.save({ type: 'f16' } as Any), /did you mean 'dtype'/],
  toOnnx: [() => vrn.toOnnx({ allStack: true } as Any), /did you mean 'allStacks'/],
  train: [() => training.train(vrn, samples, { epoch: 1 } as Any), /did you mean 'epochs'/],
  'train loss': [() => training.train(vrn, samples, { loss: { jacard: 1 } as Any }), /did you mean 'jaccard'/],
  'train schedule': [
    () => training.train(vrn, samples, { schedule: { kind: 'cosine', rate: 1, warmUp: 3 } as Any }),
    /did you mean 'warmup'/,
  ],
  'train table': [() => training.train(vrn, samples, { schedule: [{ epoch: 3, rate: 1 }] as Any }), /'epochs'/],
  'train optimiser': [
    () => training.train(vrn, samples, { optimiser: { kind: 'adam', beta: 1 } as Any }),
    /did you mean 'beta1'/,
  ],
  'train average': [() => training.train(vrn, samples, { average: { decays: 0.9 } as Any }), /did you mean 'decay'/],
  trainStep: [() => training.trainStep(vrn, samples, { ...step, clip: 1 } as Any), /got 'clip'/],
  validate: [() => training.validate(vrn, samples, { batch: 1 } as Any), /options must be batchSize/],
  rmsprop: [() => training.rmsprop({ decays: 0.9 } as Any), /did you mean 'decay'/],
  adam: [() => training.adam({ beta: 0.9 } as Any), /did you mean 'beta1'/],
  cosineSchedule: [() => training.cosineSchedule({ rates: 1 } as Any), /did you mean 'rate'/],
  weightAverage: [() => training.weightAverage({ every2: 2 } as Any), /did you mean 'every'/],
  sigmoidCrossEntropy: [
    () => training.sigmoidCrossEntropy(logits, logits, { reductions: 'sum' } as Any),
    /did you mean 'reduction'/,
  ],
  softJaccard: [() => training.softJaccard(logits, logits, { smoth: 1 } as Any), /did you mean 'smooth'/],
  silhouetteLoss: [() => training.silhouetteLoss(logits, logits, { views: 'front' } as Any), /did you mean 'view'/],
  lineChart: [() => training.lineChart([], { titel: '' } as Any), /did you mean 'title'/],
  learningCurves: [() => training.learningCurves([], { scores: 'ious' } as Any), /did you mean 'score'/],
  fileCheckpoint: [() => training.fileCheckpoint('x', { file: {} } as Any), /did you mean 'files'/],
  importReleased: [() => model.importReleased([], { nearestfirst: true } as Any), /did you mean 'nearestFirst'/],
  probeBackend: [() => model.probeBackend({ block: [] } as Any), /did you mean 'blocks'/],
  onnxEngine: [() => onnx.onnxEngine(ort, { thread: 1 } as Any), /did you mean 'threads'/],
  stepGraph: [() => onnx.stepGraph(vrn, { sample: 1 } as Any), /did you mean 'samples'/],
};

describe('a mistyped option', () => {
  it.each(Object.keys(mistyped))('of %s is refused', async (name) => {
    const [call, words] = mistyped[name]!;
    const error = await thrownBy(call);
    expect(error).toBeInstanceOf(VolumetricError);
    expect((error as Error).message).toMatch(words);
  });
});

describe('an unknown reduction', () => {
  it.each([
    ['sigmoidCrossEntropy', () => training.sigmoidCrossEntropy(logits, logits, { reduction: 'median' } as Any)],
    ['softJaccard', () => training.softJaccard(logits, logits, { reduction: 'median' } as Any)],
    ['silhouetteLoss', () => training.silhouetteLoss(logits, logits, { view: 'front', reduction: null } as Any)],
  ] as [string, () => unknown][])('of %s is refused', async (name, call) => {
    const error = await thrownBy(call);
    expect(error).toMatchObject({ code: 'bad-argument' });
    expect((error as Error).message).toMatch(
      new RegExp(`^${name}: reduction must be 'mean' or 'sum', got (median|null)$`),
    );
  });
});

describe('an option that is undefined', () => {
  it('leaves the default', () => {
    const rules = [training.rmsprop({ decay: undefined } as Any), training.adam({ beta1: undefined } as Any)];
    expect(rules.map(({ rule }) => rule)).toEqual([training.rmsprop().rule, training.adam().rule]);
    const settings = training.optimiserFrom({ kind: 'adam', epsilon: undefined, weightDecay: undefined } as Any);
    expect(settings.rule).toEqual(training.adam().rule);
    const average = training.weightAverage({ every: undefined, decay: 0.5 } as Any);
    expect(average.due(1)).toBe(true);
    const series = [{ name: 'loss', points: [[0, 1] as const] }];
    expect(training.lineChart(series, { title: undefined, width: undefined } as Any)).toBe(training.lineChart(series));
    expect(model.buildVRN({ stacks: undefined } as Any).config.stacks).toBe(model.buildVRN({}).config.stacks);
  });
});

describe('bytes', () => {
  it('may come as an ArrayBuffer, a DataView, or a part of a buffer', async () => {
    const saved = await vrn.save();
    const buffer = saved.slice().buffer;
    const inside = new Uint8Array(saved.length + 6);
    inside.set(saved, 3);
    for (const input of [buffer, new DataView(buffer), inside.subarray(3, 3 + saved.length), Buffer.from(saved)]) {
      const again = model.loadVRN(input);
      expect(again.config).toEqual(vrn.config);
      again.dispose();
      expect(model.decodeSafetensors(input).tensors.size).toBe(vrn.params.size);
    }
    const store: training.CheckpointStore = { load: async () => buffer as ArrayBuffer, save: async () => {} };
    const run = training.train(vrn, samples, { epochs: 1, batchSize: 2, checkpoint: store });
    await expect(run).rejects.toThrow(/checkpoint must be one that train wrote/);
  });
});

describe('using', () => {
  it('disposes networks, engines, optimisers and averages', async () => {
    const before = tf.memory().numTensors;
    const network = tiny();
    expect(network.params.size).toBeGreaterThan(0);
    const average = training.weightAverage();
    average.start(network);
    const optimiser = training.adam();
    const one = tf.scalar(1);
    optimiser.next('p', one, one, 0.1).dispose();
    one.dispose();
    for (const each of [network, average, optimiser]) each[Symbol.dispose]!();
    expect(tf.memory().numTensors).toBe(before);
    expect(() => network.params).toThrow(/has been disposed/);
    const engine = onnx.onnxEngine(ort, { threads: 1 });
    await engine.predict(vrn, samples[0]!);
    await engine[Symbol.asyncDispose]();
  });
});
