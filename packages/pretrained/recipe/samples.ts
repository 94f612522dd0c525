// Creates the training samples of train.ts by index, and its held-out samples by seed.
import { bodySource, corruptInputs, sample } from '@vrn/bodies';
import type { IndexedDataset, TrainingSample } from '@vrn/model/train';
import { type Landmark, type Packed, random, type Volume } from '@vrn/voxel';

/** Lowest seed of training samples. Seeds of held-out samples are lower. */
const FIRST_TRAINING_SEED = 1_000_000;

const source = bodySource('capsules');

interface BodySample extends TrainingSample {
  readonly landmarks: readonly Landmark[];
  readonly mask: Packed<Float32Array>;
  readonly volume: Volume;
}

/** Creates a sample of `size`³ voxels with clean landmarks and mask, without an image. */
export const heldOutSample = (size: number, seed: number): BodySample =>
  sample(source, seed, { shape: [size, size, size], image: false });

/** Creates training samples on demand. Nine in ten have landmarks and masks with errors like those of detectors. */
export const trainingSamples = (size: number, length: number): IndexedDataset => ({
  length,
  get: (index) => {
    const seed = FIRST_TRAINING_SEED + index;
    const clean = heldOutSample(size, seed);
    // One in ten stays clean, so that the network also learns to trust good detections.
    return seed % 10 === 0 ? clean : corruptInputs(clean, random(seed).fork(1));
  },
});
