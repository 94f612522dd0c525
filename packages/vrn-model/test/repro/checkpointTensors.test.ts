// Checkpoints whose tensors do not fit are refused before the network, the optimiser or the averages change.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { adam, type Optimiser, rmsprop, train } from '../../src/train.js';
import { enableWasmTraining } from '../../src/wasm/enableWasmTraining.js';
import { decodeSafetensors, encodeSafetensors, type SafetensorsFile } from '../../src/weights/safetensors.js';
import { memoryStore, tiny, tinySamples } from '../helpers/tiny.js';

const samples = tinySamples(2);
const options = { epochs: 1, batchSize: 2, schedule: 1e-3, average: { decay: 0.9 } } as const;
const OPTIMISERS = { rmsprop, adam } as const;

type Tensors = Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/** Trains a network for one epoch and returns the checkpoint. */
async function checkpointOf(optimiser: Optimiser): Promise<SafetensorsFile> {
  const store = memoryStore();
  const vrn = tiny();
  await train(vrn, samples, { ...options, optimiser, checkpoint: store });
  vrn.dispose();
  return decodeSafetensors(store.saved.at(-1)!);
}

const path = 'stem/conv/w';
const MUTANTS: Record<string, (tensors: Tensors, ending: string) => void> = {
  'a missing tensor of the optimiser': (tensors, ending) => tensors.delete(`optimiser/${path}${ending}`),
  'an extra tensor of the optimiser': (tensors) => tensors.set('optimiser/none', tensors.get(`params/${path}`)!),
  'a misshapen tensor of the optimiser': (tensors, ending) =>
    tensors.set(`optimiser/${path}${ending}`, { shape: [1], data: Float32Array.of(1) }),
  'one of the same size and another shape': (tensors, ending) => {
    const { data } = tensors.get(`optimiser/${path}${ending}`)!;
    tensors.set(`optimiser/${path}${ending}`, { shape: [data.length], data });
  },
  'a negative mean square': (tensors, ending) => {
    const { shape, data } = tensors.get(`optimiser/${path}${ending}`)!;
    tensors.set(`optimiser/${path}${ending}`, { shape, data: data.map(() => -1) });
  },
  'an extra parameter': (tensors) => tensors.set('params/none', tensors.get(`params/${path}`)!),
  'a negative running variance': (tensors) => {
    const { shape, data } = tensors.get('params/stem/norm/variance')!;
    tensors.set('params/stem/norm/variance', { shape, data: data.map(() => -1) });
  },
  'a missing average': (tensors) => tensors.delete(`average/${path}`),
  'a misshapen average': (tensors) => tensors.set(`average/${path}`, { shape: [1], data: Float32Array.of(1) }),
  'a tensor of no group': (tensors) => tensors.set('none', { shape: [1], data: Float32Array.of(1) }),
};

beforeAll(async () => {
  await tf.setBackend('wasm');
  enableWasmTraining();
});

describe.each(['rmsprop', 'adam'] as const)('a checkpoint of %s', (kind) => {
  const ending = kind === 'adam' ? '/square' : '';

  it.each(Object.keys(MUTANTS))('with %s is refused, and nothing changes', async (name) => {
    const { tensors, metadata } = await checkpointOf(OPTIMISERS[kind]());
    const mutant = new Map(tensors);
    MUTANTS[name]!(mutant, ending);
    const vrn = tiny();
    const optimiser = OPTIMISERS[kind]();
    const before = [...vrn.params.values()];
    const checkpoint = memoryStore([encodeSafetensors({ tensors: mutant, metadata })]);
    const run = train(vrn, samples, { ...options, epochs: 2, optimiser, checkpoint });
    await expect(run).rejects.toMatchObject({ code: 'bad-weights', message: expect.stringContaining('checkpoint') });
    expect([...vrn.params.values()].every((tensor, i) => tensor === before[i])).toBe(true);
    expect(optimiser.state.size).toBe(0);
    vrn.dispose();
  });
});

describe('the state of a checkpoint', () => {
  it.each([
    ['steps that do not add up', (state: Record<string, unknown>) => ({ ...state, step: 5 })],
    ['an epoch without scores', (state: Record<string, unknown>) => ({ ...state, history: [null] })],
    ['no partial sums', (state: Record<string, unknown>) => ({ ...state, partial: null })],
    ['a negative number of steps', (state: Record<string, unknown>) => ({ ...state, step: -1 })],
    ['a run that is a list', (state: Record<string, unknown>) => ({ ...state, run: [] })],
  ])('with %s is refused', async (_, mutate) => {
    const { tensors, metadata } = await checkpointOf(rmsprop());
    const state = JSON.stringify(mutate(JSON.parse(metadata['state']!)));
    const vrn = tiny();
    const checkpoint = memoryStore([encodeSafetensors({ tensors, metadata: { ...metadata, state } })]);
    await expect(train(vrn, samples, { ...options, checkpoint })).rejects.toMatchObject({ code: 'bad-file' });
    vrn.dispose();
  });
});
