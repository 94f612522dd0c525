// The seven networks on every engine that Node has, WebGPU through Dawn among them: the same logits, the same gradients.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { VRNConfig } from '../src/network/config.js';
import { VARIANT_NAMES, VARIANTS, type VariantName } from '../src/network/variants.js';
import { enableWasmTraining } from '../src/wasm/enableWasmTraining.js';
import { poisonHeap } from './helpers/poisonHeap.js';
import { gradientsApart, logitsApart, type Ran, runRow } from './helpers/row.js';
import { startDawn } from './helpers/webgpu.js';

const dawn = await startDawn();

/** cpu is the reference. */
const ENGINES = [
  { engine: 'cpu', without: undefined },
  { engine: 'wasm', without: undefined },
  { engine: 'webgpu', without: dawn.reason },
] as const;

/**
 * Every kind of layer and each kernel's path for channels in fours, as the large networks have them, in as few kernels as
 * may be: a software driver takes milliseconds for each. Two samples, and no feature map of a single pixel, so that no
 * norm makes rounding large.
 */
const SMALL: Partial<VRNConfig> = {
  rows: 16,
  columns: 16,
  slices: 8,
  features: 16,
  flatFeatures: 8,
  stem: [8, 8, 16],
  modules: 1,
  depth: 1,
  forkResiduals: [1, 0],
};

/** The rows with one input differ from Multistack in the first layer alone: one stack of them will do. */
const stacks = (name: VariantName): number => VARIANTS[name].inputs.length;

beforeAll(async () => {
  await tf.setBackend('wasm');
  enableWasmTraining();
  if (dawn.reason === undefined) await import('@tensorflow/tfjs-backend-webgpu');
});

describe.each(VARIANT_NAMES)('%s', (name) => {
  let reference: Ran;

  for (const { engine, without } of ENGINES) {
    it.skipIf(without !== undefined)(
      `on ${engine}${without === undefined ? '' : ` (skipped: ${without})`}`,
      async () => {
        expect(await tf.setBackend(engine)).toBe(true);
        await poisonHeap();
        const ran = await runRow(name, { batch: 2, gradients: true, fields: { ...SMALL, stacks: stacks(name) } });
        reference ??= ran;
        expect(ran.left).toBe(0);
        expect(ran.logits).toHaveLength(name === 'vrn-guided' ? 1 : stacks(name));
        expect(ran.gradients.size).toBeGreaterThan(50);
        // Single precision through some dozens of layers: found 1e-6 of the largest logit, 1e-4 of a parameter's gradient.
        expect(logitsApart(ran, reference)).toBeLessThan(1e-4);
        expect(gradientsApart(ran, reference)).toBeLessThan(1e-3);
      },
    );
  }
});
