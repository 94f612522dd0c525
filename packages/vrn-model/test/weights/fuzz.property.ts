// Tests that corrupt weights and checkpoints are rejected with a VolumetricError, within limits of time and memory, and
// without side effects. `node scripts/fuzz/model.mjs` tests many more of them.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { random, VolumetricError } from '@vrn/voxel';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadVRN } from '../../src/loadVRN.js';
import { adam, train } from '../../src/train.js';
import { encodeCheckpoint, restoreCheckpoint } from '../../src/training/checkpoint/checkpoint.js';
import { mutant } from '../helpers/mutants.js';
import { memoryStore, tiny, tinySamples } from '../helpers/tiny.js';

const COUNT = Number(process.env['VRN_FUZZ_COUNT'] ?? 300);
const SEED = Number(process.env['VRN_FUZZ_SEED'] ?? 1);
/** Time limit per file: a second, and a microsecond per byte, scaled by the machine's speed. */
const bound = (bytes: Uint8Array): number => Number(process.env['VRN_TIME_FACTOR'] ?? 1) * (1000 + bytes.length / 1000);
/** Limit of memory that stays in use: 64 MB, and 20 times the file. */
const MEGABYTE = 2 ** 20;

interface Outcome {
  readonly refused: number;
  readonly accepted: number;
}

/** Reads mutants of a file. */
function fuzz(file: Uint8Array, read: (bytes: Uint8Array) => void): Outcome {
  const rng = random(SEED);
  let [refused, accepted] = [0, 0];
  for (let n = 0; n < COUNT; n++) {
    const bytes = mutant(file, rng.fork(n));
    const before = process.memoryUsage().arrayBuffers;
    const start = performance.now();
    try {
      read(bytes);
      accepted++;
    } catch (error) {
      if (!(error instanceof VolumetricError)) throw new Error(`mutant ${n} of seed ${SEED}`, { cause: error });
      refused++;
    }
    expect(performance.now() - start).toBeLessThan(bound(bytes));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * MEGABYTE + 20 * bytes.length);
  }
  return { refused, accepted };
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe(`${COUNT} mutants, seed ${SEED}`, () => {
  it('of saved weights are loaded or rejected', async () => {
    const vrn = tiny();
    const file = await vrn.save();
    const tensors = tf.memory().numTensors;
    const { refused, accepted } = fuzz(file, (bytes) => loadVRN(bytes).dispose());
    // Files with changed values or a changed card are still valid.
    expect(refused).toBeGreaterThan(COUNT / 2);
    expect(refused + accepted).toBe(COUNT);
    expect(tf.memory().numTensors).toBe(tensors);
    vrn.dispose();
  });

  it('of a checkpoint are restored completely, or rejected without a change', async () => {
    const samples = tinySamples(2);
    const store = memoryStore();
    const options = { epochs: 1, batchSize: 2, schedule: 1e-3, average: { decay: 0.9 } } as const;
    const vrn = tiny();
    await train(vrn, samples, { ...options, optimiser: { kind: 'adam' }, checkpoint: store });
    const optimiser = adam();
    const average = new Map<string, tf.Tensor>();
    const run = { batchSize: 2, seed: 0, length: 2, optimiser: optimiser.rule, shuffleBuffer: 0 };
    const expected = { ...run, average: { decay: 0.9, rampUp: true, every: 1 } };
    const file = store.saved.at(-1)!;
    const state = restoreCheckpoint({ vrn, optimiser, average }, file, expected);
    const tensors = tf.memory().numTensors;
    const all = (): tf.Tensor[] => [...vrn.params.values(), ...optimiser.state.values(), ...average.values()];
    const { refused } = fuzz(file, (bytes) => {
      const before = all();
      try {
        restoreCheckpoint({ vrn, optimiser, average }, bytes, expected);
        expect(all()).toHaveLength(before.length);
      } catch (error) {
        expect(all().every((tensor, i) => tensor === before[i])).toBe(true);
        throw error;
      }
    });
    expect(refused).toBeGreaterThan(COUNT / 2);
    expect(tf.memory().numTensors).toBe(tensors);
    expect((await encodeCheckpoint({ vrn, optimiser, average }, state)).length).toBe(file.length);
  });
});
