// Compares every loss with its definition in double precision: values, finite differences, and hand-computed cases.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { random } from '@vrn/voxel';
import { beforeAll, describe, expect, it } from 'vitest';
import { LOSS_DEFAULTS, sigmoidCrossEntropy, silhouetteLoss, softJaccard } from '../../../src/train.js';
import { lossSettings, stackLoss } from '../../../src/training/loss/objective.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});

const SHAPE = [2, 3, 4, 5] as const;
const SIZE = 2 * 3 * 4 * 5;
type Loss = (x: tf.Tensor, z: tf.Tensor) => tf.Scalar;
type Exact = (x: Float64Array, z: Float64Array) => number;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
/** Returns −w·z·log σ(x) − (1 − z)·log(1 − σ(x)). */
const entropy = (x: number, z: number, w = 1): number => w * z * softplus(-x) + (1 - z) * softplus(x);
const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

const crossEntropy =
  (w: number, share = 1 / SIZE): Exact =>
  (x, z) =>
    share * sum(x.map((each, i) => entropy(each, z[i]!, w)));

const jaccard =
  (smooth: number, share = 1 / 2): Exact =>
  (x, z) => {
    let loss = 0;
    for (let from = 0; from < SIZE; from += SIZE / 2) {
      let [both, either] = [smooth, smooth];
      for (let i = from; i < from + SIZE / 2; i++) {
        const p = sigmoid(x[i]!);
        both += p * z[i]!;
        either += p + z[i]! - p * z[i]!;
      }
      loss += share * (1 - both / either);
    }
    return loss;
  };

/** For each view, the number of voxels on a ray and the difference between their indices. */
const RAYS = { front: { length: 5, step: 1 }, side: { length: 4, step: 5 } } as const;

const silhouette =
  (view: keyof typeof RAYS, temperature: number, mean = true): Exact =>
  (x, z) => {
    const { length, step } = RAYS[view];
    const losses: number[] = [];
    for (let first = 0; first < SIZE; first++) {
      if (Math.floor(first / step) % length !== 0) continue;
      const ray = Array.from({ length }, (_, k) => first + k * step);
      const logits = ray.map((i) => x[i]!);
      const logit =
        temperature === 0
          ? Math.max(...logits)
          : temperature * Math.log(sum(logits.map((each) => Math.exp(each / temperature))));
      losses.push(entropy(logit, Math.max(...ray.map((i) => z[i]!))));
    }
    return sum(losses) / (mean ? losses.length : 1);
  };

const objective: Exact = (x, z) =>
  2 * crossEntropy(3)(x, z) +
  0.5 * jaccard(2)(x, z) +
  silhouette('front', 0.5)(x, z) +
  0.25 * silhouette('side', 0.5)(x, z);

/** Returns logits within ±3, every 17th within ±30, and occupancies of 0, of 1, and in between. */
function inputs(): [Float64Array, Float64Array] {
  const rng = random(5);
  const x = Float64Array.from({ length: SIZE }, (_, i) => Math.fround(rng.uniform(-3, 3) * (i % 17 === 16 ? 10 : 1)));
  const z = Float64Array.from({ length: SIZE }, () => [0, 0, 1, Math.fround(rng.uniform())][rng.integer(4)]!);
  return [x, z];
}

describe.each<[string, Loss, Exact]>([
  ['sigmoidCrossEntropy', (x, z) => sigmoidCrossEntropy(x, z), crossEntropy(1)],
  ['… with weight 4 on occupied voxels', (x, z) => sigmoidCrossEntropy(x, z, { positiveWeight: 4 }), crossEntropy(4)],
  [
    '… with weight 0.5 on occupied voxels, summed',
    (x, z) => sigmoidCrossEntropy(x, z, { positiveWeight: 0.5, reduction: 'sum' }),
    crossEntropy(0.5, 1),
  ],
  ['softJaccard', (x, z) => softJaccard(x, z), jaccard(1)],
  ['… smoother, summed', (x, z) => softJaccard(x, z, { smooth: 7, reduction: 'sum' }), jaccard(7, 1)],
  ['silhouetteLoss from the front', (x, z) => silhouetteLoss(x, z, { view: 'front' }), silhouette('front', 0)],
  ['… from the side', (x, z) => silhouetteLoss(x, z, { view: 'side' }), silhouette('side', 0)],
  ['… smooth', (x, z) => silhouetteLoss(x, z, { view: 'front', temperature: 1 }), silhouette('front', 1)],
  [
    '… smooth from the side, summed',
    (x, z) => silhouetteLoss(x, z, { view: 'side', temperature: 0.3, reduction: 'sum' }),
    silhouette('side', 0.3, false),
  ],
  [
    'a weighted sum of all',
    (x, z) => {
      const weights = {
        crossEntropy: 2,
        positiveWeight: 3,
        jaccard: 0.5,
        smooth: 2,
        front: 1,
        side: 0.25,
        temperature: 0.5,
      };
      return stackLoss(x, z, lossSettings(weights, 'test'));
    },
    objective,
  ],
])('%s', (_, loss, exact) => {
  const [x, z] = inputs();

  it('equals its definition', () => {
    const value = tf.tidy(() => loss(tf.tensor([...x], [...SHAPE]), tf.tensor([...z], [...SHAPE]))).dataSync()[0]!;
    // Single precision of a sum of 120 terms.
    expect(Math.abs(value - exact(x, z))).toBeLessThan(1e-6 * Math.abs(exact(x, z)));
  });

  it('has the gradient of finite differences, multiplied by the upstream gradient', () => {
    const before = tf.memory().numTensors;
    const gradient = tf.tidy(() => {
      const target = tf.tensor([...z], [...SHAPE]);
      return tf.grad((y) => tf.mul(loss(y, target), 3))(tf.tensor([...x], [...SHAPE]));
    });
    const found = gradient.dataSync();
    gradient.dispose();
    expect(tf.memory().numTensors).toBe(before);
    const step = 1e-5;
    const differences = x.map((value, i) => {
      const [above, below] = [x.slice(), x.slice()];
      above[i] = value + step;
      below[i] = value - step;
      return (3 * (exact(above, z) - exact(below, z))) / (2 * step);
    });
    const largest = Math.max(...differences.map(Math.abs));
    // Gradients are in single precision; the finite differences with step 1e-5 have errors of only about 1e-10.
    for (const [i, difference] of differences.entries()) {
      expect(Math.abs(found[i]! - difference)).toBeLessThan(2e-6 * largest);
    }
  });
});

const scalar = (loss: () => tf.Scalar): number => {
  const value = tf.tidy(loss);
  const number = value.dataSync()[0]!;
  value.dispose();
  return number;
};

describe('by hand', () => {
  const volume = (values: number[]): tf.Tensor4D => tf.tensor4d(values, [1, 1, 2, 2]);

  it('soft Jaccard of a partial overlap and of two empty volumes', () => {
    // p = ½ everywhere, one of four voxels occupied, smooth 1: I = 1.5, U = 1 + 2 + 1 − ½ = 3.5.
    expect(scalar(() => softJaccard(volume([0, 0, 0, 0]), volume([1, 0, 0, 0])))).toBeCloseTo(1 - 1.5 / 3.5, 6);
    expect(scalar(() => softJaccard(volume([-99, -99, -99, -99]), volume([0, 0, 0, 0])))).toBe(0);
    expect(scalar(() => softJaccard(volume([99, 99, -99, -99]), volume([1, 1, 0, 0])))).toBe(0);
  });

  it('silhouettes: the front view projects along slices, the side view along columns', () => {
    // Logits [[3, −9], [−9, −9]] over columns × slices; the ground truth occupies column 1, slice 0.
    const [x, z] = [
      [3, -9, -9, -9],
      [0, 0, 1, 0],
    ] as const;
    const front = scalar(() => silhouetteLoss(volume([...x]), volume([...z]), { view: 'front' }));
    expect(front).toBeCloseTo((softplus(3) + softplus(9)) / 2, 5);
    const side = scalar(() => silhouetteLoss(volume([...x]), volume([...z]), { view: 'side' }));
    expect(side).toBeCloseTo((softplus(-3) + softplus(-9)) / 2, 5);
  });

  it('equal maxima share their gradient', () => {
    const gradient = tf.tidy(() =>
      tf.grad((x) => silhouetteLoss(x, volume([1, 1, 0, 0]), { view: 'front' }))(volume([2, 2, 1, -1])),
    );
    const [a, b, c, d] = gradient.dataSync();
    expect([a, b]).toEqual([b, a]);
    expect(a).toBeCloseTo((sigmoid(2) - 1) / 4, 6);
    expect([c, d]).toEqual([expect.closeTo(sigmoid(1) / 2, 6), 0]);
    gradient.dispose();
  });
});

describe('loss options', () => {
  it('default to cross entropy only', () => {
    expect(lossSettings({}, 'test')).toEqual(LOSS_DEFAULTS);
    expect(lossSettings({ jaccard: 2 }, 'test')).toEqual({ ...LOSS_DEFAULTS, jaccard: 2 });
  });

  it.each([
    [{ dice: 1 }, /loss: options must be crossEntropy.*got 'dice'/],
    [{ jaccard: -1 }, /loss\.jaccard must be a number >= 0, got -1/],
    [{ crossEntropy: Number.NaN }, /loss\.crossEntropy/],
    [{ crossEntropy: 0 }, /one of crossEntropy, jaccard, front, side above 0/],
    [{ smooth: 0 }, /loss\.smooth must be a number > 0/],
    [{ reduction: 'median' }, /'mean' or 'sum', got median/],
  ])('reject %o', (options, message) => {
    expect(() => lossSettings(options as object, 'test')).toThrow(message);
  });

  it('reject wrong shapes and unknown views', () => {
    const [x, z] = [tf.zeros([1, 2, 2, 2]), tf.zeros([1, 2, 2, 3])];
    expect(() => softJaccard(x, z)).toThrow(/must be of the logits' shape/);
    expect(() => silhouetteLoss(x, z, { view: 'front' })).toThrow(/must be \[batch, rows, columns, slices\]/);
    expect(() => silhouetteLoss(x, x, { view: 'top' as 'front' })).toThrow(/one of front, side, got top/);
    tf.dispose([x, z]);
  });
});
