// Tests the summary of a network: predicted memory against measured memory, and the table.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { buildVRN } from '../../src/buildVRN.js';
import { summaryTable } from '../../src/describe/summary.js';
import type { VRNConfig } from '../../src/network/config.js';
import { VARIANT_NAMES, VARIANTS, type VariantName } from '../../src/network/variants.js';
import { rmsprop, trainStep } from '../../src/train.js';
import type { VRN } from '../../src/vrn.js';
import { enableWasmTraining } from '../../src/wasm/enableWasmTraining.js';
import { watchMemory } from '../helpers/peakMemory.js';
import { noiseSample } from '../helpers/samples.js';

const SMALL = { stem: [8, 8, 8], stacks: 2, depth: 3, modules: 1 } as const;

const small = (name: VariantName, fields: Partial<VRNConfig> = {}): VRN =>
  buildVRN({ ...VARIANTS[name], ...SMALL, rows: 32, columns: 24, slices: 16, features: 8, ...fields });

const watch = watchMemory();
afterEach(() => watch.stop());

/** Measures the peak memory of predictions in bytes, parameters included. */
async function predictionPeak(vrn: VRN, batch: number): Promise<number> {
  await tf.setBackend('cpu');
  watch.start();
  expect(vrn.params.size).toBeGreaterThan(0);
  const x = tf.zeros([batch, ...vrn.inputShape]);
  for (const _ of ['first', 'with filters folded']) {
    tf.tidy(() => tf.sigmoid(vrn.forward(x, { lastOnly: true })[0]!)).dispose();
  }
  const peak = watch.peak();
  x.dispose();
  return peak;
}

describe('memory', () => {
  // The summary omits temporary tensors of norms and resizing, which are a few per cent at these sizes.
  it.each(VARIANT_NAMES)('is the measured memory of a prediction by %s, within 3 per cent', async (name) => {
    const vrn = small(name);
    const said = vrn.summary({ batch: 2 }).memory.total;
    expect(Math.abs((await predictionPeak(vrn, 2)) / said - 1)).toBeLessThan(0.03);
    vrn.dispose();
  });

  it.each([
    ['odd lengths', 'multistack', { rows: 22, columns: 33, slices: 13 }],
    ['odd lengths of a volume', 'conv3d', { rows: 22, columns: 33, slices: 13 }],
    ['many voxels', 'multistack', { rows: 48, columns: 40, slices: 64, features: 4 }],
    ['the released nesting', 'vrn-guided', { nesting: 'released' }],
  ] as const)('holds for %s, within 5 per cent', async (_, name, fields) => {
    const vrn = small(name, fields);
    const said = vrn.summary({ batch: 3 }).memory.total;
    expect(Math.abs((await predictionPeak(vrn, 3)) / said - 1)).toBeLessThan(0.05);
    vrn.dispose();
  });

  // With statistics of the batch, operations run one by one. The summary omits the moments of norms.
  it.each(['multistack', 'vrn-guided', 'conv3d'] as const)(
    'holds for norms by the batch, %s, within 1 per cent',
    async (name) => {
      const vrn = small(name, { normalisation: 'batch' });
      const said = vrn.summary({ batch: 3 }).memory.total;
      expect(Math.abs((await predictionPeak(vrn, 3)) / said - 1)).toBeLessThan(0.01);
      vrn.dispose();
    },
  );

  // The summary omits the moments of norms, and counts gradients that are freed early because a sum replaces them.
  it.each([
    ...VARIANT_NAMES.map((name) => [name, name, {}] as const),
    ['many features', 'multistack', { features: 32 }],
    ['volumes of many slices', 'conv3d', { slices: 32 }],
    ['a fine part and reinjection', 'multistack', { fineFeatures: 8, reinjection: true }],
  ] as const)('is the measured memory of a training step of %s, within 5 per cent', async (_, name, fields) => {
    await tf.setBackend('wasm');
    enableWasmTraining();
    const vrn = small(name, fields);
    const said = vrn.summary({ batch: 2, training: true }).memory.total;
    watch.start();
    const optimiser = rmsprop();
    const samples = [noiseSample(vrn, 1), noiseSample(vrn, 2)];
    for (let step = 0; step < 2; step++) await trainStep(vrn, samples, { optimiser, rate: 1e-4 });
    expect(Math.abs(watch.peak() / said - 1)).toBeLessThan(0.05);
    optimiser.dispose();
    vrn.dispose();
  });

  it('grows with the batch only by the feature maps', () => {
    const vrn = buildVRN('multistack');
    const [one, six] = [1, 6].map((batch) => vrn.summary({ batch, training: true }).memory);
    expect(six!.activations).toBe(6 * one!.activations);
    expect([six!.parameters, six!.derived]).toEqual([one!.parameters, one!.derived]);
    expect(six!.total).toBe(six!.parameters + six!.derived + six!.activations);
  });

  it('rejects invalid batch sizes', () => {
    for (const batch of [0, -1, 1.5, Number.NaN]) {
      expect(() => buildVRN('multistack').summary({ batch })).toThrow(/batch must be a positive integer/);
    }
  });
});

describe('summary', () => {
  it('allocates no tensors, and returns the same twice', () => {
    const before = tf.memory().numTensors;
    const vrn = buildVRN('conv3d');
    expect(vrn.summary()).toEqual(vrn.summary({ batch: 1, training: false }));
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each(VARIANT_NAMES)('divides %s into parts whose sums are the totals', (name) => {
    const { parts, parameters, multiplyAdds } = buildVRN(name).summary();
    const sum = (field: 'parameters' | 'multiplyAdds') => parts.reduce((total, part) => total + part[field], 0);
    expect([sum('parameters'), sum('multiplyAdds')]).toEqual([parameters, multiplyAdds]);
  });

  it('has the parts of the design, with their parameters', () => {
    const parameters = Object.fromEntries(
      buildVRN('multistack')
        .summary()
        .parts.map((part) => [part.path, part.parameters]),
    );
    // A residual block of 256 features has 406,400 parameters. A fork has two 1×1 convolutions with 99,200, after a
    // residual block except in the last stack.
    expect(parameters).toMatchObject({
      'stem/conv': 59_776,
      'stem/block0': 73_152,
      'stem/block1': 101_824,
      'stem/block2': 291_712,
      'stack0/up4': 2 * 406_400,
      'stack3/merge1': 406_400,
      'stack0/fork': 505_600,
      'stack3/fork': 99_200,
    });
  });

  it('names what a malformed summary lacks', () => {
    const summary = buildVRN('multistack').summary();
    const [first, ...rest] = summary.parts;
    const malformed: [unknown, RegExp][] = [
      [{ parts: [] }, /summaryTable: summary\.parameters must be a number, .* got undefined/],
      [{ ...summary, memory: null }, /summary\.memory\.parameters must be a number/],
      [{ ...summary, multiplyAdds: '7' }, /summary\.multiplyAdds must be a number, .* got 7/],
      [{ ...summary, parts: [...rest, null] }, /summary\.parts\[\d+\]\.parameters must be a number/],
      [{ ...summary, parts: [{ ...first, shape: undefined }] }, /summary\.parts\[0\] must have a path and a shape/],
    ];
    for (const [given, words] of malformed) {
      const error = expect.objectContaining({ code: 'bad-argument', message: expect.stringMatching(words) });
      expect(() => summaryTable(given as typeof summary)).toThrow(error);
    }
  });

  it('formats a table', () => {
    const table = summaryTable(buildVRN('multistack').summary({ batch: 6, training: true })).split('\n');
    expect(table[0]).toMatch(/^part +output +parameters +multiply-adds$/);
    expect(table).toContainEqual(expect.stringMatching(/^stem\/block2 +32 × 32 × 256 +291,712 +297\.8 M$/));
    expect(table).toContainEqual(expect.stringMatching(/^all +51,440,896 +11965\.4 M$/));
    expect(table.at(-2)).toMatch(/^Memory of a step of training, batch 6: [\d.]+ MiB$/);
  });
});
