// Computes the gradient of a 2D convolution with respect to its filter, by matrix products on windows into a transposed
// input.
import * as tf from '@tensorflow/tfjs-core';
import { allocate, floats, type KernelCall, runKernel, type WasmBackend, withWindow } from './backend.js';

type Info = tf.backend_util.Conv2DInfo;
type Shape4D = [number, number, number, number];

interface Inputs {
  readonly x: tf.TensorInfo;
  readonly dy: tf.TensorInfo;
}

interface Attributes {
  readonly filterShape: readonly number[];
  readonly strides: [number, number] | number;
  readonly pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Range [from, to) of positions along one axis at which one phase of the padded input has data, not padding. */
interface Extent {
  readonly from: number;
  readonly to: number;
}

/** One spatial axis of the memory layout that the input and dy share. */
interface Axis {
  readonly stride: number;
  readonly padding: number;
  readonly kernel: number;
  readonly out: number;
  /** One extent per phase of the stride that has taps: min(stride, kernel) extents. */
  readonly phases: readonly Extent[];
  /** Length of the axis in the layout: positions per row (column axis), or rows per image (row axis). */
  readonly pitch: number;
}

/**
 * Computes dw[i, j] = (xᵀ shifted by (i, j)) · dy, one matrix product per tap.
 *
 * The input is stored channel by channel, with a pitch so large that the padding on the right of a row is also the
 * padding on the left of the next row. dy is stored with the same pitch and zeros in the gaps. A shift of the input is
 * then an offset into the same memory, and no tap needs a copy. With strides of s, the input is split into s² phases,
 * each with its own taps; phases without taps are left out.
 *
 * Shapes: x `[batch, inRows, inColumns, from]`, dy `[batch, outRows, outColumns, to]`, result `[rows, columns, from,
 * to]`.
 */
export function conv2DBackpropFilter({ inputs, attrs, backend }: KernelCall<Inputs, Attributes>): tf.TensorInfo {
  const { x, dy } = inputs;
  const { filterShape, strides, pad, dimRoundingMode } = attrs;
  const info = tf.backend_util.computeConv2DInfo(
    x.shape as Shape4D,
    [...filterShape] as Shape4D,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const rows = axis(info.inHeight, info.outHeight, {
    kernel: info.filterHeight,
    stride: info.strideHeight,
    padding: info.padInfo.top,
  });
  const columns = axis(info.inWidth, info.outWidth, {
    kernel: info.filterWidth,
    stride: info.strideWidth,
    padding: info.padInfo.left,
  });
  const positions = info.batchSize * rows.pitch * columns.pitch;
  const dw = allocate(backend, filterShape);
  const spreadDy = onPitch(backend, dy, [rows, columns]);
  for (const p of rows.phases.keys()) {
    for (const q of columns.phases.keys()) {
      const planes = channelPlanes(backend, x, { info, rows, columns, phase: [p, q] });
      for (let i = p; i < rows.kernel; i += rows.stride) {
        for (let j = q; j < columns.kernel; j += columns.stride) {
          const offset = ((i - p) / rows.stride) * columns.pitch + (j - q) / columns.stride;
          const shape = [info.inChannels, positions];
          const product = withWindow(backend, { of: planes, offset, shape }, (a) =>
            runKernel('BatchMatMul', backend, {
              inputs: { a, b: spreadDy },
              attrs: { transposeA: false, transposeB: false },
            }),
          );
          const tap = (i * columns.kernel + j) * info.inChannels * info.outChannels;
          floats(backend, dw).set(floats(backend, product), tap);
          backend.disposeData(product.dataId);
        }
      }
      backend.disposeData(planes.dataId);
    }
  }
  if (spreadDy.dataId !== dy.dataId) backend.disposeData(spreadDy.dataId);
  return dw;
}

/** Computes the layout along one axis, given the lengths of input and output. */
function axis(
  length: number,
  out: number,
  { kernel, stride, padding }: { readonly kernel: number; readonly stride: number; readonly padding: number },
): Axis {
  const phases = Array.from({ length: Math.min(stride, kernel) }, (_, phase): Extent => {
    const end = out + Math.ceil((kernel - phase) / stride) - 1;
    const from = Math.min(end, Math.max(0, Math.ceil((padding - phase) / stride)));
    const to = Math.max(from, Math.min(end, Math.ceil((length + padding - phase) / stride)));
    return { from, to };
  });
  const pitches = phases.map(({ from, to }, phase) =>
    Math.max(to, out + Math.ceil((kernel - phase) / stride) - 1 - from),
  );
  return { stride, padding, kernel, out, phases, pitch: Math.max(out, ...pitches) };
}

/** Copies dy to the layout's pitch, with zeros in the gaps. Returns a view of dy if there are no gaps. */
function onPitch(backend: WasmBackend, dy: tf.TensorInfo, [rows, columns]: readonly [Axis, Axis]): tf.TensorInfo {
  const [batch, outRows, outColumns, channels] = dy.shape as Shape4D;
  const shape = [batch * rows.pitch * columns.pitch, channels];
  if (rows.pitch === outRows && columns.pitch === outColumns) return { ...dy, shape };
  const wide = allocate(backend, shape);
  const [from, to] = [floats(backend, dy), floats(backend, wide).fill(0)];
  const run = outColumns * channels;
  for (let n = 0; n < batch; n++) {
    for (let r = 0; r < outRows; r++) {
      const source = (n * outRows + r) * run;
      to.set(from.subarray(source, source + run), (n * rows.pitch + r) * columns.pitch * channels);
    }
  }
  return wide;
}

/**
 * Copies one phase of the padded input to `[channels, batch · rows.pitch · columns.pitch]`, followed by zeros, which
 * the largest shift reads.
 */
function channelPlanes(
  backend: WasmBackend,
  x: tf.TensorInfo,
  {
    info,
    rows,
    columns,
    phase,
  }: { readonly info: Info; readonly rows: Axis; readonly columns: Axis; readonly phase: readonly [number, number] },
): tf.TensorInfo {
  const { batchSize, inHeight, inWidth, inChannels } = info;
  const plane = batchSize * rows.pitch * columns.pitch;
  const planes = allocate(backend, [inChannels * plane + rows.kernel * columns.pitch + columns.kernel]);
  const [from, to] = [floats(backend, x), floats(backend, planes).fill(0)];
  const [down, across] = [rows.phases[phase[0]]!, columns.phases[phase[1]]!];
  const step = columns.stride * inChannels;
  for (let n = 0; n < batchSize; n++) {
    for (let r = down.from; r < down.to; r++) {
      const row = n * inHeight + r * rows.stride + phase[0] - rows.padding;
      const source = (row * inWidth + across.from * columns.stride + phase[1] - columns.padding) * inChannels;
      const target = (n * rows.pitch + r) * columns.pitch + across.from;
      for (let channel = 0; channel < inChannels; channel++) {
        const end = target + channel * plane + across.to - across.from;
        for (let k = target + channel * plane, s = source + channel; k < end; k++, s += step) to[k] = from[s]!;
      }
    }
  }
  return planes;
}
