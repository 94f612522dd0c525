// Tests every number that evaluate returns for small volumes and meshes, and its results for empty volumes.

import { box, close, icosphere, volumeFromPicture } from '@vrn/test-utils';
import { emptyVolume, packed } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import {
  chamfer,
  evaluate,
  fScore,
  hausdorff,
  meshIouConvergence,
  normalConsistency,
  normalError,
} from '../src/index.js';

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

describe('evaluate, of meshes', () => {
  const [prediction, truth] = [box({ min: [0, 0, 0], max: [1, 1, 1] }), box({ min: [0.5, 0, 0], max: [1.5, 1, 1] })];
  const options = { samples: 2000, seed: 3 } as const;
  const found = evaluate(prediction, truth, { ...options, threshold: 0.25 });

  it('gives what each measure gives by itself', () => {
    const forward = chamfer(prediction, truth, { ...options, direction: 'forward' });
    const backward = chamfer(prediction, truth, { ...options, direction: 'backward' });
    const { iou: meshIou, error } = meshIouConvergence(prediction, truth, found.grid);
    expect(found).toEqual({
      predictionToTruth: forward,
      truthToPrediction: backward,
      chamferL1: chamfer(prediction, truth, options),
      chamferSquared: chamfer(prediction, truth, { ...options, squared: true }),
      hausdorff: hausdorff(prediction, truth, options),
      hausdorff95: hausdorff(prediction, truth, { ...options, percentile: 95 }),
      ...fScore(prediction, truth, { ...options, threshold: 0.25 }),
      threshold: 0.25,
      normalConsistency: normalConsistency(prediction, truth, options),
      pointToSurfaceCm: 100 * forward,
      chamferCm: 50 * (forward + backward),
      normalError: normalError(prediction, truth),
      meshIou,
      meshIouError: error,
      grid: found.grid,
      warnings: [],
    });
    expect(found.hausdorff).toBe(0.5);
  });

  it('chooses a grid about both, a voxel free all round, and a hundredth of the truth for a threshold', () => {
    const { grid, threshold } = evaluate(prediction, box({ min: [0, 0, 0], max: [5, 2, 1] }), { samples: 10 });
    expect(threshold).toBe(0.05);
    const side = (5 * 128) / 126;
    expect(grid.shape).toEqual([128, 128, 128]);
    close(
      [...grid.min, ...grid.max],
      [2.5, 1, 0.5, 2.5, 1, 0.5].map((c, n) => c + (n < 3 ? -side : side) / 2),
      1e-14,
    );
  });

  it('finds nothing to say against equal meshes', () => {
    const mesh = icosphere({ radius: 0.7, subdivisions: 2, centre: [0.3, -4, 9] });
    const copy = { positions: mesh.positions.slice(), indices: mesh.indices.slice() };
    expect(evaluate(mesh, copy, options)).toMatchObject({
      predictionToTruth: 0,
      truthToPrediction: 0,
      chamferL1: 0,
      chamferSquared: 0,
      hausdorff: 0,
      hausdorff95: 0,
      fScore: 1,
      precision: 1,
      recall: 1,
      normalConsistency: 1,
      normalError: 0,
      pointToSurfaceCm: 0,
      meshIou: 1,
      meshIouError: 0,
      warnings: [],
    });
  });

  it('refuses a mesh beside a volume, meshes without faces, and a grid or threshold that is none', () => {
    const volume = emptyVolume([1, 1, 2]);
    expect(() => evaluate(truth, volume as never)).toThrow('evaluate: truth must be a mesh because prediction is one');
    expect(() => evaluate(volume, truth as never)).toThrow('evaluate: truth must be a view');
    expect(() => evaluate({ ...truth, indices: new Uint32Array() }, truth)).toThrow('evaluate: mesh must have faces');
    expect(() => evaluate(truth, truth, { threshold: 0 })).toThrow(
      'evaluate: threshold must be a number above 0, got 0',
    );
    expect(() => evaluate(truth, truth, { grid: { ...found.grid, shape: [0, 0, 0] } })).toThrow('grid.shape must be');
  });
});
