// Packs samples into the input and the target of a training step, as tensors or as plain arrays.
import * as tf from '@tensorflow/tfjs-core';
import { check, checkView, type View } from '@vrn/voxel';
import { packInputs } from '../network/inputs.js';
import type { VRN } from '../vrn.js';
import type { TrainingSample } from './data/trainingSample.js';

/**
 * Packs inputs `[batch, …inputShape]` and volumes `[batch, rows, columns, slices]`; the caller disposes the tensors.
 *
 * @throws {VolumetricError} `bad-sample` if a sample is not an object or a volume has values outside 0..1;
 *   `shape-mismatch` if a volume has another shape than the network's; `bad-volume` if it is not a valid view; the
 *   errors of `packInputs`.
 */
export function packBatch(vrn: VRN, samples: readonly TrainingSample[]): [tf.Tensor4D, tf.Tensor4D] {
  const { rows, columns, slices } = vrn.config;
  const { input, target } = batchArrays(vrn, samples);
  const volumes = target instanceof Uint8Array ? new Float32Array(target) : target;
  return [
    tf.tensor4d(input, [samples.length, ...vrn.inputShape]),
    tf.tensor4d(volumes, [samples.length, rows, columns, slices]),
  ];
}

/** A batch as plain arrays. Volumes stay bytes if all of them are contiguous bytes of zeros and ones. */
export interface BatchArrays {
  readonly input: Float32Array;
  readonly target: Float32Array | Uint8Array;
}

/** Packs a batch like {@link packBatch}, into plain arrays. */
export function batchArrays(vrn: VRN, samples: readonly TrainingSample[]): BatchArrays {
  const { rows, columns, slices } = vrn.config;
  const [inputSize, size] = [vrn.inputShape.reduce((product, n) => product * n, 1), rows * columns * slices];
  const input = new Float32Array(samples.length * inputSize);
  for (const sample of samples) {
    const isObject = sample !== null && typeof sample === 'object';
    check(isObject, 'bad-sample', () => `trainStep: samples must be objects with a volume, got ${String(sample)}`);
  }
  const bits = samples.map(({ volume }) => bitsOf(volume, [rows, columns, slices]));
  const bytes = bits.every((each) => each !== undefined);
  const target = bytes ? new Uint8Array(samples.length * size) : new Float32Array(samples.length * size);
  for (const [i, sample] of samples.entries()) {
    input.set(packInputs(vrn.config, sample).data, i * inputSize);
    if (bits[i] !== undefined) target.set(bits[i], i * size);
    else fill(target, i * size, sample.volume, [rows, columns, slices]);
  }
  return { input, target };
}

/**
 * Throws unless a volume is a valid view of the given shape. Returns its voxels if they are contiguous bytes that are
 * all 0 or 1, else undefined.
 */
function bitsOf(volume: View, shape: readonly [number, number, number]): Uint8Array | undefined {
  checkView(volume, 'trainStep', 'volume', 3);
  check(String(volume.shape) === String(shape), 'shape-mismatch', () => {
    return `trainStep: volume must be [${shape}], got [${volume.shape}]`;
  });
  const { data, stride, offset } = volume;
  const size = shape[0] * shape[1] * shape[2];
  const packedView = String(stride) === String([shape[1] * shape[2], shape[2], 1]);
  if (!(data instanceof Uint8Array) || !packedView) return undefined;
  const voxels = data.subarray(offset, offset + size);
  // Checks four bytes at a time if they are aligned.
  const alignedSize = voxels.byteOffset % 4 === 0 ? size - (size % 4) : 0;
  const words = new Uint32Array(voxels.buffer, alignedSize === 0 ? 0 : voxels.byteOffset, alignedSize / 4);
  let all = 0;
  for (let n = 0; n < words.length; n++) all |= words[n]!;
  let tail = 0;
  for (let n = alignedSize; n < size; n++) tail |= voxels[n]!;
  return (all & ~0x01010101) === 0 && tail <= 1 ? voxels : undefined;
}

function fill(
  out: Float32Array | Uint8Array,
  start: number,
  { data, stride, offset }: View,
  shape: readonly [number, number, number],
): void {
  const [di, dj, dk] = stride as [number, number, number];
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
