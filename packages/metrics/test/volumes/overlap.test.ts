// Tests iou, dice and softIou on grids small enough to count by hand.

import { maskFromPicture, restride, volumeFromPicture } from '@vrn/test-utils';
import { emptyVolume, packBits, packed, type View, VolumetricError } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { dice, iou, softIou } from '../../src/index.js';

// A has 3 set voxels and B has 4; 2 are set in both, 5 in either.
const A = volumeFromPicture(['##.', '...'], ['...', '..#']);
const B = volumeFromPicture(['.##', '.#.'], ['...', '..#']);

const EMPTY = emptyVolume([2, 3, 2]);
const soft = (...values: number[]) => packed(Float32Array.from(values), [values.length, 1, 1]);

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof VolumetricError) return `${error.code} | ${error.message}`;
    throw error;
  }
  return 'nothing thrown';
}

describe('iou', () => {
  it('divides the voxels set in both by those set in either', () => {
    expect(iou(A, B)).toBe(2 / 5);
    expect(iou(A, A)).toBe(1);
    expect(iou(volumeFromPicture(['#.']), volumeFromPicture(['.#']))).toBe(0);
  });

  it('sets a voxel at the threshold, but not below it', () => {
    const prediction = soft(0.5, 0.49999, 0.75, 0);
    const truth = soft(1, 1, 0, 0);
    expect(iou(prediction, truth)).toBe(1 / 3);
    expect(iou(prediction, truth, { threshold: 0.25 })).toBe(2 / 3);
    expect(iou(prediction, truth, { threshold: 0.75 })).toBe(0);
    expect(iou(soft(-3, 2), soft(-1, 9), { threshold: 0 })).toBe(1);
  });

  it('returns `empty` for two empty volumes only', () => {
    expect(iou(EMPTY, EMPTY)).toBe(1);
    expect(iou(EMPTY, EMPTY, { empty: 0 })).toBe(0);
    expect(iou(A, EMPTY)).toBe(0);
    expect(iou(A, EMPTY, { empty: 1 })).toBe(0);
  });

  it('reads masks, other layouts and plain arrays', () => {
    expect(iou(maskFromPicture(['##', '..']), maskFromPicture(['.#', '#.']))).toBe(1 / 3);
    expect(iou(restride(A, { order: [2, 0, 1], reversed: [1], gap: 3 }), B)).toBe(2 / 5);
    const view: View = { data: [9, 0, 1, 1, 0], shape: [2, 1, 2], stride: [2, 7, 1], offset: 1 };
    expect(iou(view, volumeFromPicture(['.', '#'], ['#', '#']))).toBe(2 / 3);
    const unitAxis: View = { data: Uint8Array.of(0, 1), shape: [1, 2, 1], stride: [5, 1, -8], offset: 0 };
    expect(iou(unitAxis, volumeFromPicture(['.#']))).toBe(1);
  });

  it('reads views with strides of zero', () => {
    expect(iou({ data: [1], shape: [2, 3, 2], stride: [0, 0, 0], offset: 0 }, A)).toBe(3 / 12);
  });

  it('does not change its arguments', () => {
    const before = [...A.data];
    iou(A, B);
    expect([...A.data]).toEqual(before);
  });
});

describe('packed bits', () => {
  const [bitsA, bitsB] = [packBits(A), packBits(B)];

  it('give the same counts as the views they were packed from', () => {
    expect([iou(bitsA, bitsB), iou(bitsA, B), iou(A, bitsB)]).toEqual([2 / 5, 2 / 5, 2 / 5]);
    expect([dice(bitsA, bitsB), dice(bitsA, B), dice(A, bitsB)]).toEqual([4 / 7, 4 / 7, 4 / 7]);
    expect(iou(packBits(EMPTY), packBits(EMPTY), { empty: 0.25 })).toBe(0.25);
  });

  it('are ignored after the last voxel', () => {
    const words = bitsA.words.map((word) => word | (-1 << 12));
    expect(iou({ words, shape: bitsA.shape }, bitsB)).toBe(2 / 5);
    expect(words[0]! >>> 12).toBe(0xfffff);
  });

  it('are counted correctly if all are set, for any number of words', () => {
    for (const words of [1, 3, 4, 5, 123, 124, 125, 128, 129, 1000]) {
      const full = { words: new Uint32Array(words).fill(0xffffffff), shape: [1, words, 32] } as const;
      const first = { words: full.words.map((word, n) => (n === 0 ? word : 0)), shape: full.shape };
      expect([iou(full, first), iou(first, full), iou(full, full)]).toEqual([1 / words, 1 / words, 1]);
    }
  });

  it('are rejected if they do not fit their shape', () => {
    const words = new Uint32Array(2);
    expect(codeOf(() => iou({ words, shape: [2, 3, 2] }, A))).toBe(
      'bad-volume | iou: a must have a shape of three and a Uint32Array of one word per 32 voxels, got 2 for [2,3,2]',
    );
    expect(codeOf(() => dice(A, { words, shape: [64, 1] as never }))).toMatch(
      /^bad-volume \| dice: b must have a shape of three/,
    );
    expect(codeOf(() => iou(A, { words: [0] as never, shape: [2, 3, 2] }))).toMatch(/^bad-volume \| iou: b must/);
    expect(codeOf(() => iou(A, packBits(emptyVolume([3, 2, 2]))))).toMatch(
      /^shape-mismatch \| iou: b must have the shape/,
    );
  });
});

describe('infinite values', () => {
  it('are above or below every threshold, and are not mistaken for NaN', () => {
    const { POSITIVE_INFINITY: up, NEGATIVE_INFINITY: down } = Number;
    expect(iou(soft(up, down, 1), soft(up, up, down))).toBe(1 / 3);
    expect(
      iou(
        { data: [up, down], shape: [2], stride: [1], offset: 0 },
        { data: [up, up], shape: [2], stride: [1], offset: 0 },
      ),
    ).toBe(1 / 2);
  });
});

describe('dice', () => {
  it('divides twice the voxels set in both by the sum of both volumes', () => {
    expect(dice(A, B)).toBe(4 / 7);
    expect(dice(EMPTY, EMPTY)).toBe(1);
    expect(dice(EMPTY, EMPTY, { empty: 0.5 })).toBe(0.5);
    expect(dice(soft(0.375), soft(1), { threshold: 0.5 })).toBe(0);
    expect(dice(soft(0.5), soft(1), { threshold: 0.5 })).toBe(1);
  });
});

describe('softIou', () => {
  it('divides the sum of the smaller values by the sum of the larger', () => {
    expect(softIou(soft(1, 0.5, 0), soft(0.5, 0.5, 0.25))).toBe(1 / 1.75);
    expect(softIou(soft(0.25, 0.125), soft(0.25, 0.125))).toBe(1);
    expect(softIou(A, B)).toBe(iou(A, B));
    expect(softIou(soft(0, 0), soft(0, 0))).toBe(1);
    expect(softIou(soft(0, 0), soft(0, 0), { empty: 0 })).toBe(0);
  });

  it.each([-0.001, 1.001, Number.NaN, Number.POSITIVE_INFINITY])('rejects a value of %d in either volume', (value) => {
    expect(codeOf(() => softIou(soft(0, value), soft(0, 1)))).toMatch(
      /^bad-volume \| softIou: a must hold values of 0..1, got .* at \[1, 0, 0\]$/,
    );
    expect(codeOf(() => softIou(soft(0, 1), soft(value, 1)))).toMatch(
      /^bad-volume \| softIou: b must hold .* at \[0, 0, 0\]$/,
    );
  });
});

describe.each(Object.entries({ iou, dice, softIou }))('%s refuses', (name, measure) => {
  it('different shapes', () => {
    expect(codeOf(() => measure(A, emptyVolume([3, 2, 2])))).toBe(
      `shape-mismatch | ${name}: b must have the shape of a, [2, 3, 2], got [3, 2, 2]`,
    );
    expect(codeOf(() => measure(A, maskFromPicture(['.'])))).toMatch(/^shape-mismatch/);
  });

  it('arguments that are not views', () => {
    for (const bad of [null, undefined, 3, {}, { data: [1], shape: [2, 1, 1], stride: [1, 1, 1], offset: 0 }]) {
      expect(codeOf(() => measure(bad as unknown as View, A))).toMatch(new RegExp(`^bad-volume \\| ${name}: a must`));
      expect(codeOf(() => measure(A, bad as unknown as View))).toMatch(new RegExp(`^bad-volume \\| ${name}: b must`));
    }
  });

  it('NaN at any position', () => {
    for (const place of [0, 5, 11]) {
      const data = new Float32Array(12);
      data[place] = Number.NaN;
      const index = [Math.floor(place / 6), Math.floor(place / 2) % 3, place % 2].join(', ');
      const message = new RegExp(`^bad-volume \\| ${name}: b must .*, got NaN at \\[${index}\\]$`);
      expect(codeOf(() => measure(EMPTY, packed(data, [2, 3, 2])))).toMatch(message);
      expect(codeOf(() => measure(EMPTY, restride(packed(data, [2, 3, 2]), { order: [1, 2, 0] })))).toMatch(message);
    }
  });

  it('options out of range', () => {
    expect(codeOf(() => measure(A, B, { empty: Number.NaN }))).toBe(
      `bad-argument | ${name}: empty must lie in 0..1, got NaN`,
    );
    expect(codeOf(() => measure(A, B, { empty: 2 }))).toMatch(/^bad-argument/);
  });
});

it.each(Object.entries({ iou, dice }))('%s rejects a threshold that is not a number', (name, measure) => {
  expect(codeOf(() => measure(A, B, { threshold: Number.NaN }))).toBe(
    `bad-argument | ${name}: threshold must be a number, got NaN`,
  );
});
