// evaluate: every number of one small comparison, and what it says of emptiness.

import { volumeFromPicture } from '@vrn/test-utils';
import { emptyVolume, packed } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../src/index.js';

describe('evaluate', () => {
  it('gives every number', () => {
    const prediction = packed(Float32Array.of(0.75, 0.5, 0.25, 0, 0, 0.5, 0, 0), [1, 2, 4]);
    const truth = packed(Uint8Array.of(0, 1, 1, 0, 0, 0, 0, 0), [1, 2, 4]);
    expect(evaluate(prediction, truth)).toEqual({
      iou: 1 / 4, // prediction ##.. / .#.., truth .##. / ....
      softIou: 0.75 / 3.25,
      dice: 2 / 5,
      silhouetteIou: 1 / 2,
      registeredIou: 2 / 3,
      depthShift: 1,
      precision: 1 / 3,
      recall: 1 / 2,
      voxels: { prediction: 3, truth: 2 },
    });
  });

  it('takes its threshold to heart', () => {
    const prediction = packed(Float32Array.of(0.25, 0.75), [1, 1, 2]);
    const truth = packed(Uint8Array.of(1, 1), [1, 1, 2]);
    const found = evaluate(prediction, truth, { threshold: 0.25 });
    expect(found).toMatchObject({
      iou: 1,
      dice: 1,
      silhouetteIou: 1,
      registeredIou: 1,
      precision: 1,
      recall: 1,
      softIou: 0.5,
    });
  });

  it('scores 1 throughout where both are empty, 0 throughout where one is', () => {
    const nothing = emptyVolume([1, 1, 2]);
    const something = volumeFromPicture(['#'], ['.']);
    const scores = (value: number) => ({
      iou: value,
      softIou: value,
      dice: value,
      silhouetteIou: value,
      registeredIou: value,
      depthShift: 0,
      precision: value,
      recall: value,
    });
    expect(evaluate(nothing, nothing)).toEqual({ ...scores(1), voxels: { prediction: 0, truth: 0 } });
    expect(evaluate(nothing, something)).toEqual({ ...scores(0), voxels: { prediction: 0, truth: 1 } });
    expect(evaluate(something, nothing)).toEqual({ ...scores(0), voxels: { prediction: 1, truth: 0 } });
  });

  it('speaks of prediction and truth', () => {
    const truth = emptyVolume([1, 1, 2]);
    expect(() => evaluate(packed(Float32Array.of(0, Number.NaN), [1, 1, 2]), truth)).toThrow(
      'evaluate: prediction must hold numbers, got NaN at [0, 0, 1]',
    );
    expect(() => evaluate(packed(Float32Array.of(0, 3), [1, 1, 2]), truth)).toThrow(
      'evaluate: prediction must hold values of 0..1, got 3 at [0, 0, 1]',
    );
    expect(() => evaluate(emptyVolume([1, 2, 1]), truth)).toThrow(
      'evaluate: truth must have the shape of prediction, [1, 2, 1], got [1, 1, 2]',
    );
    expect(() => evaluate(truth, truth, { threshold: Number.NaN })).toThrow('evaluate: threshold must be a number');
  });
});
