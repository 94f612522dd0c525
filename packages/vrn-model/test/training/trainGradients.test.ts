// Compares gradients of every block, of hourglass, head and complete networks, with finite differences in double
// precision.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { random } from '@vrn/voxel';
import { beforeAll, describe, expect, it } from 'vitest';
import { BLOCKS } from '../../src/network/blocks.js';
import '../../src/tensors/gradients.js';
import { buildVRN } from '../../src/buildVRN.js';
import type { Interpreter } from '../../src/network/interpreter.js';
import { network } from '../../src/network/network.js';
import { linear, linearTo } from '../../src/network/residualBlocks.js';
import { tensorInterpreter } from '../../src/tensors/tensors.js';
import { type Dense, doubleInterpreter } from '../helpers/doubleInterpreter.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});

/** A function of an interpreter, such as a block or a network. Several outputs are summed. */
type Reading = <T>(net: Interpreter<T>, x: T) => T[];

/** Step of the central differences. Double precision keeps their rounding errors far below the tolerances. */
const STEP = 1e-7;

/** Returns values that float32 represents exactly, so that both computations start from the same values. */
const noise = (count: number, seed: number): Float64Array => {
  const rng = random(seed);
  return Float64Array.from({ length: count }, () => Math.fround(rng.uniform(-1, 1)));
};
const hash = (text: string): number => [...text].reduce((h, letter) => (h * 31 + letter.charCodeAt(0)) % 1e9, 7);
const product = (shape: readonly number[]): number => shape.reduce((size, n) => size * n, 1);

/**
 * Checks the gradients of Σ outputs · noise with respect to the input and to every parameter, each along one random
 * direction with coordinates of ±1. Returns the names of input and parameters, and the largest error, relative to the
 * length of the gradient or to a hundredth of the longest gradient, whichever is larger.
 */
function check(reading: Reading, shape: readonly number[]): { groups: string[]; worst: number } {
  const values = new Map<string, { shape: readonly number[]; data: Float64Array }>();
  values.set('x', { shape, data: noise(product(shape), 1) });
  const net = doubleInterpreter((path, wanted) => {
    const known = values.get(path);
    if (known !== undefined) return known.data;
    // Scales around 1 and filters within ±1/√fanIn, so that features keep their magnitude through the layers.
    const [centre, spread] = path.endsWith('/scale') ? [1, 0.25] : [0, 1 / Math.sqrt(product(wanted.slice(0, -1)))];
    const data = noise(product(wanted), hash(path)).map((value) => Math.fround(centre + spread * value));
    values.set(path, { shape: wanted, data });
    return data;
  });
  const x = values.get('x') as Dense;
  const weigh = (y: Dense): number => {
    const weights = noise(y.data.length, 2);
    return y.data.reduce((sum, value, i) => sum + value * weights[i]!, 0);
  };
  const value = (): number => reading(net, x).reduce((sum, y) => sum + weigh(y), 0);
  value();

  const names = [...values.keys()];
  const tensors = names.map((name) =>
    tf.tensor(Float32Array.from(values.get(name)!.data), [...values.get(name)!.shape]),
  );
  const gradients = tf.grads((...all: tf.Tensor[]) => {
    const params = new Map(names.map((name, i) => [name, all[i]!]));
    const outputs = reading(tensorInterpreter(params, { by: 'batch' }), params.get('x')!);
    return tf.addN(outputs.map((y) => tf.sum(tf.mul(y, tf.tensor(Float32Array.from(noise(y.size, 2)), y.shape)))));
  })(tensors);

  const errors: number[] = [];
  const lengths: number[] = [];
  for (const [i, name] of names.entries()) {
    const { data } = values.get(name)!;
    const found = gradients[i]!.dataSync<'float32'>();
    const direction = noise(data.length, hash(name) + 1).map(Math.sign);
    const held = data.slice();
    const along = (step: number): number => {
      for (const [at, sign] of direction.entries()) data[at] = held[at]! + step * sign;
      return value();
    };
    const exact = (along(STEP) - along(-STEP)) / (2 * STEP);
    data.set(held);
    errors.push(Math.abs(exact - found.reduce((sum, each, at) => sum + each * direction[at]!, 0)));
    lengths.push(Math.hypot(...found));
  }
  const least = Math.max(...lengths) / 100;
  const worst = Math.max(...errors.map((error, i) => error / Math.max(lengths[i]!, least)));
  tf.dispose([tensors, gradients]);
  return { groups: names, worst };
}

const plane = [2, 6, 4, 8] as const;
/** A block whose output only a norm reads, as in a network, so that its last biases have no gradient. */
const block =
  (kind: keyof typeof BLOCKS, out: number): Reading =>
  (net, x) => [net.norm('after', BLOCKS[kind].residual(net, kind, x, out))];

describe('gradients by finite differences', () => {
  it.each<[string, Reading, readonly number[]]>([
    ['bottleneck', block('bottleneck', 8), plane],
    ['bottleneck that widens', block('bottleneck', 12), plane],
    ['multi-scale', block('multiscale', 8), plane],
    ['multi-scale that widens', block('multiscale', 12), plane],
    ['flat', block('flat', 8), [2, 3, 4, 2, 8]],
    ['flat that widens', block('flat', 12), [2, 2, 4, 2, 8]],
    ['L', (net, x) => [linear(net, 'linear', x)], plane],
    ['L of a volume', (net, x) => [linearTo(net, 'linear', { x, out: 4 })], [2, 2, 4, 3, 8]],
  ])('%s', (_, reading, shape) => {
    // Single precision through three normed convolutions.
    expect(check(reading, shape).worst).toBeLessThan(5e-6);
  });
});

const small = {
  rows: 8,
  columns: 8,
  slices: 8,
  features: 8,
  stem: [4, 4, 8],
  stacks: 1,
  modules: 1,
  depth: 2,
  liftFeatures: 2,
} as const;

describe('gradients of whole networks by finite differences', () => {
  it.each([
    ['bottleneck', { depth: 3 }],
    ['multiscale', { stacks: 2, reinjection: true, depth: 1 }],
    ['flat', { flatFeatures: 4 }],
  ] as const)('stem, hourglass and head of %s blocks %o', (kind, more) => {
    const { config, inputShape } = buildVRN({
      ...small,
      inputs: ['mask'],
      stemPool: false,
      block: kind,
      ...more,
    });
    const { groups, worst } = check((net, x) => network(net, config, { x }), [2, ...inputShape]);
    for (const part of [
      'stem/conv',
      'stack0/up1',
      'stack0/inner',
      'stack0/merge1',
      'stack0/linear1',
      'stack0/fork/conv',
    ]) {
      expect(groups.some((name) => name.startsWith(part))).toBe(true);
    }
    // Single precision through about forty layers, with norms over as few as 16 positions.
    expect(worst).toBeLessThan(1e-3);
  });
});
