// Tests concatenation and splitting on the wasm backend against loops, for all layouts and for several types.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { enableWasmTraining } from '../../src/wasm/enableWasmTraining.js';
import { poisonHeap } from '../helpers/poisonHeap.js';

const CASES: readonly (readonly [shape: readonly number[], axis: number, lengths: readonly number[]])[] = [
  [[1, 32, 32, 0], 3, [8, 4, 4]],
  [[2, 16, 16, 0], -1, [4, 4, 8]],
  [[300, 0], 1, [3, 3]],
  [[300, 0], 1, [1, 1, 1, 1]],
  [[20, 15, 0, 5], 2, [2, 1, 1]],
  [[300, 0], 1, [10, 5, 5]],
  [[7, 43, 0], 2, [10, 5, 5]],
  // Lengths that cannot be joined in pairs of equal length.
  [[300, 0], 1, [4, 8, 4]],
  [[300, 0], 1, [1, 1, 1]],
  // Too few rows for the package's own kernels: 16, and only one for the first axis.
  [[4, 4, 0], 2, [8, 4, 4]],
  [[0, 7], 0, [2, 2]],
];

beforeAll(async () => {
  await tf.setBackend('wasm');
  enableWasmTraining();
});

describe.each(CASES)('%j along %i: %j', (shape, axis, lengths) => {
  const at = axis < 0 ? shape.length + axis : axis;
  const total = lengths.reduce((sum, n) => sum + n, 0);
  const of = (length: number) => shape.map((n, i) => (i === at ? length : n));
  const product = (all: readonly number[]) => all.reduce((size, n) => size * n, 1);
  const inner = product(shape.slice(at + 1));
  const rows = product(shape.slice(0, at));

  it.each(['float32', 'int32'] as const)('concatenates and splits %s', async (dtype) => {
    await poisonHeap();
    const before = tf.memory().numTensors;
    const whole = tf.tensor(
      Array.from({ length: rows * total * inner }, (_, i) => i + 1),
      of(total),
      dtype,
    );
    const parts = tf.split(whole, [...lengths], axis);
    const values = await whole.data();
    let first = 0;
    for (const [i, part] of parts.entries()) {
      expect(part.shape).toEqual(of(lengths[i]!));
      const width = lengths[i]! * inner;
      const expected = Array.from({ length: rows }, (_, row) => {
        const from = row * total * inner + first;
        return [...values.subarray(from, from + width)];
      });
      expect([...(await part.data())]).toEqual(expected.flat());
      first += width;
    }
    const joined = tf.concat(parts, axis);
    expect(joined.shape).toEqual(whole.shape);
    expect(joined.dtype).toBe(dtype);
    expect([...(await joined.data())]).toEqual([...values]);
    tf.dispose([whole, joined, ...parts]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
