// What the shipped network is trained and tested on, by number.
import { bodySource, corruptInputs, sample } from '@vrn/bodies';
import type { IndexedDataset, TrainingSample } from '@vrn/model/train';
import { type Landmark, type Packed, random, type Volume } from '@vrn/voxel';

/** Numbers of training samples start here; those of the held-out ones lie below. */
const FIRST_TRAINING_SEED = 1_000_000;

const source = bodySource('capsules');

interface BodySample extends TrainingSample {
  readonly landmarks: readonly Landmark[];
  readonly mask: Packed<Float32Array>;
  readonly volume: Volume;
}

/** A sample as it is. */
export const heldOutSample = (size: number, seed: number): BodySample =>
  sample(source, seed, { shape: [size, size, size], image: false });

/** Training samples: bodies with landmarks and masks spoilt as detectors spoil them. Made when asked for, in 13 ms. */
export const trainingSamples = (size: number, length: number): IndexedDataset => ({
  length,
  get: (index) => {
    const seed = FIRST_TRAINING_SEED + index;
    const clean = heldOutSample(size, seed);
    // One in ten stays as it was, so that good detections are not distrusted.
    return seed % 10 === 0 ? clean : corruptInputs(clean, random(seed).fork(1));
  },
});
