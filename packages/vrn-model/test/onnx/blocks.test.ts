// Checks convolutions in ONNX Runtime's own layout, which groups channels in blocks, against the standard layout.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildVRN } from '../../src/buildVRN.js';
import { VARIANTS } from '../../src/network/variants.js';
import { channelBlock } from '../../src/onnx/runtimeProbes.js';
import { buildStep } from '../../src/onnx/stepGraph.js';
import { packBatch } from '../../src/training/batch.js';
import { relative } from '../helpers/relative.js';
import { noiseSample } from '../helpers/samples.js';
import { gradientStep } from '../helpers/stepGradients.js';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const load = (bytes: Uint8Array) => ort.InferenceSession.create(bytes, { logSeverityLevel: 4 });
const block = await channelBlock(ort, load);

describe('convolutions in blocks of channels', () => {
  it.skipIf(block === undefined)(
    'give the same gradients as those in the standard layout (where the runtime has them for this processor)',
    async () => {
      const sizes = { rows: 24, columns: 16, slices: 12, features: 64, depth: 1, modules: 1, stacks: 1 } as const;
      const vrn = buildVRN({ ...VARIANTS.multistack, ...sizes }, { seed: 7 });
      const [x, z] = packBatch(vrn, [noiseSample(vrn, 1), noiseSample(vrn, 2)]);
      const options = { samples: 2, native: true } as const;
      const standard = await gradientStep(vrn, [x, z], options);
      const blocks = await gradientStep(vrn, [x, z], { ...options, block });
      expect(relative(blocks.gradients, standard.gradients)).toBeLessThan(1e-4);
      for (const [i, score] of blocks.scores.entries()) expect(score / standard.scores[i]!).toBeCloseTo(1, 5);
      const operators = [options, { ...options, block }].map((each) => Buffer.from(buildStep(vrn, each).bytes));
      expect(operators.map((bytes) => bytes.includes('ReorderInput'))).toEqual([false, true]);
      tf.dispose([x, z]);
      vrn.dispose();
    },
  );

  it('are not used by runtimes that do not load them or arrange channels in another order', async () => {
    expect(await channelBlock(ort, () => Promise.reject(new Error('no such operator')))).toBeUndefined();
    const unchanged = (bytes: Uint8Array) => {
      const run = async ({ x }: Record<string, { data: unknown; dims: readonly number[] }>) => ({ blocks: x! });
      return Promise.resolve({ bytes, run, release: async () => {} });
    };
    expect(await channelBlock(ort, unchanged)).toBeUndefined();
  });
});
