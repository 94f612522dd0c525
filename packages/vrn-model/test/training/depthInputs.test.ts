// Checks that networks learn from depths of landmarks and from elevation: they tell leaning people apart who have the
// same mask and landmark positions.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { type Landmark, packed } from '@vrn/voxel';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildVRN } from '../../src/buildVRN.js';
import type { InputKind } from '../../src/network/config.js';
import { type TrainingSample, train } from '../../src/train.js';
import { enableWasmTraining } from '../../src/wasm/enableWasmTraining.js';
import { TINY } from '../helpers/tiny.js';

const SMALL = { ...TINY, features: 8, stacks: 1, stem: [8, 8, 8] } as const;

/** Rows and columns of the 16 landmarks of an upright person who faces the camera, so that right is on the left. */
const ROWS = [7, 5.5, 4, 4, 5.5, 7, 4, 2, 1.5, 0.5, 4, 3, 2, 2, 3, 4] as const;
const COLUMNS = [2.5, 2.5, 3, 4, 4.5, 4.5, 3.5, 3.5, 3.5, 3.5, 1.5, 2, 2.5, 4.5, 5, 5.5] as const;

const mask = packed(new Float32Array(64).fill(1), [8, 8]);

/** Creates a person who fills the image. The upper half is nearer to the camera than the lower half if `lean` is 1. */
function leaning(lean: -1 | 1, more: Partial<TrainingSample> = {}): TrainingSample {
  const volume = new Uint8Array(8 * 8 * 4);
  for (let i = 0; i < 8; i++) {
    const isNear = lean > 0 === i < 4;
    for (let j = 0; j < 8; j++) for (const k of isNear ? [0, 1] : [2, 3]) volume[(i * 8 + j) * 4 + k] = 1;
  }
  const landmarks = ROWS.map((row, n): Landmark => [row, COLUMNS[n]!, 1, (lean * (row - 4)) / 16]);
  return { landmarks, mask, elevation: 40 * lean, volume: packed(volume, [8, 8, 4]), ...more };
}

const people = [leaning(-1), leaning(1)];

/** Trains a network on both people; returns its last loss, and the volumes that it predicts for them. */
async function learned(inputs: readonly InputKind[]) {
  const vrn = buildVRN({ ...SMALL, inputs }, { seed: 3 });
  const { history } = await train(vrn, people, {
    ...{ epochs: 30, batchSize: 2, seed: 1 },
    optimiser: { kind: 'adam' },
    schedule: 5e-2,
  });
  const volumes = await vrn.predictAll(people);
  vrn.dispose();
  return { last: history.at(-1)!.loss, volumes };
}

beforeAll(async () => {
  await tf.setBackend('wasm');
  enableWasmTraining();
});

describe('training on people who differ in depth only', () => {
  it('cannot tell them apart by landmarks and mask', async () => {
    const { last, volumes } = await learned(['landmarks', 'mask']);
    expect(volumes[0]!.data).toEqual(volumes[1]!.data);
    // The best guess is 0.5 everywhere, with a loss of log 2.
    expect(last).toBeGreaterThan(0.99 * Math.LN2);
  });

  it.each([['depths'], ['skeleton'], ['elevation']] as const)('tells them apart by %s', async (kind) => {
    const { last, volumes } = await learned(['landmarks', 'mask', kind]);
    expect(last).toBeLessThan(0.3 * Math.LN2);
    for (const [n, { volume }] of people.entries()) {
      const wrong = volumes[n]!.data.filter((value, at) => value >= 0.5 !== volume.data[at]! > 0).length;
      expect(wrong / volume.data.length).toBeLessThan(0.25);
    }
  });
});
