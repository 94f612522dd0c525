// What a network's parameters are before training.
import * as tf from '@tensorflow/tfjs-core';
import { random } from '@vrn/voxel';
import type { Parameter } from './shapes.js';

/** 32 bits of a text (FNV-1a). */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/**
 * First values: convolutions uniform within ±1/√fanIn (Torch's default, as the face network had), norms the identity.
 * Each parameter has a random stream of its own, so that the same name has the same values in every network.
 */
export function initialValues(parameter: Parameter, seed: number): Float32Array {
  const size = parameter.shape.reduce((product, n) => product * n, 1);
  const values = new Float32Array(size);
  if (parameter.role === 'weight' || parameter.role === 'bias') {
    const rng = random(seed).fork(hash(parameter.path));
    const bound = 1 / Math.sqrt(parameter.fanIn);
    for (let i = 0; i < size; i++) values[i] = rng.uniform(-bound, bound);
  } else if (parameter.role === 'scale' || parameter.role === 'variance') {
    values.fill(1);
  }
  return values;
}

/** Tensors of all parameters, from given values or their first ones. */
export function parameterTensors(
  parameters: readonly Parameter[],
  values: (parameter: Parameter) => Float32Array,
): Map<string, tf.Tensor> {
  return new Map(parameters.map((p) => [p.path, tf.keep(tf.tensor(values(p), [...p.shape], 'float32'))]));
}
