// Tests the gradients of every operation of the networks on wasm against cpu, with uninitialised memory filled with
// noise.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { largestDifference, largestMagnitude } from '@vrn/test-utils';
import { beforeAll, describe, expect, it } from 'vitest';
import { enableWasmTraining } from '../../src/wasm/enableWasmTraining.js';
import '../../src/tensors/gradients.js';
import { buildVRN } from '../../src/buildVRN.js';
import { trainablePaths } from '../../src/network/shapes.js';
import { linearResize } from '../../src/tensors/linearResize.js';
import { tensorInterpreter } from '../../src/tensors/tensors.js';
import { upsample } from '../../src/tensors/upsample.js';
import { poisonHeap } from '../helpers/poisonHeap.js';

type Shape = readonly number[];
type Op = (...tensors: tf.Tensor[]) => tf.Tensor;

/** Returns distinct values, so that no maximum is ambiguous. */
function noise(shape: Shape, seed: number): tf.Tensor {
  const values = new Float32Array(shape.reduce((product, n) => product * n, 1));
  for (let i = 0; i < values.length; i++) {
    const wave = Math.sin((i + 1) * 12.9898 + seed * 78.233) * 43758.5453;
    values[i] = 2 * (wave - Math.floor(wave)) - 1;
  }
  return tf.tensor(values, [...shape]);
}

/** Computes the gradients of Σ (op · noise) to every input on one backend. */
async function gradients(backend: string, op: Op, shapes: readonly Shape[]): Promise<Float32Array[]> {
  await tf.setBackend(backend);
  await poisonHeap();
  const before = tf.memory().numTensors;
  const inputs = shapes.map((shape, i) => noise(shape, i));
  const grads = tf.grads((...x) => {
    const y = op(...x);
    return tf.sum(tf.mul(y, noise(y.shape, 99)));
  })(inputs);
  const values = grads.map((grad) => grad.dataSync() as Float32Array);
  tf.dispose([inputs, grads]);
  expect(tf.memory().numTensors).toBe(before);
  return values;
}

/** Largest difference, relative to the largest value of `b` unless that is 0. */
function difference(a: Float32Array, b: Float32Array): number {
  const largest = largestMagnitude(b);
  return largestDifference(a, b) / (largest === 0 ? 1 : largest);
}

async function agree(op: Op, shapes: readonly Shape[]): Promise<void> {
  const truth = await gradients('cpu', op, shapes);
  const found = await gradients('wasm', op, shapes);
  // Single-precision sums of thousands of terms, relative to the largest gradient.
  for (const [i, values] of found.entries()) expect(difference(values, truth[i]!)).toBeLessThan(1e-4);
}

beforeAll(async () => {
  await tf.setBackend('wasm');
  enableWasmTraining();
  enableWasmTraining();
});

const PADDINGS = {
  same: 'same',
  valid: 'valid',
  explicit: [
    [0, 0],
    [2, 1],
    [0, 3],
    [0, 0],
  ],
} as const;

describe('convolution', () => {
  const cases = [1, 3, 7].flatMap((kernel) =>
    [1, 2].flatMap((stride) =>
      [1, 3].flatMap((batch) =>
        (['same', 'valid', 'explicit'] as const).map((padding) => ({ kernel, stride, batch, padding })),
      ),
    ),
  );
  it.each(cases)(
    '$kernel×$kernel, stride $stride, batch $batch, $padding',
    async ({ kernel, stride, batch, padding }) => {
      const pad = PADDINGS[padding] as unknown as 'same';
      // Lengths that a stride of 2 does not divide, and numbers of channels that no vector width divides.
      const op: Op = (x, w) =>
        tf.conv2d(
          x as tf.Tensor4D,
          w as tf.Tensor4D,
          stride,
          pad,
          'NHWC',
          1,
          padding === 'explicit' ? 'floor' : undefined,
        );
      await agree(op, [
        [batch, 11, 8, 5],
        [kernel, kernel, 5, 7],
      ]);
    },
  );

  it.each([
    { batch: 1, stride: 1, padding: 'same' },
    { batch: 3, stride: 1, padding: 'valid' },
    { batch: 3, stride: 2, padding: 'valid' },
  ] as const)('3×3×3, stride $stride, batch $batch, $padding', async ({ batch, stride, padding }) => {
    await agree(
      (x, w) => tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, stride, padding),
      [
        [batch, 4, 5, 6, 3],
        [3, 3, 3, 3, 2],
      ],
    );
  });

  it('3×1 and 1×3 kernels, of which volumetric convolutions consist', async () => {
    for (const kernel of [
      [3, 1],
      [1, 3],
    ]) {
      await agree(
        (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'),
        [
          [2, 6, 9, 4],
          [...kernel, 4, 3],
        ],
      );
    }
  });
});

describe('pooling and upsampling', () => {
  it.each([1, 3])('max pooling, batch %i', async (batch) => {
    await agree((x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'), [[batch, 8, 6, 5]]);
    await agree((x) => tf.maxPool(x as tf.Tensor4D, [3, 3], [2, 2], 'same'), [[batch, 9, 7, 5]]);
  });

  it.each([1, 3])('nearest upsampling, batch %i', async (batch) => {
    await agree((x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [8, 12]), [[batch, 4, 6, 5]]);
    await agree((x) => upsample(x as tf.Tensor4D, [2, 1]), [[batch, 4, 6, 5]]);
  });

  it('the gradient of nearest upsampling sums the copies of each pixel, in every image of a batch', async () => {
    for (const backend of ['cpu', 'wasm']) {
      const op: Op = (x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [4, 4]);
      const [found] = await gradients(backend, op, [[3, 2, 2, 1]]);
      const weights = noise([3, 4, 4, 1], 99).dataSync();
      const sum = (n: number, r: number, c: number) =>
        [0, 1, 4, 5].reduce((total, step) => total + weights[n * 16 + r * 8 + c * 2 + step]!, 0);
      const truth = Float32Array.from({ length: 12 }, (_, i) => sum(i >> 2, (i >> 1) & 1, i & 1));
      expect(difference(found!, truth)).toBeLessThan(1e-6);
    }
  });

  it.each([1, 3])('bilinear upsampling, batch %i', async (batch) => {
    await agree((x) => tf.image.resizeBilinear(x as tf.Tensor4D, [16, 16]), [[batch, 4, 4, 5]]);
    await agree((x) => tf.image.resizeBilinear(x as tf.Tensor4D, [16, 12], true), [[batch, 4, 3, 5]]);
    await agree((x) => linearResize(x as tf.Tensor4D, [16, 12]), [[batch, 4, 3, 5]]);
  });

  it('linearResize returns the same as resizeBilinear with aligned corners', async () => {
    await tf.setBackend('cpu');
    const x = noise([2, 3, 5, 4], 1) as tf.Tensor4D;
    const [ours, theirs] = [linearResize(x, [12, 7]), tf.image.resizeBilinear(x, [12, 7], true)];
    expect(difference(ours.dataSync() as Float32Array, theirs.dataSync() as Float32Array)).toBeLessThan(1e-6);
    tf.dispose([x, ours, theirs]);
  });
});

describe('norms and concatenation', () => {
  it.each([1, 3])('batch norm as the networks train it, batch %i', async (batch) => {
    const op: Op = (x, scale, shift) =>
      tensorInterpreter(
        new Map([
          ['n/scale', scale!],
          ['n/shift', shift!],
        ]),
        { by: 'batch' },
      ).norm('n', x!);
    await agree(op, [[batch, 6, 5, 7], [7], [7]]);
  });

  it('batch norm of tfjs', async () => {
    await agree(
      (x, mean, variance, scale, shift) =>
        tf.batchNorm(
          x as tf.Tensor4D,
          mean as tf.Tensor1D,
          tf.abs(variance!) as tf.Tensor1D,
          shift as tf.Tensor1D,
          scale as tf.Tensor1D,
          0.1,
        ),
      [[2, 4, 3, 5], [5], [5], [5], [5]],
    );
  });

  it('concatenation', async () => {
    await agree(
      (a, b, c) => tf.concat([a!, b!, c!], -1),
      [
        [2, 4, 3, 5],
        [2, 4, 3, 2],
        [2, 4, 3, 1],
      ],
    );
  });
});

describe.each(['multiscale', 'bottleneck'] as const)('a complete %s hourglass', (block) => {
  it('has the same gradients to its input and to every parameter', async () => {
    const size = { rows: 64, columns: 64, slices: 8, inputs: ['image'], features: 16, stem: [8, 8, 16] } as const;
    const config = { ...size, stem: [8, 8, 16] as [number, number, number], block, stacks: 1, modules: 1, depth: 3 };
    await tf.setBackend('cpu');
    const vrn = buildVRN({ ...config, stemPool: false, forkResiduals: [0] }, { seed: 5 });
    const paths = trainablePaths(vrn);
    const values = paths.map((path) => vrn.params.get(path)!.dataSync().slice());
    const shapes = paths.map((path) => vrn.params.get(path)!.shape);
    const results: Float32Array[][] = [];
    for (const backend of ['cpu', 'wasm']) {
      await tf.setBackend(backend);
      await poisonHeap();
      const x = noise([2, ...vrn.inputShape], 3);
      const tensors = values.map((data, i) => tf.tensor(data, shapes[i]!));
      const grads = tf.grads((input, ...params) => {
        const all = new Map(vrn.params);
        for (const [i, path] of paths.entries()) all.set(path, params[i]!);
        const [logits] = vrn.forward(input as tf.Tensor4D, { training: true, params: all });
        return tf.sum(tf.mul(logits!, noise(logits!.shape, 7)));
      })([x, ...tensors]);
      results.push(grads.map((grad) => grad.dataSync().slice() as Float32Array));
      tf.dispose([x, tensors, grads]);
    }
    vrn.dispose();
    const [truth, found] = results as [Float32Array[], Float32Array[]];
    const largest = Math.max(...truth.map(largestMagnitude));
    for (const [i, values] of found.entries()) {
      const own = largestMagnitude(truth[i]!);
      // A bias before a norm has no gradient except rounding, so its tolerance is relative to the whole network's
      // gradient.
      const scale = own > 1e-5 * largest ? own : largest;
      expect(difference(values, truth[i]!) * (own / scale)).toBeLessThan(1e-4);
    }
  });
});
