// Computes the gradients of a 3D convolution with respect to its input and filter, in one loop over all pairs of output
// voxels and taps.
import * as tf from '@tensorflow/tfjs-core';
import { allocate, floats, type KernelCall } from './backend.js';

/** Attributes of a 3D convolution. */
interface Convolution3D {
  readonly strides: [number, number, number] | number;
  readonly pad: 'valid' | 'same';
}

type Shape5D = [number, number, number, number, number];

/**
 * Calls `visit` for every pair of an output voxel and a tap that reads an input voxel, not padding. Its arguments are
 * the offsets of the first values of the input voxel, the output voxel and the tap.
 */
function eachTap(
  x: readonly number[],
  filter: readonly number[],
  { strides, pad }: Convolution3D,
  visit: (input: number, output: number, tap: number) => void,
): void {
  const info = tf.backend_util.computeConv3DInfo([...x] as Shape5D, [...filter] as Shape5D, strides, 1, pad);
  const { inDepth, inHeight, inWidth, inChannels, outChannels, padInfo } = info;
  /** Taps along one axis that are inside the input, with their input positions. */
  const taps = (out: number, stride: number, padding: number, kernel: number, length: number) =>
    Array.from({ length: kernel }, (_, tap) => ({ tap, at: out * stride - padding + tap })).filter(
      ({ at }) => at >= 0 && at < length,
    );
  let output = 0;
  for (let n = 0; n < info.batchSize; n++) {
    for (let d = 0; d < info.outDepth; d++) {
      const slices = taps(d, info.strideDepth, padInfo.front, info.filterDepth, inDepth);
      for (let r = 0; r < info.outHeight; r++) {
        const rows = taps(r, info.strideHeight, padInfo.top, info.filterHeight, inHeight);
        for (let c = 0; c < info.outWidth; c++, output += outChannels) {
          const columns = taps(c, info.strideWidth, padInfo.left, info.filterWidth, inWidth);
          for (const slice of slices) {
            for (const row of rows) {
              const line = ((n * inDepth + slice.at) * inHeight + row.at) * inWidth;
              const plane = (slice.tap * info.filterHeight + row.tap) * info.filterWidth;
              for (const { tap, at } of columns) {
                visit((line + at) * inChannels, output, (plane + tap) * inChannels * outChannels);
              }
            }
          }
        }
      }
    }
  }
}

interface ToInput {
  readonly dy: tf.TensorInfo;
  readonly filter: tf.TensorInfo;
}

/**
 * Computes the gradient with respect to the input, in the input's shape. Shapes: dy `[batch, outSlices, outRows,
 * outColumns, to]`, filter `[slices, rows, columns, from, to]`.
 *
 * The backend's own kernel (4.22) returns wrong values in reused memory, even if its result is cleared first. This
 * kernel is not optimised, since the networks compute volumetric convolutions without tfjs' 3D convolution.
 */
export function conv3DBackpropInput({
  inputs: { dy, filter },
  attrs,
  backend,
}: KernelCall<ToInput, Convolution3D & { readonly inputShape: readonly number[] }>): tf.TensorInfo {
  const [from, to] = filter.shape.slice(-2) as [number, number];
  const dx = allocate(backend, attrs.inputShape);
  const [g, w, out] = [floats(backend, dy), floats(backend, filter), floats(backend, dx).fill(0)];
  eachTap(attrs.inputShape, filter.shape, attrs, (input, output, tap) => {
    for (let i = 0; i < from; i++) {
      for (let o = 0; o < to; o++) out[input + i]! += g[output + o]! * w[tap + i * to + o]!;
    }
  });
  return dx;
}

interface ToFilter {
  readonly x: tf.TensorInfo;
  readonly dy: tf.TensorInfo;
}

/**
 * Computes the gradient with respect to the filter, in the filter's shape: per tap and pair of channels, the sum
 * of x · dy over all positions.
 *
 * The backend's own kernel (4.22) is wrong for strides above 1.
 */
export function conv3DBackpropFilter({
  inputs: { x, dy },
  attrs,
  backend,
}: KernelCall<ToFilter, Convolution3D & { readonly filterShape: readonly number[] }>): tf.TensorInfo {
  const [from, to] = attrs.filterShape.slice(-2) as [number, number];
  const dw = allocate(backend, attrs.filterShape);
  const [g, v, out] = [floats(backend, dy), floats(backend, x), floats(backend, dw).fill(0)];
  eachTap(x.shape, attrs.filterShape, attrs, (input, output, tap) => {
    for (let i = 0; i < from; i++) {
      for (let o = 0; o < to; o++) out[tap + i * to + o]! += v[input + i]! * g[output + o]!;
    }
  });
  return dw;
}
