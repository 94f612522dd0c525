// Compares the gradients of single operators in an ONNX runtime with those of tfjs.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { convolution } from '../../src/onnx/convolutions/convolution.js';
import { createGraph, type Value } from '../../src/onnx/graph/graph.js';
import { maxPool } from '../../src/onnx/operators/maxPool.js';
import { createTape } from '../../src/onnx/operators/tape.js';
import { enableWasmTraining } from '../../src/wasm/enableWasmTraining.js';
// Registers the gradients of tfjs.
import '../../src/train.js';
import { relative } from '../helpers/relative.js';

beforeAll(async () => {
  await tf.setBackend('wasm');
  enableWasmTraining();
});

const tensor = (data: Float32Array, dims: readonly number[]) => new ort.Tensor('float32', data, dims);

describe('gradients', () => {
  it.each([
    // The expected number of images decides along which axes the gradient is shifted instead of the features.
    [{ native: true, images: 1 }, 1],
    [{ native: true, images: 1000 }, 1],
    [{ native: false, images: 1000 }, 1],
    [{ native: true, images: 1 }, 2],
  ] as const)('of convolution filters agree with tfjs: %o, stride %i', async (purpose, stride) => {
    const [from, out, rows, columns] = [3, 4, 10, 9];
    const size = [rows, columns].map((n) => Math.ceil(n / stride));
    const random = (shape: readonly number[], seed: number) => tf.randomNormal([...shape], 0, 1, 'float32', seed);
    const [x, dy] = [random([2, rows, columns, from], 1), random([2, ...size, out], 2)];
    const graph = createGraph(purpose);
    const tape = createTape();
    const shape = [2, from, rows, columns];
    const weight: Value = { name: graph.input('w', [out * from * 9]), shape: [out * from * 9], tracked: true };
    const filter = () => graph.op('Reshape', ['w', graph.integers([out, from, 3, 3])]);
    const input: Value = { name: graph.input('x', shape), shape, tracked: stride === 1 };
    const options = { out, kernel: [3, 3], stride, bias: false };
    const y = tape.record(convolution(graph, input, { ...options, parameters: { weight, filter, bias: undefined } }));
    const gradients = tape.backward(graph, new Map([[y.name, graph.input('dy', [2, out, ...size])]]));
    graph.output('dw', gradients.get('w')!, [out * from * 9]);
    const session = await ort.InferenceSession.create(graph.encode({}), { graphOptimizationLevel: 'disabled' });
    const first = (values: tf.Tensor) => tf.transpose(values, [0, 3, 1, 2]);
    const fed = (values: tf.Tensor) => tensor(values.dataSync() as Float32Array, values.shape);
    const w = random([out * from * 9], 3);
    const { dw } = await session.run({ x: fed(first(x)), dy: fed(first(dy)), w: fed(w) });
    const kernel = tf.transpose(tf.reshape(w, [out, from, 3, 3]), [2, 3, 1, 0]) as tf.Tensor4D;
    // With a stride, padding here is one zero on each side, whereas 'same' puts the odd zero at the end.
    const f = (v: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, v as tf.Tensor4D, stride, 1);
    const expected = tf.transpose(tf.grad(f)(kernel, dy), [3, 2, 0, 1]);
    const [got, all] = [
      new Map([['w', dw!.data as Float32Array]]),
      new Map([['w', expected.dataSync() as Float32Array]]),
    ];
    // Single precision: sums of up to 180 products.
    expect(relative(got, all)).toBeLessThan(1e-6);
  });

  it.each([
    [[2, 2], false],
    [[2, 1], false],
    [[1, 2], false],
    [[2, 2], true],
    [[1, 2], true],
  ])('of max pooling by %o go to the first of equal maxima (native: %s)', async (factors, native) => {
    const shape = [2, 3, 4, 4] as const;
    // The data have only three values, so there are many ties.
    const data = Float32Array.from({ length: 96 }, (_, i) => (i * 7 + (i >> 3)) % 3);
    const size = [2, 3, 4 / factors[0]!, 4 / factors[1]!];
    const dy = Float32Array.from({ length: size.reduce((a, b) => a * b) }, (_, i) => i + 1);
    const graph = createGraph({ native, images: 2 });
    const tape = createTape();
    const x: Value = { name: graph.input('x', shape), shape, tracked: true };
    const y = tape.record(maxPool(graph, x, factors));
    const gradients = tape.backward(graph, new Map([[y.name, graph.input('dy', size)]]));
    graph.output('dx', gradients.get('x')!, shape);
    const session = await ort.InferenceSession.create(graph.encode({}));
    const { dx } = await session.run({ x: tensor(data, shape), dy: tensor(dy, size) });
    const last = (values: Float32Array, lengths: readonly number[]) =>
      tf.transpose(tf.tensor(values, [...lengths]), [0, 2, 3, 1]);
    const pool = (v: tf.Tensor4D) => tf.maxPool(v, factors as [number, number], factors as [number, number], 'valid');
    const expected = tf.grad((v: tf.Tensor) => pool(v as tf.Tensor4D))(last(data, shape), last(dy, size));
    expect([...(dx!.data as Float32Array)]).toEqual([...tf.transpose(expected as tf.Tensor, [0, 3, 1, 2]).dataSync()]);
  });
});
