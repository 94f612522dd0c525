// Tests that the replacement of the package ndarray, which compiles no code, gives the same views.
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import plain from '../../src/worker/ndarray.js';

const data = Float32Array.from({ length: 60 }, (_, i) => i * i);
const SHAPE = [3, 4, 5];

interface Viewed {
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
  readonly size: number;
  readonly dimension: number;
  readonly order: readonly number[];
  get(...place: number[]): number;
  index(...place: number[]): number;
}

/** Returns the properties of a view, and the value and the index of its last element. */
const seen = (view: Viewed): unknown => {
  const last = view.shape.map((length) => length - 1);
  const { shape, stride, offset, size, dimension, order } = view;
  return {
    ...{ shape, stride, offset, size, dimension },
    order: dimension > 0 ? [...order] : [],
    corner: view.get(...last),
    index: view.index(...last),
  };
};

type Own = ReturnType<typeof plain>;
type Theirs = ndarray.NdArray<Float32Array>;

const CASES: readonly (readonly [name: string, change: (view: Own | Theirs) => Own | Theirs])[] = [
  ['as it is', (view) => view],
  ['hi', (view) => view.hi(2, 3, 4)],
  ['lo', (view) => view.lo(1, 0, 2)],
  ['step', (view) => view.step(2, 1, 3)],
  ['step backwards', (view) => view.step(-1, 2, -2)],
  ['transpose', (view) => view.transpose(2, 0, 1)],
  ['pick', (view) => view.pick(null as never, 2, null as never)],
  ['all of them', (view) => view.lo(1, 1, 1).transpose(1, 2, 0).step(1, -1, 1).hi(2, 2, 2).pick(1)],
];

describe('views without compiled code', () => {
  it.each(CASES)('%s: the same as ndarray', (_, change) => {
    expect(seen(change(plain(data, SHAPE)) as Viewed)).toEqual(seen(change(ndarray(data, SHAPE)) as Viewed));
  });

  it('write to the data', () => {
    const own = plain(new Uint8Array(8), [2, 2, 2]);
    expect(own.set(1, 0, 1, 7)).toBe(7);
    expect(own.data[5]).toBe(7);
    expect(own.dtype).toBe(ndarray(new Uint8Array(8), [2, 2, 2]).dtype);
  });
});
