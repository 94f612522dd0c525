// Tests that the seven networks have the same logits and gradients on every engine in Node, including WebGPU through
// Dawn.
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

/** Engines to compare. The first one, cpu, is the reference. */
const ENGINES = [
  { engine: 'cpu', without: undefined },
  { engine: 'wasm', without: undefined },
  { engine: 'webgpu', without: dawn.reason },
] as const;

/**
 * A config with every kind of layer, in which all numbers of channels are multiples of four as in the large networks.
 * It needs as few kernels as possible, because software drivers are slow. No feature map is a single pixel, so that
 * with batches of two samples no norm amplifies rounding errors.
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

/**
 * Number of stacks: one per kind of input. Variants with one kind of input differ from Multistack only in the first
 * layer, so that one stack is enough for them.
 */
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
        // Measured differences: 1e-6 of the largest logit, and 1e-4 of the largest gradient of a parameter.
        expect(logitsApart(ran, reference)).toBeLessThan(1e-4);
        expect(gradientsApart(ran, reference)).toBeLessThan(1e-3);
      },
    );
  }
});
