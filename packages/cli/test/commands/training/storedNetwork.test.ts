// Tests networks that start from stored weights, also with a changed config.
import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { buildVRN } from '@vrn/model';
import { beforeAll, describe, expect, it } from 'vitest';
import { continuedFrom } from '../../../src/commands/training/storedNetwork.js';

beforeAll(() => setBackend('cpu'));

const small = {
  rows: 16,
  columns: 16,
  slices: 8,
  features: 8,
  stem: [4, 8, 8],
  stacks: 2,
  modules: 1,
  depth: 1,
} as const;
const stored = () => buildVRN(small, { seed: 1 }).save();
const values = async (bytes: Uint8Array, path: string) => {
  const { vrn } = continuedFrom(bytes, { frame: 'metric', seed: 0 });
  return [...(await vrn.params.get(path)!.data())];
};

describe('continuedFrom', () => {
  it('keeps every value without changes, and takes the frame of the data', async () => {
    const bytes = await stored();
    const { vrn, added, dropped } = continuedFrom(bytes, { frame: 'view', seed: 5 });
    expect([added, dropped]).toEqual([[], []]);
    expect(vrn.config.frame).toBe('view');
    for (const [path, tensor] of vrn.params) expect([...(await tensor.data())]).toEqual(await values(bytes, path));
  });

  it('names new and unused parameters, and gives new ones random values by the seed', async () => {
    const bytes = await stored();
    const config = { fineFeatures: 4, supervision: 'last', frame: 'metric' } as const;
    const [a, b, c] = [5, 5, 6].map((seed) => continuedFrom(bytes, { config, frame: 'view', seed }));
    expect(a!.vrn.config).toMatchObject(config);
    expect(a!.added.every((path) => path.startsWith('stack1/fine/'))).toBe(true);
    expect(a!.dropped.length).toBeGreaterThan(0);
    expect(a!.dropped.every((path) => path.startsWith('stack0/fork/'))).toBe(true);
    const path = 'stack1/fine/conv/w';
    const [x, y, z] = await Promise.all([a, b, c].map(async (each) => [...(await each!.vrn.params.get(path)!.data())]));
    expect(x).toEqual(y);
    expect(x).not.toEqual(z);
    const kept = await a!.vrn.params.get('stem/conv/w')!.data();
    expect([...kept]).toEqual(await values(bytes, 'stem/conv/w'));
  });

  it('replaces parameters whose shape changes', async () => {
    const { added, dropped } = continuedFrom(await stored(), { config: { slices: 4 }, frame: 'metric', seed: 0 });
    expect(added.toSorted()).toEqual(dropped.toSorted());
    expect(added).toContain('stack1/fork/conv/w');
  });

  it('rejects invalid changes, and configs that share nothing with the weights', async () => {
    const bytes = await stored();
    const from = (config: object) => () => continuedFrom(bytes, { config, frame: 'metric', seed: 0 });
    expect(from({ fineFeatures: 3 })).toThrow('config.fineFeatures must be a multiple of 4');
    expect(from({ features: 4, stem: [8, 4, 4], slices: 4, inputs: ['mask'], stacks: 1 })).toThrow(
      /weights must share a parameter with the config, got none/,
    );
  });
});
