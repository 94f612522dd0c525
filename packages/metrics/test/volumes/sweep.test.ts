// Tests sweep: every row equals iou, dice and evaluate at its threshold, and the best row is found.

import { restride, volumeFromPicture } from '@vrn/test-utils';
import { emptyVolume, packed, random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { dice, evaluate, iou, SWEEP_DEFAULTS, sweep } from '../../src/index.js';

const rng = random(7);
const soft = packed(
  Float32Array.from({ length: 6 * 7 * 8 }, () => rng.uniform()),
  [6, 7, 8],
);
const truth = packed(
  Uint8Array.from(soft.data, (value) => (value + rng.normal() / 4 > 0.4 ? 1 : 0)),
  [6, 7, 8],
);

describe('sweep', () => {
  it('returns hand-counted values', () => {
    const prediction = packed(Float32Array.of(0.9, 0.6, 0.25, 0.1), [1, 1, 4]);
    const real = packed(Uint8Array.of(1, 0, 1, 0), [1, 1, 4]);
    expect(sweep(prediction, real, { thresholds: [0, 0.25, 0.5, 0.95] })).toEqual({
      rows: [
        { threshold: 0, iou: 2 / 4, dice: 4 / 6, precision: 2 / 4, recall: 1 },
        { threshold: 0.25, iou: 2 / 3, dice: 4 / 5, precision: 2 / 3, recall: 1 },
        { threshold: 0.5, iou: 1 / 3, dice: 2 / 4, precision: 1 / 2, recall: 1 / 2 },
        { threshold: 0.95, iou: 0, dice: 0, precision: 0, recall: 0 },
      ],
      best: { threshold: 0.25, iou: 2 / 3, dice: 4 / 5, precision: 2 / 3, recall: 1 },
    });
  });

  it('equals the single measures at every threshold', () => {
    const { rows, best } = sweep(soft, truth);
    expect(rows.map((row) => row.threshold)).toEqual(SWEEP_DEFAULTS.thresholds);
    for (const row of rows) {
      const { threshold } = row;
      const { precision, recall } = evaluate(soft, truth, { threshold });
      expect(row).toEqual({
        threshold,
        iou: iou(soft, truth, { threshold }),
        dice: dice(soft, truth, { threshold }),
        precision,
        recall,
      });
    }
    expect(best.iou).toBe(Math.max(...rows.map((row) => row.iou)));
  });

  it.each([
    ['of one', [0.5]],
    ['out of reach', [-3, 7]],
    ['close together', [0.5, 0.5 + 2 ** -30, 0.5 + 2 ** -29, 0.9]],
    ['of all sizes', [-1e300, 1e-300, 0.25, 1e300]],
    ['that are values', [...soft.data.slice(0, 9)].sort((a, b) => a - b)],
  ])('accepts thresholds %s', (_, thresholds) => {
    for (const { threshold, iou: found } of sweep(soft, truth, { thresholds }).rows) {
      // `iou` would apply the threshold to the ground truth as well. The prediction is therefore cut to 0 and 1 first,
      // and compared under the default threshold.
      const cut = packed(
        Uint8Array.from(soft.data, (value) => (value >= threshold ? 1 : 0)),
        [6, 7, 8],
      );
      expect(found).toBe(iou(cut, truth));
    }
  });

  it('reads infinite values, other layouts and plain arrays', () => {
    const data = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.5, -7];
    const prediction = { data, shape: [1, 2, 2], stride: [4, 2, 1], offset: 0 };
    const real = restride(volumeFromPicture(['#.', '#.']), { order: [2, 0, 1], reversed: [0], gap: 1 });
    const asWide = {
      data: real.data,
      shape: [1, 2, 2],
      stride: [0, real.stride[0]!, real.stride[1]!],
      offset: real.offset,
    };
    expect(sweep(prediction, asWide, { thresholds: [0.25, 1] }).rows.map((row) => row.iou)).toEqual([1, 1 / 2]);
  });

  it('applies a separate threshold to the ground truth', () => {
    const real = packed(Float32Array.of(0.2, 0.3), [1, 1, 2]);
    const prediction = packed(Float32Array.of(0.9, 0.9), [1, 1, 2]);
    expect(sweep(prediction, real, { thresholds: [0.8] }).best.recall).toBe(0);
    expect(sweep(prediction, real, { thresholds: [0.8], truthThreshold: 0.25 }).best.iou).toBe(1 / 2);
  });

  it('returns the first of several best rows', () => {
    const real = packed(Uint8Array.of(1, 0), [1, 1, 2]);
    expect(sweep(packed(Float32Array.of(1, 0), [1, 1, 2]), real).best.threshold).toBe(0.05);
  });

  it('returns 1 if both are empty, 0 if one is', () => {
    const nothing = emptyVolume([1, 1, 2]);
    const one = { iou: 1, dice: 1, precision: 1, recall: 1 };
    expect(sweep(nothing, nothing).best).toMatchObject(one);
    expect(sweep(nothing, packed(Uint8Array.of(1, 0), [1, 1, 2])).best).toMatchObject({
      iou: 0,
      precision: 0,
      recall: 0,
    });
  });

  it('rejects NaN, different shapes, and thresholds that are not ascending', () => {
    const holed = packed(Float32Array.of(0, Number.NaN), [1, 1, 2]);
    const numbers = emptyVolume([1, 1, 2]);
    expect(() => sweep(holed, numbers)).toThrow('sweep: prediction must hold numbers, got NaN at [0, 0, 1]');
    expect(() => sweep(numbers, holed)).toThrow('sweep: truth must hold numbers, got NaN at [0, 0, 1]');
    expect(() => sweep(numbers, emptyVolume([1, 2, 1]))).toThrow('sweep: truth must have the shape of prediction');
    for (const thresholds of [[], [0.5, 0.5], [0.5, 0.4], [Number.NaN], [0, Number.POSITIVE_INFINITY]]) {
      expect(() => sweep(numbers, numbers, { thresholds })).toThrow(
        'sweep: thresholds must be one or more ascending numbers',
      );
    }
    expect(() => sweep(numbers, numbers, { truthThreshold: Number.NaN })).toThrow(
      'sweep: truthThreshold must be a number',
    );
  });
});
