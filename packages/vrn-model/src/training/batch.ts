// Samples as the two tensors a network is trained on.
import * as tf from '@tensorflow/tfjs-core';
import { check, checkView, type View } from '@vrn/voxel';
import { packInputs } from '../inputs.js';
import type { VRN } from '../vrn.js';
import type { TrainingSample } from './trainStep.js';

/**
 * Inputs `[batch, …inputShape]` and volumes `[batch, rows, columns, slices]`, the caller's to dispose.
 *
 * @throws {VolumetricError} `bad-sample`, `shape-mismatch`
 */
export function packBatch(vrn: VRN, samples: readonly TrainingSample[]): [tf.Tensor4D, tf.Tensor4D] {
  const { rows, columns, slices } = vrn.config;
  const [input, target] = batchArrays(vrn, samples);
  return [
    tf.tensor4d(input, [samples.length, ...vrn.inputShape]),
    tf.tensor4d(target, [samples.length, rows, columns, slices]),
  ];
}

/** The same as plain arrays. */
export function batchArrays(vrn: VRN, samples: readonly TrainingSample[]): [Float32Array, Float32Array] {
  const { rows, columns, slices } = vrn.config;
  const inputSize = vrn.inputShape.reduce((product, n) => product * n, 1);
  const input = new Float32Array(samples.length * inputSize);
  const target = new Float32Array(samples.length * rows * columns * slices);
  for (const [i, sample] of samples.entries()) {
    input.set(packInputs(vrn.config, sample).data, i * inputSize);
    fill(target, i * rows * columns * slices, sample.volume, [rows, columns, slices]);
  }
  return [input, target];
}

function fill(out: Float32Array, start: number, volume: View, shape: readonly [number, number, number]): void {
  checkView(volume, 'trainStep', 'volume', 3);
  check(String(volume.shape) === String(shape), 'shape-mismatch', () => {
    return `trainStep: volume must be [${shape}], got [${volume.shape}]`;
  });
  const { data, stride, offset } = volume;
  const [di, dj, dk] = stride as [number, number, number];
  const size = shape[0] * shape[1] * shape[2];
  if (data instanceof Uint8Array && dk === 1 && dj === shape[2] && di === shape[1] * shape[2]) {
    const voxels = data.subarray(offset, offset + size);
    out.set(voxels, start);
    let bits = 0;
    for (let n = 0; n < size; n++) bits |= voxels[n]!;
    if (bits <= 1) return;
  }
  let to = start;
  let wrong: number | undefined;
  for (let i = 0; i < shape[0]; i++) {
    for (let j = 0; j < shape[1]; j++) {
      let from = offset + i * di + j * dj;
      for (let k = 0; k < shape[2]; k++, from += dk) {
        const value = data[from]!;
        if (!(value >= 0 && value <= 1)) wrong ??= value;
        out[to++] = value;
      }
    }
  }
  check(wrong === undefined, 'bad-sample', () => `trainStep: volume must have values in 0..1 only, got ${wrong}`);
}
