// Computes the gradient of max pooling: each output's gradient is added to the first position of its maximum.
import * as tf from '@tensorflow/tfjs-core';
import { allocate, floats, type KernelCall } from './backend.js';

interface Inputs {
  readonly dy: tf.TensorInfo;
  readonly input: tf.TensorInfo;
}

interface Attributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: Parameters<typeof tf.backend_util.computePool2DInfo>[4];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * Computes the gradient with respect to the input. Shapes: dy `[batch, outRows, outColumns, channels]`, result `[batch,
 * inRows, inColumns, channels]`.
 *
 * The backend's own kernel (4.22) accumulates into uninitialised memory.
 */
export function maxPoolGrad({ inputs, attrs, backend }: KernelCall<Inputs, Attributes>): tf.TensorInfo {
  const { dy, input } = inputs;
  const info = tf.backend_util.computePool2DInfo(
    input.shape as [number, number, number, number],
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  );
  const { batchSize, inHeight, inWidth, outHeight, outWidth, inChannels: channels, padInfo } = info;
  const dx = allocate(backend, input.shape);
  const [x, from, to] = [floats(backend, input), floats(backend, dy), floats(backend, dx).fill(0)];
  for (let n = 0; n < batchSize; n++) {
    for (let r = 0; r < outHeight; r++) {
      const top = r * info.strideHeight - padInfo.top;
      const [firstRow, lastRow] = [Math.max(0, top), Math.min(inHeight, top + info.filterHeight)];
      for (let c = 0; c < outWidth; c++) {
        const left = c * info.strideWidth - padInfo.left;
        const [firstColumn, lastColumn] = [Math.max(0, left), Math.min(inWidth, left + info.filterWidth)];
        const source = ((n * outHeight + r) * outWidth + c) * channels;
        for (let channel = 0; channel < channels; channel++) {
          let best = Number.NEGATIVE_INFINITY;
          let where = -1;
          for (let i = firstRow; i < lastRow; i++) {
            const row = (n * inHeight + i) * inWidth;
            for (let j = firstColumn; j < lastColumn; j++) {
              const at = (row + j) * channels + channel;
              if (x[at]! > best) {
                best = x[at]!;
                where = at;
              }
            }
          }
          if (where >= 0) to[where]! += from[source + channel]!;
        }
      }
    }
  }
  return dx;
}
