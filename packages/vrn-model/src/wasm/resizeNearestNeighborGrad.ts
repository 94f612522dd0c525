// Computes the gradient of nearest-neighbour resizing: per input value, the sum of dy over the outputs that copy it.
import type * as tf from '@tensorflow/tfjs-core';
import { allocate, floats, type KernelCall } from './backend.js';

interface Inputs {
  readonly images: tf.TensorInfo;
  readonly dy: tf.TensorInfo;
}

interface Attributes {
  readonly alignCorners?: boolean;
  readonly halfPixelCenters?: boolean;
}

/** Input position of each output along an axis, rounded as in the forward kernels. */
function sources(from: number, to: number, { alignCorners = false, halfPixelCenters = false }: Attributes): number[] {
  const corners = alignCorners && to > 1;
  const scale = corners ? (from - 1) / (to - 1) : from / to;
  return Array.from({ length: to }, (_, i) => {
    const at = scale * (halfPixelCenters ? i + 0.5 : i);
    return Math.max(0, Math.min(from - 1, alignCorners ? Math.round(at) : Math.floor(at)));
  });
}

/**
 * Computes the gradient with respect to the input. Shapes: dy `[batch, outRows, outColumns, channels]`, result `[batch,
 * inRows, inColumns, channels]`.
 *
 * The backend's own kernel (4.22) accumulates into uninitialised memory.
 */
export function resizeNearestNeighborGrad({ inputs, attrs, backend }: KernelCall<Inputs, Attributes>): tf.TensorInfo {
  const { images, dy } = inputs;
  const [batch, inRows, inColumns, channels] = images.shape as [number, number, number, number];
  const [, outRows, outColumns] = dy.shape as [number, number, number, number];
  const [rows, columns] = [sources(inRows, outRows, attrs), sources(inColumns, outColumns, attrs)];
  const dx = allocate(backend, images.shape);
  const [from, to] = [floats(backend, dy), floats(backend, dx).fill(0)];
  let source = 0;
  for (let n = 0; n < batch; n++) {
    for (let r = 0; r < outRows; r++) {
      const row = (n * inRows + rows[r]!) * inColumns;
      for (let c = 0; c < outColumns; c++) {
        const target = (row + columns[c]!) * channels;
        for (let channel = 0; channel < channels; channel++) to[target + channel]! += from[source++]!;
      }
    }
  }
  return dx;
}
