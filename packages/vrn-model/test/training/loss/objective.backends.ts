// Compares losses, their gradients and scores on wasm with those on cpu, while free memory is filled with 777.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import type { LossOptions } from '../../../src/train.js';
import '../../../src/tensors/gradients.js';
import { stackIous } from '../../../src/training/loss/ious.js';
import { lossSettings, stackLoss } from '../../../src/training/loss/objective.js';
import { sampleSums, total } from '../../../src/training/loss/sums.js';
import { poisonHeap } from '../../helpers/poisonHeap.js';

const SHAPE = [3, 16, 12, 10] as const;
const rng = random(4);
const logits = Float32Array.from({ length: 3 * 16 * 12 * 10 }, () => 6 * rng.normal());
const target = Float32Array.from(logits, (x) => (x + 6 * rng.normal() > 4 ? 1 : 0));

async function run(backend: string, options: LossOptions) {
  await tf.setBackend(backend);
  await poisonHeap();
  const before = tf.memory().numTensors;
  const [x, z] = [tf.tensor4d(logits, [...SHAPE]), tf.tensor4d(target, [...SHAPE])];
  const { value, grad } = tf.valueAndGrad((y) => stackLoss(y, z, lossSettings(options, 'test')))(x);
  const found = { value: value.dataSync()[0]!, gradient: grad.dataSync(), ious: await stackIous([x], z) };
  tf.dispose([x, z, value, grad]);
  expect(tf.memory().numTensors).toBe(before);
  return found;
}

describe('wasm agrees with cpu', () => {
  it.each<LossOptions>([
    { crossEntropy: 1, positiveWeight: 5 },
    { crossEntropy: 0, jaccard: 1 },
    { crossEntropy: 0, front: 1 },
    { crossEntropy: 0, side: 1, temperature: 0.5 },
  ])('%o', async (options) => {
    const [cpu, wasm] = [await run('cpu', options), await run('wasm', options)];
    // Single precision of sums over 1,920 voxels.
    expect(Math.abs(wasm.value - cpu.value)).toBeLessThan(1e-5 * cpu.value);
    const largest = Math.max(...cpu.gradient.map(Math.abs));
    for (const [i, value] of cpu.gradient.entries()) {
      expect(Math.abs(wasm.gradient[i]! - value)).toBeLessThan(1e-5 * largest);
    }
    expect(wasm.ious).toEqual(cpu.ious);
  });

  it.each(['cpu', 'wasm'])(
    'small terms count among many large ones on %s, and equal ones are not rounded alike',
    async (backend) => {
      await tf.setBackend(backend);
      // Terms of 1/32 would be lost if added sequentially in single precision to a sum above 2²⁰.
      const sums = tf.tidy(() => {
        const [large, small] = [tf.fill([1, 1024, 2048], 1), tf.fill([1, 1024, 2048], 1 / 32)];
        return sampleSums(tf.concat([large, small], 1));
      });
      expect(sums.dataSync()[0]).toBe(1024 * 2048 * (1 + 1 / 32));
      // In a running sum above 2²², each term would be rounded up to 44.5, 0.3 % too much. In a sum of 256 terms, the
      // partial sums average half of the total, so that the relative error is at most 256 · 6e-8 / 2.
      const alike = tf.tidy(() => total(tf.fill([196_608], 44.3614)));
      expect(Math.abs(alike.dataSync()[0]! / (196_608 * Math.fround(44.3614)) - 1)).toBeLessThan(128 * 6e-8);
      const [few, prime] = [tf.tidy(() => total(tf.scalar(3))), tf.tidy(() => sampleSums(tf.ones([2, 1, 1009])))];
      expect([few.dataSync()[0], ...prime.dataSync()]).toEqual([3, 1009, 1009]);
      tf.dispose([sums, alike, few, prime]);
    },
  );
});
