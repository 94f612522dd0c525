// Lists the readers of weights and checkpoints to fuzz, each with valid files from which mutants are made.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { FuzzedReader } from '@vrn/test-utils/fuzz';
import { loadVRN } from '../../src/loadVRN.js';
import { adam, train } from '../../src/train.js';
import { restoreCheckpoint } from '../../src/training/checkpoint/checkpoint.js';
import { decodeSafetensors } from '../../src/weights/safetensors.js';
import { mutant } from '../helpers/mutants.js';
import { memoryStore, tiny, tinySamples } from '../helpers/tiny.js';

await tf.setBackend('cpu');

const vrn = tiny();
const weights = await vrn.save();

const store = memoryStore();
const OPTIONS = { epochs: 1, batchSize: 2, schedule: 1e-3, average: { decay: 0.9 }, checkpoint: store } as const;
await train(vrn, tinySamples(2), { ...OPTIONS, optimiser: { kind: 'adam' } });
const checkpoint = store.saved.at(-1)!;

const optimiser = adam();
const average = new Map<string, tf.Tensor>();
const run = { batchSize: 2, seed: 0, length: 2, optimiser: optimiser.rule, shuffleBuffer: 0 };
const expected = { ...run, average: { decay: 0.9, rampUp: true, every: 1 } };
restoreCheckpoint({ vrn, optimiser, average }, checkpoint, expected);

const state = (): tf.Tensor[] => [...vrn.params.values(), ...optimiser.state.values(), ...average.values()];

export const READERS: readonly FuzzedReader[] = [
  { name: 'safetensors', files: [weights, checkpoint], mutant, read: (bytes) => void decodeSafetensors(bytes) },
  {
    name: 'weights',
    codes: ['bad-file', 'bad-weights', 'bad-config'],
    files: [weights],
    mutant,
    read: (bytes) => {
      const tensors = tf.memory().numTensors;
      try {
        loadVRN(bytes).dispose();
      } catch (error) {
        if (tf.memory().numTensors !== tensors) throw new Error('a refused file leaves tensors behind');
        throw error;
      }
      return tf.memory().numTensors - tensors;
    },
    faultIn: (left: number) => (left === 0 ? undefined : `left ${left} tensors`),
  },
  {
    name: 'checkpoints',
    codes: ['bad-file', 'bad-weights', 'bad-argument'],
    files: [checkpoint],
    mutant,
    read: (bytes) => {
      const before = state();
      const tensors = tf.memory().numTensors;
      let error: unknown;
      try {
        restoreCheckpoint({ vrn, optimiser, average }, bytes, expected);
      } catch (thrown) {
        error = thrown;
      }
      const after = state();
      if (tf.memory().numTensors !== tensors) throw new Error('left tensors behind');
      if (error === undefined) return after.length - before.length;
      if (after.some((tensor, i) => tensor !== before[i])) throw new Error('changed the run before it was refused');
      throw error;
    },
    faultIn: (more: number) => (more === 0 ? undefined : `added ${more} tensors`),
  },
];
