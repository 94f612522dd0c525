// Computes networks operation by operation, as the reference for inference, and randomises their norms and biases.
import * as tf from '@tensorflow/tfjs-core';
import { relativeDifference } from '@vrn/test-utils';
import { random } from '@vrn/voxel';
import { network, type Reading } from '../../src/network/network.js';
import { tensorInterpreter } from '../../src/tensors/tensors.js';
import type { VRN } from '../../src/vrn.js';

/** Computes logits without fusion. Norms use running averages. */
export const unfused = (vrn: VRN, x: tf.Tensor, reading: Reading = {}): tf.Tensor[] =>
  tf.tidy(() => network(tensorInterpreter(vrn.params, { by: 'running' }), vrn.config, { ...reading, x }));

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  // Some scales are negative, to detect a factor that is wrongly moved through a ReLU.
  scale: [-0.5, 1.5],
  shift: [-0.5, 0.5],
  mean: [-0.5, 0.5],
  variance: [0.2, 2],
  b: [-0.5, 0.5],
};

/** Replaces the values of norms, initially zeros and ones, and of biases by other random values. */
export function unsettle(vrn: VRN, seed: number): void {
  const rng = random(seed);
  for (const [path, { shape, size }] of [...vrn.params]) {
    const range = RANGES[path.slice(path.lastIndexOf('/') + 1)];
    if (range === undefined) continue;
    vrn.assign(
      path,
      tf.tensor(
        Float32Array.from({ length: size }, () => rng.uniform(...range)),
        shape,
      ),
    );
  }
}

/**
 * Returns the largest difference, relative to the largest magnitude in `b`, and disposes all tensors. NaN if any
 * number is NaN. If shapes differ, returns NaN and disposes none.
 */
export function apart(a: readonly tf.Tensor[], b: readonly tf.Tensor[]): number {
  if (String(a.map((x) => x.shape)) !== String(b.map((x) => x.shape))) return Number.NaN;
  const values = (tensors: readonly tf.Tensor[]) => tensors.map((x) => x.dataSync());
  const difference = relativeDifference(values(a), values(b));
  tf.dispose([...a, ...b]);
  return difference;
}
