// Checks networks as ONNX files: an independent runtime agrees with tfjs on all seven variants.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { relativeDifference } from '@vrn/test-utils';
import { type Random, random } from '@vrn/voxel';
import ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildVRN } from '../../src/buildVRN.js';
import { VARIANT_NAMES } from '../../src/network/variants.js';
import { onnxEngine } from '../../src/onnx.js';
import type { VRN } from '../../src/vrn.js';
import { noiseSample } from '../helpers/samples.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Randomises running averages and shifts, so that the norms are not the identity. */
function shake(vrn: VRN, rng: Random): void {
  for (const [path, { shape }] of [...vrn.params]) {
    if (!/\/(?:mean|variance|shift|scale)$/.test(path)) continue;
    vrn.assign(path, tf.tensor(Float32Array.from({ length: shape[0]! }, () => rng.uniform(0.5, 1.5))));
  }
}

const input = (vrn: VRN, batch: number, rng: Random): tf.Tensor => {
  const shape = [batch, ...vrn.inputShape];
  return tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => rng.uniform()),
    shape,
  );
};

/** Returns the largest difference divided by the largest value of `b`. */
const difference = (a: ArrayLike<number>, b: ArrayLike<number>): number => relativeDifference([a], [b]);

async function run(bytes: Uint8Array, x: tf.Tensor): Promise<Record<string, ort.Tensor>> {
  const session = await ort.InferenceSession.create(bytes);
  const results = await session.run({ input: new ort.Tensor('float32', (await x.data()) as Float32Array, x.shape) });
  await session.release();
  return results as Record<string, ort.Tensor>;
}

describe.each(VARIANT_NAMES)('%s', (name) => {
  it('returns the same outputs as tfjs, for several images and a grid with odd axes', async () => {
    const vrn = buildVRN(name, { rows: 28, columns: 20, slices: 14, features: 8, seed: 7 });
    shake(vrn, random(3));
    const x = input(vrn, 3, random(5));
    const results = await run(await vrn.toOnnx({ allStacks: true }), x);
    const stacks = vrn.forward(x);
    const names = [...stacks.slice(0, -1).map((_, i) => `logits${i}`), 'logits'];
    expect(Object.keys(results).sort()).toEqual([...names, 'probabilities'].sort());
    for (const [i, logits] of stacks.entries()) {
      const { data, dims } = results[names[i]!]!;
      expect(dims).toEqual([3, 28, 20, 14]);
      // Single precision through about a hundred layers; the measured error is 2e-6.
      expect(difference(data as Float32Array, await logits.data())).toBeLessThan(1e-5);
    }
    const probabilities = tf.sigmoid(stacks.at(-1)!);
    expect(difference(results['probabilities']!.data as Float32Array, await probabilities.data())).toBeLessThan(1e-5);
    tf.dispose([x, probabilities, ...stacks]);
    vrn.dispose();
  });
});

const small = { inputs: ['landmarks', 'mask'], features: 8, stacks: 2, modules: 1, depth: 2, stem: [4, 8, 8] } as const;
const grid = { rows: 16, columns: 12, slices: 8 } as const;

describe('toOnnx', () => {
  it.each([
    { normalisation: 'batch' },
    { reinjection: true },
    { nesting: 'released' },
    { stemPool: false, inputScale: 2 },
    { block: 'flat', flatFeatures: 8, slices: 6, reinjection: true },
  ] as const)('writes a graph for %o that agrees with tfjs', async (fields) => {
    const vrn = buildVRN({ ...small, ...grid, ...fields }, { seed: 2 });
    const x = input(vrn, 2, random(1));
    const { logits } = await run(await vrn.toOnnx(), x);
    const [expected] = vrn.forward(x, { lastOnly: true });
    expect(difference(logits!.data as Float32Array, await expected!.data())).toBeLessThan(1e-5);
    tf.dispose([x, expected!]);
    vrn.dispose();
  });

  it('folds norms only into convolutions whose output has no other use', async () => {
    const vrn = buildVRN({ ...small, ...grid, block: 'bottleneck', stacks: 1 }, { seed: 2 });
    const text = Buffer.from(await vrn.toOnnx()).toString('latin1');
    const norms = vrn.description.layers.filter(({ kind }) => kind === 'norm').length;
    // The type of an operator, preceded by its length.
    const left = text.split(`"${String.fromCharCode(18)}BatchNormalization`).length - 1;
    const blocks = vrn.description.layers.filter(({ path }) => path.endsWith('/c/conv')).length;
    // The first norm of a block reads a sum that the skip also reads; the second and third follow a convolution.
    expect([left, norms - left]).toEqual([blocks, 2 * blocks + 4]);
    expect(text).toContain(JSON.stringify(vrn.config).slice(0, 40));
    vrn.dispose();
  });
});

describe('onnxEngine', () => {
  it('predicts the same as the network, also after its parameters have changed', async () => {
    const vrn = buildVRN({ ...small, ...grid }, { seed: 4 });
    const engine = onnxEngine(ort, { threads: 1 });
    const sample = noiseSample(vrn, 1);
    for (const seed of [1, 2]) {
      const volume = await engine.predict(vrn, sample);
      expect(volume.shape).toEqual([16, 12, 8]);
      expect(difference(volume.data, (await vrn.predict(sample)).data)).toBeLessThan(1e-5);
      shake(vrn, random(seed));
    }
    await engine.dispose();
    vrn.dispose();
  });

  it('rejects an invalid number of threads', () => {
    expect(() => onnxEngine(ort, { threads: 0 })).toThrow(/threads must be a positive integer, got 0/);
  });
});
