// Creates random samples for any network, and compares bytes (faster than toEqual).
import { type Landmark, packed, type Random, random } from '@vrn/voxel';
import type { TrainingSample } from '../../src/train.js';
import type { VRN } from '../../src/vrn.js';

const noise = (rng: Random, size: number): Float32Array => Float32Array.from({ length: size }, () => rng.uniform());

/** Creates a random sample with the sizes of a network's input and volume. */
export function noiseSample(vrn: VRN, seed: number): TrainingSample {
  const rng = random(seed);
  const [rows, columns] = vrn.inputShape;
  const { rows: i, columns: j, slices: k } = vrn.config;
  return {
    image: packed(noise(rng, rows * columns * 3), [rows, columns, 3]),
    landmarks: Array.from({ length: 16 }, (): Landmark => [rng.uniform(0, rows), rng.uniform(0, columns)]),
    mask: packed(noise(rng, rows * columns), [rows, columns]),
    volume: packed(
      noise(rng, i * j * k).map((value) => (value < 0.3 ? 1 : 0)),
      [i, j, k],
    ),
  };
}

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
