// Tests the input channels of depths, skeleton and elevation: their order, unknown values, and mirrored predictions.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {
  flipSample,
  type Landmark,
  landmarkDepthMaps,
  landmarkHeatmaps,
  packed,
  random,
  skeletonMaps,
} from '@vrn/voxel';
import ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildVRN } from '../../src/buildVRN.js';
import { loadVRN } from '../../src/loadVRN.js';
import { type Inputs, packInputs } from '../../src/network/inputs.js';
import { onnxEngine } from '../../src/onnx.js';

const size = {
  rows: 12,
  columns: 12,
  slices: 4,
  features: 8,
  stacks: 1,
  modules: 1,
  depth: 1,
  stem: [4, 8, 8],
} as const;
const KINDS = ['elevation', 'skeleton', 'mask', 'depths', 'landmarks'] as const;
const rng = random(8);
const landmarks = Array.from({ length: 16 }, (): Landmark => {
  return [rng.uniform(0, 11), rng.uniform(0, 11), 1, rng.uniform(-0.3, 0.3)];
});
const mask = packed(
  Float32Array.from({ length: 144 }, () => rng.uniform()),
  [12, 12],
);
const inputs: Inputs = { landmarks, mask, elevation: -15 };

/** Returns the values of `count` channels of all pixels, from channel `first`. */
const channels = ({ data, shape }: ReturnType<typeof packInputs>, first: number, count: number) =>
  data.filter((_, at) => at % shape[2]! >= first && at % shape[2]! < first + count);

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('packInputs', () => {
  it('packs depths, skeleton and elevation in the order of the config', () => {
    const { config } = buildVRN({ ...size, inputs: KINDS });
    const x = packInputs(config, inputs);
    expect(x.shape).toEqual([12, 12, 2 + 10 + 1 + 17 + 16]);
    expect(new Set(channels(x, 0, 1))).toEqual(new Set([Math.fround(-15 / 90)]));
    expect(new Set(channels(x, 1, 1))).toEqual(new Set([1]));
    const maps = { rows: 12, columns: 12 };
    expect(channels(x, 2, 10)).toEqual(skeletonMaps(landmarks, maps).data);
    expect(channels(x, 12, 1)).toEqual(mask.data);
    expect(channels(x, 13, 17)).toEqual(landmarkDepthMaps(landmarks, maps).data);
    expect(channels(x, 30, 16)).toEqual(landmarkHeatmaps(landmarks, maps).data);
  });

  it('gives zeros for unknown depths and elevations', () => {
    const { config } = buildVRN({ ...size, inputs: ['depths', 'skeleton', 'elevation'] });
    const flat = landmarks.map(([row, column]): Landmark => [row, column]);
    for (const elevation of [{}, { elevation: Number.NaN }]) {
      expect(packInputs(config, { landmarks: flat, ...elevation }).data.every((value) => value === 0)).toBe(true);
    }
    // An elevation of 0 is known, so the channel that marks known elevations is 1.
    expect(packInputs(config, { landmarks: flat, elevation: 0 }).get(3, 3, 28)).toBe(1);
  });

  it('draws lines and Gaussians as wide as those of landmarks', () => {
    const { config } = buildVRN({ ...size, inputs: ['skeleton', 'depths'], landmarkSigma: 2 });
    const maps = { rows: 12, columns: 12, sigma: 2 };
    const x = packInputs(config, inputs);
    expect(channels(x, 0, 10)).toEqual(skeletonMaps(landmarks, maps).data);
    expect(channels(x, 10, 17)).toEqual(landmarkDepthMaps(landmarks, maps).data);
  });

  it('refuses missing landmarks and impossible elevations', () => {
    const { config } = buildVRN({ ...size, inputs: ['depths', 'elevation'] });
    expect(() => packInputs(config, { elevation: 3 })).toThrow(/must have landmarks/);
    expect(() => packInputs(config, { landmarks, elevation: 91 })).toThrow(/elevation must be −90..90 degrees.*got 91/);
    expect(() => buildVRN({ ...size, inputs: ['depth' as never] })).toThrow(/'depths', 'skeleton', 'elevation'/);
  });
});

describe('networks that read depths', () => {
  it('are saved and loaded, and run as ONNX', async () => {
    const vrn = buildVRN({ ...size, inputs: KINDS }, { seed: 2 });
    const volume = await vrn.predict(inputs);
    const again = loadVRN(await vrn.save());
    expect(again.config.inputs).toEqual(KINDS);
    expect((await again.predict(inputs)).data).toEqual(volume.data);
    const engine = onnxEngine(ort);
    const other = await engine.predict(vrn, inputs);
    expect(Math.max(...other.data.map((value, at) => Math.abs(value - volume.data[at]!)))).toBeLessThan(1e-4);
    const changes: Inputs[] = [
      { ...inputs, elevation: 20 },
      { mask, landmarks },
      { ...inputs, landmarks: landmarks.map(([row, column, sure]): Landmark => [row, column, sure ?? 1, 0]) },
      { ...inputs, landmarks: landmarks.map(([row, column]): Landmark => [row, column]) },
    ];
    for (const each of changes) expect((await vrn.predict(each)).data).not.toEqual(volume.data);
  });

  it('average with the prediction for the mirrored person', async () => {
    const vrn = buildVRN({ ...size, inputs: KINDS }, { seed: 5 });
    const volume = await vrn.predict(inputs);
    const mirrored = flipSample({ landmarks, mask, volume, elevation: -15 });
    expect(mirrored.elevation).toBe(-15);
    const other = flipSample({ ...mirrored, volume: await vrn.predict(mirrored) }).volume;
    const both = await vrn.predict(inputs, { flip: true });
    const mean = Float32Array.from(volume.data, (value, at) => (value + other.data[at]!) / 2);
    expect(Math.max(...both.data.map((value, at) => Math.abs(value - mean[at]!)))).toBeLessThan(1e-5);
    expect(Math.max(...both.data.map((value, at) => Math.abs(value - volume.data[at]!)))).toBeGreaterThan(1e-4);
  });
});
