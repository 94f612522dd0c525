// Compares optimisers, weight averages and schedules with their formulas in double precision.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildVRN } from '../../../src/buildVRN.js';
import {
  adam,
  cosineSchedule,
  type Optimiser,
  optimiserFrom,
  PAPER_SCHEDULE,
  rmsprop,
  type Schedule,
  weightAverage,
} from '../../../src/train.js';
import { rateAt } from '../../../src/training/optimiser/schedule.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});

/** Gradients that shrink, change sign, vanish and jump. */
const GRADIENTS = [0.5, -2, 1e-6, 0, 300, -0.25, 0.125];
const RATE = 0.1;

/** Returns a parameter's values after every gradient, starting from 1. */
function follow(optimiser: Optimiser, path = 'p', gradients = GRADIENTS): number[] {
  let value: tf.Tensor = tf.scalar(1);
  const values = gradients.map((g) => {
    const gradient = tf.scalar(g);
    const next = optimiser.next(path, value, gradient, RATE);
    tf.dispose([value, gradient]);
    value = next;
    return value.dataSync()[0]!;
  });
  value.dispose();
  return values;
}

/** Checks that values near 1 agree within single precision. */
const near = (found: readonly number[], exact: readonly number[]): void => {
  for (const [i, value] of exact.entries())
    expect(Math.abs(found[i]! - value)).toBeLessThan(2e-6 * (1 + Math.abs(value)));
};

function adamByHand({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, decay = 0 } = {}): number[] {
  let [p, m, v] = [1, 0, 0];
  return GRADIENTS.map((g, i) => {
    const t = i + 1;
    p *= 1 - RATE * decay;
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    p -= (RATE * (m / (1 - beta1 ** t))) / (Math.sqrt(v / (1 - beta2 ** t)) + epsilon);
    return p;
  });
}

describe('adam', () => {
  it.each([{}, { beta1: 0.5, beta2: 0.9, epsilon: 1e-3 }])(
    'follows algorithm 1 of Kingma and Ba with %o',
    (options) => {
      near(follow(adam(options)), adamByHand(options));
    },
  );

  it('moves by the rate in the first step, whatever the gradient', () => {
    for (const g of [1e-3, 7, -40]) near(follow(adam(), 'p', [g]), [1 - RATE * Math.sign(g)]);
  });

  it('with weight decay applies AdamW to filters, and Adam to all other parameters', () => {
    near(follow(adam({ weightDecay: 0.3 }), 'stem/conv/w'), adamByHand({ decay: 0.3 }));
    near(follow(adam({ weightDecay: 0.3 }), 'stem/norm/scale'), adamByHand());
  });

  it('continues from a restored state, and leaks no tensors', () => {
    const before = tf.memory().numTensors;
    const first = adam();
    follow(first, 'a', [0.25]);
    const start = follow(first, 'b', GRADIENTS.slice(0, 3));
    // As after restoring a checkpoint, only the number of steps is known, not the number of updates per parameter.
    const second = adam();
    for (const [name, tensor] of first.state)
      if (!name.startsWith('a/')) second.state.set(name, tf.tensor(tensor.dataSync(), tensor.shape));
    expect(second.state.get('steps')!.dataSync()[0]).toBe(3);
    let value: tf.Tensor = tf.scalar(start.at(-1)!);
    const rest = GRADIENTS.slice(3).map((g) => {
      const gradient = tf.scalar(g);
      const next = second.next('b', value, gradient, RATE);
      tf.dispose([value, gradient]);
      value = next;
      return next.dataSync()[0]!;
    });
    near([...start, ...rest], adamByHand());
    first.dispose();
    second.dispose();
    value.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('optimiserFrom', () => {
  it('creates the same optimisers from plain JSON as the functions do', () => {
    expect(follow(optimiserFrom({ kind: 'rmsprop', decay: 0.9 }))).toEqual(follow(rmsprop({ decay: 0.9 })));
    expect(follow(optimiserFrom({ kind: 'adam' }))).toEqual(follow(adam()));
  });

  it('exposes its rule as data where plain data can express it', () => {
    expect(rmsprop().rule).toEqual({ kind: 'rmsprop', decay: 0.99, epsilon: 1e-8 });
    expect(adam().rule).toEqual({ kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
    expect(adam({ weightDecay: 0.1 }).rule).toBeUndefined();
  });

  it.each([
    [{ kind: 'sgd' }, /optimiser\.kind must be one of rmsprop, adam, got sgd/],
    [{ kind: 'adam', decay: 0.9 }, /optimiser adam: options must be beta1.*got 'decay'/],
    [{ kind: 'adam', beta1: 1 }, /beta1 must lie in \[0, 1\), got 1/],
    [{ kind: 'rmsprop', epsilon: 0 }, /epsilon must be positive/],
    [{ kind: 'adam', weightDecay: Number.NaN }, /weightDecay must be a number >= 0/],
  ])('rejects %o', (options, message) => {
    expect(() => optimiserFrom(options as never)).toThrow(message);
  });
});

describe('weightAverage', () => {
  const small = { inputs: ['mask'], rows: 8, columns: 8, slices: 4, features: 4, stem: [4, 4, 4] } as const;
  const build = () => buildVRN({ ...small, stacks: 1, modules: 1, depth: 1 });

  it.each([
    [{ decay: 0.9, rampUp: false }, [0.9, 0.9, 0.9]],
    [{ decay: 0.2 }, [2 / 11, 0.2, 0.2]],
    [{}, [2 / 11, 3 / 12, 4 / 13]],
  ])(
    'with %o keeps the decayed share of the old average, and returns a network with the averages',
    async (options, decays) => {
      const before = tf.memory().numTensors;
      const vrn = build();
      const average = weightAverage(options);
      average.start(vrn);
      let exact = 1;
      for (const [i, decay] of decays.entries()) {
        vrn.assign('stem/norm/scale', tf.fill([4], 10 * (i + 1)));
        average.update(vrn, i + 1);
        exact = decay * exact + (1 - decay) * 10 * (i + 1);
      }
      const averaged = await average.network(vrn);
      // Three updates in single precision.
      expect(averaged.params.get('stem/norm/scale')!.dataSync()[0]).toBeCloseTo(exact, 4);
      expect(averaged.params.get('stem/conv/w')!.dataSync()[0]).toBeCloseTo(
        vrn.params.get('stem/conv/w')!.dataSync()[0]!,
        6,
      );
      for (const each of [average, averaged, vrn]) each.dispose();
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it('updates only every few steps if `every` is set', () => {
    const average = weightAverage({ every: 3 });
    expect([1, 2, 3, 4, 5, 6].filter((step) => average.due(step))).toEqual([3, 6]);
    expect(() => weightAverage({ every: 0 })).toThrow(/every must be a positive integer/);
    expect(() => weightAverage({ decay: 1 })).toThrow(/decay must lie in \[0, 1\)/);
  });
});

describe('schedules', () => {
  const at = (schedule: Schedule, epoch: number, step = 0, steps = 110): number =>
    rateAt(schedule, { epoch, step, steps });

  it("include the paper's: 1e-4 for 20 epochs, then 1e-5 without end", () => {
    expect([0, 19, 20, 59, 99].map((epoch) => at(PAPER_SCHEDULE, epoch))).toEqual([1e-4, 1e-4, 1e-5, 1e-5, 1e-5]);
  });

  it('decrease in steps', () => {
    const schedule: Schedule = { kind: 'step', rate: 8, every: 10, factor: 0.5 };
    expect([0, 9, 10, 25].map((epoch) => at(schedule, epoch))).toEqual([8, 8, 4, 2]);
    expect(at({ kind: 'step', rate: 1, every: 1 }, 2)).toBeCloseTo(0.01, 12);
  });

  it('follow half a cosine after warm-up', () => {
    const options = { rate: 1, warmup: 10, floor: 0.1 } as const;
    for (const schedule of [{ kind: 'cosine', ...options } as const, cosineSchedule(options)]) {
      expect([0, 9, 10].map((step) => at(schedule, 0, step))).toEqual([0.1, 1, 1]);
      // After a quarter of the decay, the rate is floor + (rate − floor) · (1 + cos 45°) / 2.
      expect(at(schedule, 0, 35)).toBeCloseTo(0.1 + (0.9 * (1 + Math.SQRT1_2)) / 2, 12);
      expect(at(schedule, 0, 60)).toBeCloseTo(0.55, 12);
      expect([at(schedule, 0, 110), at(schedule, 0, 500)]).toEqual([expect.closeTo(0.1, 12), expect.closeTo(0.1, 12)]);
    }
  });

  it('warm up to the rate of any schedule', () => {
    expect([0, 1, 3, 4].map((step) => at({ kind: 'constant', rate: 8, warmup: 4 }, 0, step))).toEqual([2, 4, 8, 8]);
    const table: Schedule = {
      kind: 'table',
      rows: [
        { epochs: 1, rate: 4 },
        { epochs: 1, rate: 1 },
      ],
      warmup: 2,
    };
    expect([at(table, 0, 0), at(table, 0, 2), at(table, 1, 9)]).toEqual([2, 4, 1]);
  });

  it.each<[Schedule, RegExp]>([
    [{ kind: 'poly' } as never, /schedule\.kind must be one of constant, table, step, cosine, got poly/],
    [[], /at least one row/],
    [-1, /finite rate >= 0, got -1/],
    [() => Number.NaN, /finite rate/],
    [{ kind: 'constant', rate: 1, warmup: -1 }, /warmup must be a number of steps/],
    [{ kind: 'step', rate: 1, every: 0 }, /every must be a positive number/],
  ])('reject %o', (schedule, message) => {
    expect(() => at(schedule, 0)).toThrow(message);
  });

  it('reject a cosine with an unknown number of steps', () => {
    expect(() => at(cosineSchedule({ rate: 1 }), 0, 5, Number.POSITIVE_INFINITY)).toThrow(/set stepsPerEpoch/);
  });
});
