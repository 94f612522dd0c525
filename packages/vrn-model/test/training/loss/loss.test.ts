// Compares sigmoid cross-entropy and RMSProp with their formulas.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { rmsprop, sigmoidCrossEntropy } from '../../../src/train.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});

const logits = [-100, -30, -3, -0.5, 0, 0.5, 3, 30, 100];
const targets = [0, 1, 0.25, 1, 0, 0.75, 1, 0, 1];

describe('sigmoidCrossEntropy', () => {
  it('equals −z·log σ(x) − (1 − z)·log(1 − σ(x)), also where the sigmoid saturates', () => {
    // In double precision, by the identity log σ(x) = −log(1 + e^−x).
    const exact = logits.map((x, i) => {
      const z = targets[i]!;
      return z * Math.log1p(Math.exp(-x)) + (1 - z) * (x > 30 ? x : Math.log1p(Math.exp(x)));
    });
    const sum = exact.reduce((a, b) => a + b, 0);
    const value = tf.tidy(() => sigmoidCrossEntropy(tf.tensor1d(logits), tf.tensor1d(targets), { reduction: 'sum' }));
    // Single precision of a sum near 63.
    expect(Math.abs(value.dataSync()[0]! - sum)).toBeLessThan(1e-5 * sum);
    const mean = tf.tidy(() => sigmoidCrossEntropy(tf.tensor1d(logits), tf.tensor1d(targets)));
    expect(Math.abs(mean.dataSync()[0]! - sum / logits.length)).toBeLessThan(1e-5 * sum);
    tf.dispose([value, mean]);
  });

  it('has the gradient (σ(x) − z)/n', () => {
    const gradient = tf
      .tidy(() => tf.grad((x) => sigmoidCrossEntropy(x, tf.tensor1d(targets)))(tf.tensor1d(logits)))
      .dataSync();
    for (const [i, x] of logits.entries()) {
      const exact = (1 / (1 + Math.exp(-x)) - targets[i]!) / logits.length;
      expect(Math.abs(gradient[i]! - exact)).toBeLessThan(1e-7);
    }
  });

  it('adds the losses of stacks with equal weight', () => {
    const [one, two] = tf.tidy(() => {
      const x = tf.tensor1d([1, -2]);
      const z = tf.tensor1d([1, 0]);
      return [sigmoidCrossEntropy(x, z), sigmoidCrossEntropy([x, x], z)];
    });
    expect(two!.dataSync()[0]).toBeCloseTo(2 * one!.dataSync()[0]!, 6);
  });

  it('rejects mismatched shapes', () => {
    expect(() => sigmoidCrossEntropy(tf.zeros([2]), tf.zeros([3]))).toThrow(/must be of the logits' shape/);
  });
});

describe('rmsprop', () => {
  it("follows Torch's rule: epsilon outside the root, initial mean square zero", () => {
    const optimiser = rmsprop();
    let p = 1;
    let m = 0;
    let value: tf.Tensor = tf.scalar(p);
    for (const g of [0.5, -2, 1e-6]) {
      m = 0.99 * m + 0.01 * g * g;
      p -= (0.1 * g) / (Math.sqrt(m) + 1e-8);
      const gradient = tf.scalar(g);
      const next = optimiser.next('p', value, gradient, 0.1);
      tf.dispose([value, gradient]);
      value = next;
      expect(value.dataSync()[0]).toBeCloseTo(p, 5);
    }
    optimiser.dispose();
    value.dispose();
    expect(optimiser.state.size).toBe(0);
  });
});
