// Computes the gradient of a 2D convolution with respect to its input as a forward convolution of dy.
import * as tf from '@tensorflow/tfjs-core';
import { allocate, floats, type KernelCall, runKernel, type WasmBackend } from './backend.js';

type Info = tf.backend_util.Conv2DInfo;

interface Inputs {
  readonly dy: tf.TensorInfo;
  readonly filter: tf.TensorInfo;
}

interface Attributes {
  readonly inputShape: readonly number[];
  readonly strides: [number, number] | number;
  readonly pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

type Shape4D = [number, number, number, number];

/**
 * Computes dx as the convolution of dy, dilated by the strides and padded, with the filter rotated by 180° and its
 * channel axes exchanged.
 *
 * Shapes: dy `[batch, outRows, outColumns, to]`, filter `[rows, columns, from, to]`, result `[batch, inRows,
 * inColumns, from]`.
 */
export function conv2DBackpropInput({ inputs, attrs, backend }: KernelCall<Inputs, Attributes>): tf.TensorInfo {
  const { dy, filter } = inputs;
  const { inputShape, strides, pad, dimRoundingMode } = attrs;
  const info = tf.backend_util.computeConv2DInfo(
    [...inputShape] as Shape4D,
    filter.shape as Shape4D,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const rotated = rotate(backend, filter);
  const top = info.filterHeight - 1 - info.padInfo.top;
  const left = info.filterWidth - 1 - info.padInfo.left;
  const bottom = info.inHeight + info.filterHeight - 1 - info.outHeight - top;
  const right = info.inWidth + info.filterWidth - 1 - info.outWidth - left;
  const isUndilated = info.strideHeight * info.strideWidth === 1 && Math.min(top, bottom, left, right) >= 0;
  const padding = [
    [0, 0],
    ...(isUndilated
      ? [
          [top, bottom],
          [left, right],
        ]
      : [
          [0, 0],
          [0, 0],
        ]),
    [0, 0],
  ];
  const x = isUndilated ? dy : dilate(backend, dy, { info, top, left });
  const dx = runKernel('Conv2D', backend, {
    inputs: { x, filter: rotated },
    attrs: {
      strides: [1, 1],
      dilations: [1, 1],
      pad: padding,
      dataFormat: 'NHWC',
    },
  });
  if (!isUndilated) backend.disposeData(x.dataId);
  backend.disposeData(rotated.dataId);
  return dx;
}

/** Rotates a filter `[rows, columns, from, to]` by 180° and exchanges its channels: `[rows, columns, to, from]`. */
function rotate(backend: WasmBackend, filter: tf.TensorInfo): tf.TensorInfo {
  const [rows, columns, from, to] = filter.shape as Shape4D;
  const rotated = allocate(backend, [rows, columns, to, from]);
  const [w, out] = [floats(backend, filter), floats(backend, rotated)];
  const taps = rows * columns;
  for (let tap = 0; tap < taps; tap++) {
    const [source, target] = [tap * from * to, (taps - 1 - tap) * from * to];
    for (let i = 0; i < from; i++) {
      for (let o = 0; o < to; o++) out[target + o * from + i] = w[source + i * to + o]!;
    }
  }
  return rotated;
}

/**
 * Inserts zeros between and around the values of dy. Values that fall outside the result affect no input, and are
 * dropped.
 */
function dilate(
  backend: WasmBackend,
  dy: tf.TensorInfo,
  { info, top, left }: { readonly info: Info; readonly top: number; readonly left: number },
): tf.TensorInfo {
  const { batchSize, outHeight, outWidth, outChannels: channels, strideHeight, strideWidth } = info;
  const rows = info.inHeight + info.filterHeight - 1;
  const columns = info.inWidth + info.filterWidth - 1;
  const wide = allocate(backend, [batchSize, rows, columns, channels]);
  const [from, to] = [floats(backend, dy), floats(backend, wide).fill(0)];
  for (let n = 0; n < batchSize; n++) {
    for (let r = 0; r < outHeight; r++) {
      const row = top + r * strideHeight;
      if (row < 0 || row >= rows) continue;
      for (let c = 0; c < outWidth; c++) {
        const column = left + c * strideWidth;
        if (column < 0 || column >= columns) continue;
        const source = ((n * outHeight + r) * outWidth + c) * channels;
        const target = ((n * rows + row) * columns + column) * channels;
        for (let o = 0; o < channels; o++) to[target + o] = from[source + o]!;
      }
    }
  }
  return wide;
}
