// Creates a network and samples small enough for fast training steps, and a checkpoint store in memory.

import { buildVRN } from '../../src/buildVRN.js';
import type { CheckpointStore, TrainingSample } from '../../src/train.js';
import type { VRN } from '../../src/vrn.js';
import { noiseSample } from './samples.js';

/** Config of the network. It has two stacks, and therefore two losses. */
export const TINY = {
  inputs: ['landmarks', 'mask'],
  rows: 8,
  columns: 8,
  slices: 4,
  features: 4,
  stacks: 2,
  modules: 1,
  depth: 1,
  stem: [4, 4, 4],
} as const;

export const tiny = (): VRN => buildVRN(TINY, { seed: 3 });

/** Creates a number of random samples for the network. */
export function tinySamples(count: number): TrainingSample[] {
  const vrn = tiny();
  const samples = Array.from({ length: count }, (_, seed) => noiseSample(vrn, seed + 1));
  vrn.dispose();
  return samples;
}

/** Creates a store that keeps every saved checkpoint, and loads the last one. */
export const memoryStore = (saved: Uint8Array[] = []): CheckpointStore & { readonly saved: Uint8Array[] } => ({
  saved,
  load: async () => saved.at(-1),
  save: async (bytes) => void saved.push(bytes),
});
