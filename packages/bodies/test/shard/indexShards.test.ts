// Tests that a network trains on shards as a stream, with the same losses in repeated runs, and as a list.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { buildVRN, enableWasmTraining } from '@vrn/model';
import { type Dataset, rmsprop, train } from '@vrn/model/train';
import type { Random } from '@vrn/voxel';
import { beforeAll, expect, it } from 'vitest';
import { bodySource } from '../../src/bodySource.js';
import { corruptInputs } from '../../src/corrupt/corruptInputs.js';
import { sample } from '../../src/sample/sample.js';
import { indexShards } from '../../src/shard/indexShards.js';
import { readShard, type Shard } from '../../src/shard/readShard.js';
import { readShuffled } from '../../src/shard/readShuffled.js';
import type { StoredSample } from '../../src/shard/sample/storedSample.js';
import { writeShard } from '../../src/shard/writeShard.js';

/** Config of a tiny network, so that a step is fast. */
const TINY = {
  inputs: ['image', 'landmarks', 'mask'],
  rows: 8,
  columns: 8,
  slices: 4,
  features: 4,
  stacks: 1,
  modules: 1,
  depth: 1,
  stem: [4, 4, 4] as const,
} as const;

let shards: Shard[];
beforeAll(async () => {
  await tf.setBackend('wasm');
  enableWasmTraining();
  const people = [0, 1, 2, 3].map((seed) => sample(bodySource('capsules'), seed, { shape: [8, 8, 4] }));
  shards = [await readShard(writeShard(people.slice(0, 3))), await readShard(writeShard(people.slice(3)))];
});

async function losses(dataset: Dataset): Promise<number[]> {
  const vrn = buildVRN(TINY, { seed: 3 });
  const { history } = await train(vrn, dataset, { epochs: 2, batchSize: 2, seed: 1, optimiser: rmsprop() });
  vrn.dispose();
  return history.map(({ loss }) => loss);
}

const change = (each: StoredSample, rng: Random) => corruptInputs(each, rng, { cut: 0.5, missingMask: 0.3 });

it('train accepts a stream of shards', async () => {
  const once = await losses((epoch) => readShuffled(shards, { seed: 7, epoch, change }));
  expect(once).toHaveLength(2);
  expect(once.every(Number.isFinite)).toBe(true);
  expect(await losses((epoch) => readShuffled(shards, { seed: 7, epoch, change, ahead: 1 }))).toEqual(once);
});

it('train accepts a list of shards', async () => {
  expect((await losses(indexShards(shards))).every(Number.isFinite)).toBe(true);
});
