// A network and samples so small that a training step takes milliseconds, and a store of checkpoints in memory.

import { buildVRN } from '../../src/buildVRN.js';
import type { CheckpointStore, TrainingSample } from '../../src/train.js';
import type { VRN } from '../../src/vrn.js';
import { noiseSample } from './samples.js';

/** Two stacks, so that there are two losses. */
export const TINY = {
  inputs: ['landmarks', 'mask'],
  ...{ rows: 8, columns: 8, slices: 4, features: 4, stacks: 2, modules: 1, depth: 1, stem: [4, 4, 4] as const },
} as const;

export const tiny = (): VRN => buildVRN(TINY, { seed: 3 });

/** So many samples of noise that fit. */
export function tinySamples(count: number): TrainingSample[] {
  const vrn = tiny();
  const samples = Array.from({ length: count }, (_, seed) => noiseSample(vrn, seed + 1));
  vrn.dispose();
  return samples;
}

/** Keeps every checkpoint it was given; loads the last. */
export const memoryStore = (saved: Uint8Array[] = []): CheckpointStore & { readonly saved: Uint8Array[] } => ({
  saved,
  load: async () => saved.at(-1),
  save: async (bytes) => void saved.push(bytes),
});
