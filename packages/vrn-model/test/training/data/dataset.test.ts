// Checks the order in which samples are drawn from lists and streams, prefetching, and errors.
import { describe, expect, it } from 'vitest';
import type { TrainingSample } from '../../../src/train.js';
import { batches, type Dataset } from '../../../src/training/data/dataset.js';

/** Creates a sample that is identified by a number. */
const numbered = (i: number): TrainingSample => ({
  volume: { data: [i], shape: [1, 1, 1], stride: [1, 1, 1], offset: 0 },
});
const numberOf = (sample: TrainingSample): number => sample.volume.data[0]!;
const COUNT = 23;
const list = Array.from({ length: COUNT }, (_, i) => numbered(i));

const defaults = {
  batchSize: 4,
  seed: 7,
  epoch: 2,
  skip: 0,
  augment: undefined,
  shuffleBuffer: 0,
  prefetch: 1,
  most: 99,
};
type Options = Partial<Parameters<typeof batches>[1]>;

async function taken(dataset: Dataset, options: Options = {}): Promise<number[][]> {
  const found: number[][] = [];
  for await (const batch of batches(dataset, { ...defaults, ...options })) found.push(batch.map(numberOf));
  return found;
}

const sources: [string, () => Dataset, Options][] = [
  ['a list', () => list, {}],
  ['samples by number', () => ({ length: COUNT, get: async (i: number) => numbered(i) }), {}],
  ['a set', () => new Set(list), {}],
  ['a function of the epoch', () => async (epoch: number) => new Set(list.slice(epoch)), {}],
  ['a stream, shuffled', () => new Set(list), { shuffleBuffer: 6 }],
];

describe.each(sources)('%s', (_, source, options) => {
  it('yields every sample once, the rest in the last batch, and the same order again', async () => {
    const order = await taken(source(), options);
    const all = order.flat();
    expect(new Set(all).size).toBe(all.length);
    expect(order.slice(0, -1).every((batch) => batch.length === 4)).toBe(true);
    expect(await taken(source(), options)).toEqual(order);
    expect(await taken(source(), { ...options, prefetch: 0 })).toEqual(order);
    expect(await taken(source(), { ...options, prefetch: 5 })).toEqual(order);
  });

  it('continues from any batch, with the same random numbers for every sample', async () => {
    const augment: Options['augment'] = (sample, rng) => numbered(numberOf(sample) + rng.uniform());
    const order = await taken(source(), { ...options, augment });
    for (let skip = 1; skip <= order.length; skip++) {
      expect(await taken(source(), { ...options, augment, skip })).toEqual(order.slice(skip));
    }
  });

  it('ends an epoch after the given number of batches', async () => {
    const order = await taken(source(), options);
    expect(await taken(source(), { ...options, most: 3 })).toEqual(order.slice(0, 3));
    expect(await taken(source(), { ...options, most: 3, skip: 3 })).toEqual([]);
  });
});

describe('order', () => {
  it('of lists and shuffled streams is determined by seed and epoch', async () => {
    for (const [dataset, shuffleBuffer] of [
      [list, 0],
      [new Set(list), 10],
    ] as const) {
      const orders = await Promise.all(
        [{}, { seed: 8 }, { epoch: 3 }].map(async (more) => (await taken(dataset, { shuffleBuffer, ...more })).flat()),
      );
      expect(new Set(orders.map(String)).size).toBe(3);
      for (const order of orders) expect(order.toSorted((a, b) => a - b)).toEqual(list.map(numberOf));
    }
  });

  it('of a stream is kept without a buffer; with one, no sample is early by more than its size', async () => {
    expect((await taken(new Set(list))).flat()).toEqual(list.map(numberOf));
    const order = (await taken(new Set(list), { shuffleBuffer: 5 })).flat();
    expect(order).not.toEqual(list.map(numberOf));
    for (const [place, number] of order.entries()) expect(number - place).toBeLessThan(5);
  });

  it('is uniform: with a buffer for all samples, each takes every position equally often', async () => {
    const counts = new Float64Array(16);
    const few = list.slice(0, 4);
    for (let seed = 0; seed < 2000; seed++) {
      const order = (await taken(new Set(few), { seed, shuffleBuffer: 4, prefetch: 0 })).flat();
      for (const [place, number] of order.entries()) counts[4 * place + number]!++;
    }
    // The expected count is 500, its standard deviation 19.4; the tolerance is five times that.
    for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(97);
  });
});

describe('loading ahead', () => {
  it('prefetches exactly the given number of batches while one is in use', async () => {
    for (const prefetch of [0, 1, 3]) {
      let made = 0;
      const source = {
        *[Symbol.iterator]() {
          for (const sample of list) {
            made++;
            yield sample;
          }
        },
      };
      const run = batches(source, { ...defaults, prefetch });
      for (let batch = 1; batch <= 2; batch++) {
        await run.next();
        // Waits until as many batches are prefetched as allowed.
        await new Promise((resolve) => setTimeout(resolve, 5));
        expect(made).toBe(4 * (batch + prefetch));
      }
      await run.return(undefined);
    }
  });

  it('throws an error in place of the sample that failed, and closes the source', async () => {
    let closed = false;
    async function* failing(): AsyncGenerator<TrainingSample> {
      try {
        yield* list.slice(0, 9);
        throw new Error('disk on fire');
      } finally {
        closed = true;
      }
    }
    const run = batches(failing(), { ...defaults, prefetch: 4 });
    expect((await run.next()).value.map(numberOf)).toEqual([0, 1, 2, 3]);
    expect((await run.next()).value.map(numberOf)).toEqual([4, 5, 6, 7]);
    await expect(run.next()).rejects.toThrow('disk on fire');
    expect(closed).toBe(true);
  });

  it('closes the source when the caller stops', async () => {
    let closed = false;
    async function* endless(): AsyncGenerator<TrainingSample> {
      try {
        while (true) yield list[0]!;
      } finally {
        closed = true;
      }
    }
    for await (const batch of batches(endless(), { ...defaults, shuffleBuffer: 3, prefetch: 2 })) {
      expect(batch).toHaveLength(4);
      break;
    }
    expect(closed).toBe(true);
  });
});

describe('rejects', () => {
  it('an exhausted generator, an empty dataset, and values that are not iterable', async () => {
    const once = list.values();
    await taken(once, { epoch: 0 });
    await expect(taken(once, { epoch: 1 })).rejects.toThrow(/must yield samples in every epoch, got none in epoch 1/);
    await expect(taken(new Set<TrainingSample>())).rejects.toMatchObject({ code: 'bad-argument' });
    for (const wrong of [7, {}, () => 7, null]) {
      await expect(taken(wrong as never)).rejects.toThrow(/must be a list, \{ length, get \} or an iterable/);
    }
  });
});
