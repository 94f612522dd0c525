// Tests that detection finds a person whom the border of the photograph cuts, in the coordinates of the sample's image.
import { readFile } from 'node:fs/promises';
import '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { indexShards, readShard, type StoredSample } from '@vrn/bodies';
import { readModel } from '@vrn/detectors';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Detectors, loadDetectors } from '../../../src/detect/models/detectors.js';
import { detectSample } from '../../../src/evaluate/detections/detectSample.js';

const SHARD = new URL('../../../../../experiments/testset/test-00000-of-00001.vrns', import.meta.url);

let samples: StoredSample[];
let detectors: Detectors;
beforeAll(async () => {
  await setBackend('wasm');
  detectors = await loadDetectors(readModel);
  const list = indexShards([await readShard(await readFile(SHARD))]);
  samples = await Promise.all(Array.from({ length: 40 }, (_, index) => list.get(index)));
});

describe('detectSample', () => {
  it.each(['left', 'bottom'])('finds a person whom the %s border of the photograph cuts', async (side) => {
    const one = samples.find(({ drawn }) => drawn?.cut?.side === side);
    expect(one).toBeDefined();
    const { mask, landmarks } = one!;
    const found = (await detectSample(one!, detectors))!;
    const shown = found.landmarks.flatMap(([row, column, sure = 1], n) => {
      const [trueRow, trueColumn, visible = 1] = landmarks[n]!;
      return sure > 0 && visible > 0 ? [Math.hypot(row - trueRow, column - trueColumn)] : [];
    });
    expect(shown.length).toBeGreaterThan(4);
    // The median error is in pixels of a 256 × 256 image, in which people are about 205 pixels tall.
    expect(shown.toSorted((a, b) => a - b)[shown.length >> 1]).toBeLessThan(10);
    expect(mask.shape).toEqual([256, 256]);
  });
});
