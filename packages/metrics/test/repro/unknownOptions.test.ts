// Tests that every function refuses unknown option names, suggests a known one, and refuses null for any argument.
import { cube } from '@vrn/test-utils';
import { emptyVolume, type Grid, VolumetricError } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import * as metrics from '../../src/index.js';

const grid: Grid = { shape: [4, 4, 4], min: [-1, -1, -1], max: [1, 1, 1] };
const volume = emptyVolume([2, 2, 2]);
const mesh = cube({ side: 1 });
const points = Float32Array.of(0, 0, 0);

/** Arguments that each function accepts, and a mistyped option with its correct name. */
const CALLS: Readonly<Record<string, { args: readonly unknown[]; typo?: readonly [string, string] }>> = {
  iou: { args: [volume, volume], typo: ['treshold', 'threshold'] },
  dice: { args: [volume, volume], typo: ['thresholds', 'threshold'] },
  softIou: { args: [volume, volume], typo: ['emtpy', 'empty'] },
  registeredIou: { args: [volume, volume], typo: ['ranges', 'range'] },
  silhouetteIou: { args: [volume, volume], typo: ['axes', 'axis'] },
  sweep: { args: [volume, volume], typo: ['threshold', 'thresholds'] },
  evaluate: { args: [volume, volume], typo: ['treshold', 'threshold'] },
  sampleSurface: { args: [mesh, 10], typo: ['seeds', 'seed'] },
  chamfer: { args: [points, points], typo: ['square', 'squared'] },
  hausdorff: { args: [points, points], typo: ['percentiles', 'percentile'] },
  fScore: { args: [points, points], typo: ['sample', 'samples'] },
  normalConsistency: { args: [mesh, mesh], typo: ['absolut', 'absolute'] },
  normalError: { args: [mesh, mesh], typo: ['view', 'views'] },
  pointToSurface: { args: [points, mesh] },
  meshIou: { args: [mesh, mesh, grid], typo: ['rules', 'rule'] },
  meshIouConvergence: { args: [mesh, mesh, grid], typo: ['level', 'levels'] },
};

const functions = Object.entries(metrics).filter(([, each]) => typeof each === 'function') as unknown as [
  string,
  (...args: unknown[]) => unknown,
][];

it('tests every function', () => {
  expect(Object.keys(CALLS).toSorted()).toEqual(functions.map(([name]) => name).toSorted());
});

describe.each(functions)('%s', (name, run) => {
  const { args, typo } = CALLS[name]!;

  if (typo !== undefined) {
    it('rejects a mistyped option and suggests the right one', () => {
      expect(() => run(...args, { [typo[0]]: 1 })).toThrow(`got '${typo[0]}'; did you mean '${typo[1]}'?`);
    });

    it('rejects options that are not an object', () => {
      for (const bad of [null, 3, 'x', []])
        expect(() => run(...args, bad)).toThrow(`${name}: options must be an object`);
    });
  }

  it('rejects null and undefined for any argument, with an error of this package', () => {
    for (const place of args.keys()) {
      for (const bad of [null, undefined]) {
        const given = args.map((arg, n) => (n === place ? bad : arg));
        const options = name === 'fScore' ? [{ threshold: 1 }] : [];
        expect(() => run(...given, ...options)).toThrow(VolumetricError);
        expect(() => run(...given, ...options)).toThrow(new RegExp(`^${name}: `));
      }
    }
  });
});

it('evaluate rejects options of the other kind of input', () => {
  expect(() => metrics.evaluate(volume, volume, { samples: 3 } as never)).toThrow("got 'samples'");
  expect(() => metrics.evaluate(mesh, mesh, { axis: 2 } as never)).toThrow("got 'axis'");
});
