// Tests the cache of derived parameters, the plan of inference steps, gradients, and predictions of lists and mirrored
// inputs.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { flipSample, type Volume } from '@vrn/voxel';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { plan } from '../../src/inference/plan.js';
import { trace } from '../../src/inference/trace.js';
import { network } from '../../src/network/network.js';
import { tensorInterpreter } from '../../src/tensors/tensors.js';
import '../../src/tensors/gradients.js';
import { buildVRN } from '../../src/buildVRN.js';
import type { VRN } from '../../src/vrn.js';
import { noiseSample } from '../helpers/samples.js';
import { apart, unfused, unsettle } from '../helpers/unfused.js';

const options = {
  rows: 16,
  columns: 24,
  slices: 8,
  features: 8,
  stem: [8, 8, 8],
  stacks: 2,
  modules: 1,
  depth: 2,
} as const;
let vrn: VRN;
let x: tf.Tensor;

beforeAll(async () => {
  await tf.setBackend('wasm');
});

beforeEach(() => {
  vrn = buildVRN({ ...options, inputs: ['image', 'landmarks', 'mask'] }, { seed: 3 });
  unsettle(vrn, 5);
  x = tf.randomUniform([1, ...vrn.inputShape], 0, 1, 'float32', 7);
});

describe('folded parameters', () => {
  it('are computed again if any parameter of a kernel changes', () => {
    const roles = ['w', 'b', 'scale', 'shift', 'mean', 'variance'] as const;
    for (const role of roles) {
      tf.dispose(vrn.forward(x));
      const paths = [...vrn.params.keys()].filter((path) => path.endsWith(`/${role}`));
      for (const path of paths) {
        const old = vrn.params.get(path)!;
        vrn.assign(
          path,
          tf.tidy(() => tf.mul(old, 1.25)),
        );
      }
      expect(apart(vrn.forward(x), unfused(vrn, x))).toBeLessThan(1e-5);
    }
  });

  it('are freed when a parameter is assigned, and with the network', () => {
    const bare = tf.memory().numTensors;
    tf.dispose(vrn.forward(x));
    expect(tf.memory().numTensors).toBeGreaterThan(bare);
    vrn.assign('stem/conv/b', tf.zeros([8]));
    expect(tf.memory().numTensors).toBe(bare);
  });

  it("are not kept for parameters other than the network's own", () => {
    const bare = tf.memory().numTensors;
    const others = new Map([...vrn.params].map(([path, value]) => [path, tf.mul(value, 0.9)]));
    const logits = vrn.forward(x, { params: others });
    const plain = tf.tidy(() => network(tensorInterpreter(others, { by: 'running' }), vrn.config, { x }));
    expect(apart(logits, plain)).toBeLessThan(1e-5);
    tf.dispose([...others.values()]);
    expect(tf.memory().numTensors).toBe(bare);
  });

  it('survive a tf.tidy around the first run', () => {
    tf.tidy(() => void vrn.forward(x));
    expect(apart(vrn.forward(x), unfused(vrn, x))).toBeLessThan(1e-5);
  });
});

describe('steps', () => {
  it('run no norm, ReLU, upsampling or bias as a kernel of its own', () => {
    const { operations, outputs } = trace(vrn.config, {});
    const { steps } = plan({ operations, outputs });
    const count = (kind: string) => operations.filter((operation) => operation.kind === kind).length;
    const convolved = operations.filter(
      ({ kind, inputs: [of] }) => kind === 'norm' && of!.kind === 'convolution' && uses(operations, of!) === 1,
    ).length;
    const kinds = ['convolution', 'add', 'concat', 'pool', 'resize'].map(count);
    expect(steps).toHaveLength(kinds.reduce((sum, n) => sum + n, count('norm') - convolved));
    expect(convolved).toBeGreaterThan(4);
  });

  it('free every value except the outputs once, after its last use', () => {
    const { steps, outputs } = plan(trace(vrn.config, {}));
    const freed = steps.flatMap(({ last }) => last);
    expect(new Set(freed).size).toBe(freed.length);
    expect(new Set([...freed, ...outputs])).toEqual(new Set(steps.map(({ output }) => output)));
    const alive = new Set([0]);
    for (const { inputs, output, last } of steps) {
      expect(inputs.every((input) => alive.has(input))).toBe(true);
      alive.add(output);
      for (const input of last) alive.delete(input);
    }
  });
});

const uses = (all: readonly { readonly inputs: readonly unknown[] }[], of: unknown): number =>
  all.flatMap(({ inputs }) => inputs).filter((input) => input === of).length;

it('gradients through norms by running averages reach the parameters', () => {
  const path = 'stack0/linear0/norm/scale';
  const loss = (forward: (params: Map<string, tf.Tensor>) => tf.Tensor[]) =>
    tf.grad((value) => tf.sum(tf.square(forward(new Map([...vrn.params, [path, value]]))[1]!)))(vrn.params.get(path)!);
  // The operations are the same in both cases, so the values are equal.
  const own = loss((params) => vrn.forward(x, { params }));
  const plain = loss((params) => network(tensorInterpreter(params, { by: 'running' }), vrn.config, { x }));
  expect(apart([own], [plain])).toBe(0);
});

describe('predictions', () => {
  const list = () => [1, 2, 3, 4, 5].map((seed) => noiseSample(vrn, seed));

  it('of a list equal those of each person alone, in order, with progress, and leak no tensor', async () => {
    const people = list();
    const alone: Volume<Float32Array>[] = [];
    for (const person of people) alone.push(await vrn.predict(person));
    const before = tf.memory().numTensors;
    const progress: [number, number][] = [];
    const onProgress = (done: number, total: number) => void progress.push([done, total]);
    const together = await vrn.predictAll(people, { batchSize: 2, onProgress });
    expect(tf.memory().numTensors).toBe(before);
    expect(progress).toEqual([
      [2, 5],
      [4, 5],
      [5, 5],
    ]);
    expect(together.map((volume) => volume.shape)).toEqual(alone.map((volume) => volume.shape));
    const gaps = together.flatMap((volume, i) =>
      [...volume.data].map((value, k) => Math.abs(value - alone[i]!.data[k]!)),
    );
    // Kernels may divide the work for a batch differently than for one sample, so probabilities differ by rounding.
    expect(Math.max(...gaps)).toBeLessThan(1e-5);
    expect(await vrn.predictAll([])).toEqual([]);
  });

  it('with flip are the mean of the prediction and the mirrored prediction of the mirrored input', async () => {
    const [person] = list();
    const { image, landmarks, mask, volume } = person!;
    const mirrored = flipSample({ image: image!, landmarks: landmarks!, mask: mask!, volume } as never);
    const [plain, other] = [await vrn.predict(person!), await vrn.predict(mirrored)];
    const both = await vrn.predict(person!, { flip: true });
    const [rows, columns, slices] = both.shape as [number, number, number];
    let worst = 0;
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        for (let k = 0; k < slices; k++) {
          const mean = (plain.get(i, j, k) + other.get(i, columns - 1 - j, k)) / 2;
          worst = Math.max(worst, Math.abs(both.get(i, j, k) - mean));
        }
    expect(worst).toBeLessThan(1e-5);
    expect(Math.max(...both.data.map((value, i) => Math.abs(value - plain.data[i]!)))).toBeGreaterThan(1e-3);
  });

  it('reject batch sizes below 1', async () => {
    for (const batchSize of [0, 1.5, Number.NaN]) {
      await expect(vrn.predictAll(list(), { batchSize })).rejects.toMatchObject({ code: 'bad-argument' });
    }
  });

  it('leak no tensor if a later input is invalid', async () => {
    const people = [...list().slice(0, 2), { landmarks: [] }];
    await vrn.predict(people[0]!);
    const before = tf.memory().numTensors;
    await expect(vrn.predictAll(people, { batchSize: 3 })).rejects.toMatchObject({ code: 'bad-sample' });
    expect(tf.memory().numTensors).toBe(before);
  });
});
