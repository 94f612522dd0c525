// Tests each baseline on training bodies that it can reproduce exactly.
import type { ShardList, StoredSample } from '@vrn/bodies';
import { iou } from '@vrn/metrics';
import { describe, expect, it } from 'vitest';
import { fitBaselines } from '../../../src/evaluate/baselines/fitBaselines.js';
import { distanceToOutline } from '../../../src/evaluate/baselines/inflatedMask.js';
import { isBody, SIDE, sampleOf, volumeOf } from '../samples.js';

const listOf = (samples: readonly StoredSample[]): ShardList => ({
  length: samples.length,
  get: async (index) => samples[index]!,
});

const slabs = [24, 32, 40].map((width) =>
  sampleOf(volumeOf((i, j) => (i >= 6 && i < 56 && Math.abs(j - 31.5) < width / 2 ? [25, 33] : undefined))),
);

const methodOf = async (training: readonly StoredSample[], name: string) =>
  (await fitBaselines(listOf(training))).find((each) => each.name === name)!;

/** Replaces the volume of a sample by an empty one: a baseline may use only mask and landmarks. */
const blind = (sample: StoredSample): StoredSample => ({ ...sample, volume: volumeOf(() => undefined) });

describe('fitBaselines', () => {
  it('fits a slab to slabs', async () => {
    const slab = await methodOf(slabs, 'slab');
    const other = sampleOf(volumeOf((i, j) => (i >= 20 && i < 40 && j > 10 && j < 60 ? [25, 33] : undefined)));
    expect(iou(await slab.predict(blind(other), 0), other.volume)).toBe(1);
  });

  it('fits the factor of an inflated mask to wedges', async () => {
    const wedge = (left: number, right: number) => {
      const covered = Uint8Array.from({ length: SIDE * SIDE }, (_, n) => Number(n % SIDE >= left && n % SIDE < right));
      const distance = distanceToOutline(covered, SIDE, SIDE);
      return sampleOf(
        volumeOf((i, j) => {
          const half = distance[i * SIDE + j]!;
          return half > 0
            ? [Math.round(32 - half), Math.max(Math.round(32 - half) + 1, Math.round(32 + half))]
            : undefined;
        }),
      );
    };
    const inflated = await methodOf([wedge(20, 40), wedge(24, 44)], 'inflated mask');
    const other = wedge(18, 48);
    expect(iou(await inflated.predict(blind(other), 0), other.volume)).toBeGreaterThan(0.97);
  });

  it('takes the depth of the mean body', async () => {
    const mean = await methodOf(slabs, 'mean body on mask');
    const truth = sampleOf(volumeOf((i, j) => (i >= 10 && i < 50 && j >= 22 && j < 42 ? [25, 33] : undefined)));
    expect(iou(await mean.predict(blind(truth), 0), truth.volume)).toBeGreaterThan(0.85);
  });

  it('returns the training body with the nearest landmarks', async () => {
    const near = volumeOf((i, j) => (isBody(i, j) ? [10, 20] : undefined));
    const far = volumeOf((i, j) => (isBody(i, j) ? [40, 50] : undefined));
    const moved = sampleOf(far).landmarks.map(([row, column]) => [row + 5, column, 1] as const);
    const nearest = await methodOf([sampleOf(near), { ...sampleOf(far), landmarks: moved }], 'nearest body');
    expect(iou(await nearest.predict(blind(sampleOf(near)), 0), near)).toBe(1);
    const asked = { ...sampleOf(near), landmarks: moved.map(([row, column]) => [row - 1, column, 1] as const) };
    expect(iou(await nearest.predict(blind(asked), 0), far)).toBe(1);
  });

  it('uses at most the given number of bodies, spread over the list', async () => {
    const read: number[] = [];
    const list: ShardList = { length: 9, get: async (index) => slabs[read.push(index) % 3]! };
    await fitBaselines(list, { bodies: 3 });
    expect(read).toEqual([0, 3, 6]);
  });

  it('refuses an empty training set', async () => {
    await expect(fitBaselines(listOf([]))).rejects.toThrow('training set must have samples, got none');
    await expect(fitBaselines(listOf(slabs), { bodies: 0 })).rejects.toThrow('bodies must be a positive integer');
  });
});

describe('distanceToOutline', () => {
  it('is the distance to the nearest pixel outside, less one half', () => {
    const covered = Uint8Array.from({ length: 49 }, (_, n) => {
      const [i, j] = [Math.floor(n / 7), n % 7];
      return Number(i >= 1 && i < 6 && j >= 1 && j < 6);
    });
    const distance = distanceToOutline(covered, 7, 7);
    expect(distance[3 * 7 + 3]).toBe(2.5);
    expect(distance[1 * 7 + 1]).toBe(0.5);
    expect(distance[0]).toBe(0);
  });

  it('ends at the border of the image', () => {
    expect([...distanceToOutline(Uint8Array.of(1, 1, 1), 3, 1)]).toEqual([0.5, 0.5, 0.5]);
  });
});
