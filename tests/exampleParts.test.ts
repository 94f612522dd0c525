// Tests the parts of examples that run without a neural network: loading in the page, and pictures of volumes.
import { packed } from '@vrn/voxel';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { onceLoaded } from '../examples/browser/onceLoaded.js';
import { drawSlices } from '../examples/pictures/drawVolumes.js';

describe('onceLoaded', () => {
  it('loads again after a failure, and then no more', async () => {
    let calls = 0;
    const load = onceLoaded(async () => {
      calls++;
      if (calls === 1) throw new Error('no connection');
      return calls;
    });
    const results = await Promise.allSettled([load(), load()]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect([await load(), await load(), calls]).toEqual([2, 2, 2]);
  });
});

describe('drawSlices', () => {
  const cubeOf = (of: (at: number) => number) =>
    packed(
      Float32Array.from({ length: 64 }, (_, at) => of(at)),
      [4, 4, 4],
    );
  const shades = async (png: Uint8Array) => {
    const { data } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    return [...new Set(data)].sort((a, b) => a - b);
  };

  it('draws the smallest value in white and the largest in black, and equal values in white', async () => {
    const found = await shades(drawSlices([cubeOf((at) => (at >> 2) / 15)]));
    expect([found.length, found[0], found.at(-1)]).toEqual([16, 0, 255]);
    for (const value of [0, 0.7]) expect(await shades(drawSlices([cubeOf(() => value)]))).toEqual([255]);
  });

  it('draws slices of more values than a call takes arguments', async () => {
    const large = packed(new Uint8Array(400 * 400), [400, 400, 1]);
    expect(await shades(drawSlices([large]))).toEqual([255]);
  });
});
