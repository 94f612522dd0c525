// Tests inference with fused kernels against the network operation by operation, on the cpu and wasm backends.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildVRN } from '../../src/buildVRN.js';
import type { VRNConfig } from '../../src/network/config.js';
import { VARIANT_NAMES } from '../../src/network/variants.js';
import { poisonHeap } from '../helpers/poisonHeap.js';
import { apart, unfused, unsettle } from '../helpers/unfused.js';

const SMALL = { features: 8, stem: [8, 8, 8], modules: 1, stacks: 2 } as const;

/** Configs with different sequences of operations, for example odd lengths, another nesting, or reinjection. */
const CONFIGS: readonly [string, Partial<VRNConfig>][] = [
  ['32 × 32 × 16', { rows: 32, columns: 32, slices: 16, depth: 3 }],
  ['24 × 40 × 12, two levels', { rows: 24, columns: 40, slices: 12, depth: 2 }],
  // The planes of its hourglass have 256 positions, the minimum for which norms may merge several positions into one.
  ['64 × 64 × 8', { rows: 64, columns: 64, slices: 8, depth: 1, features: 64 }],
  ['released nesting', { rows: 16, columns: 16, slices: 8, depth: 2, nesting: 'released' }],
  ['reinjection', { rows: 16, columns: 16, slices: 8, depth: 2, reinjection: true }],
  [
    'no pooling in the stem, a larger input',
    { rows: 8, columns: 8, slices: 8, depth: 1, stemPool: false, inputScale: 2 },
  ],
];

describe.each(['cpu', 'wasm'])('fused inference on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  describe.each(CONFIGS)('%s', (_, fields) => {
    it.each(VARIANT_NAMES)('%s', async (name) => {
      const before = tf.memory().numTensors;
      const vrn = buildVRN(name, { ...SMALL, ...fields, seed: 3 } as Partial<VRNConfig>);
      unsettle(vrn, 5);
      const x = tf.randomUniform([2, ...vrn.inputShape], 0, 1, 'float32', 7);
      await poisonHeap();
      // Measured: 1e-6 of the largest logit, because single-precision sums are in another order.
      expect(apart(vrn.forward(x), unfused(vrn, x))).toBeLessThan(1e-5);
      const held = tf.memory().numTensors;
      expect(apart(vrn.forward(x, { lastOnly: true }), unfused(vrn, x, { lastOnly: true }))).toBeLessThan(1e-5);
      expect(tf.memory().numTensors).toBe(held);
      vrn.dispose();
      x.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });
  });
});
