// Implements the fused steps of inference on tensors. Volumetric features are stored as planes here,
// `[batch · slices, rows, columns, channels]`, so that most steps need no reshaping.
import * as tf from '@tensorflow/tfjs-core';
import type { Convolution } from '../network/interpreter.js';
import { interpolationWeights } from '../tensors/linearResize.js';
import { convolve, NORM_EPSILON, planeFilter, split } from '../tensors/tensors.js';
import type { Weights } from './weights.js';

/** The network's parameters, and the tensors derived from them. */
export interface Source {
  readonly params: ReadonlyMap<string, tf.Tensor>;
  readonly weights: Weights;
}

/** Computes the result of a step from its input values. */
type Run = (source: Source, values: readonly tf.Tensor[]) => tf.Tensor;

type Activation = 'linear' | 'relu';

/**
 * Runs a kernel directly, without tfjs' function for the operation, which also checks arguments and prepares gradients.
 * In tfjs 4.22 such functions take a tenth of the run time of a network with thousands of small kernels.
 */
const kernel = (name: string, inputs: object, attributes: object = {}): tf.Tensor4D =>
  tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attributes as tf.NamedAttrMap) as tf.Tensor4D;

const PLANES = { dataFormat: 'NHWC', dilations: [1, 1] } as const;

const normPaths = (path: string): string[] => ['scale', 'shift', 'mean', 'variance'].map((role) => `${path}/${role}`);

/** Gain and offset of a norm with running averages: norm(x) = x · gain + offset. */
function multiplyAdd([scale, shift, mean, variance]: readonly tf.Tensor[]): { gain: tf.Tensor; offset: tf.Tensor } {
  const gain = tf.mul(scale!, tf.rsqrt(tf.add(variance!, NORM_EPSILON)));
  return { gain, offset: tf.sub(shift!, tf.mul(mean!, gain)) };
}

/**
 * Convolution with optional bias, norm and ReLU in one kernel. The norm is folded into filter and bias.
 *
 * @param options kernel and stride of the convolution, and whether it has a bias.
 * @param names   paths of the convolution and the norm, and whether a ReLU follows.
 * @param slices  slices per volume; 1 for 2D features.
 */
export const convolution = (
  options: Convolution,
  names: { readonly conv: string; readonly norm?: string; readonly relu?: boolean },
  slices: number,
): Run => {
  const { conv, norm, relu } = names;
  const own = options.bias ? [`${conv}/w`, `${conv}/b`] : [`${conv}/w`];
  const paths = norm === undefined ? own : [...own, ...normPaths(norm)];
  const [depth, plane] = split(options.kernel);
  const flat: Convolution = { ...options, kernel: depth === 1 ? plane : [depth, 1] };
  const activation: Activation = relu ? 'relu' : 'linear';
  const make = (w: tf.Tensor, ...rest: tf.Tensor[]): tf.Tensor[] => {
    const filter = planeFilter(w, options.kernel);
    const b = options.bias ? rest.slice(0, 1) : [];
    // The cache of derived tensors disposes the returned tensors, so parameters must be cloned.
    if (norm === undefined) return [filter, ...b].map((tensor) => tf.clone(tensor));
    const { gain, offset } = multiplyAdd(rest.slice(b.length));
    return [tf.mul(filter, gain), b.length === 0 ? offset : tf.add(tf.mul(b[0]!, gain), offset)];
  };
  return ({ params, weights }, [x]) => {
    const [filter, bias] = weights.get(paths, params, make as (...values: tf.Tensor[]) => tf.Tensor[]);
    const run = (y: tf.Tensor4D): tf.Tensor4D =>
      convolve(y, flat, (padded, strides, pad) => {
        const inputs = bias === undefined ? { x: padded, filter } : { x: padded, filter, bias };
        return kernel('FusedConv2D', inputs, { ...PLANES, strides, pad, activation });
      }) as tf.Tensor4D;
    return depth === 1 ? run(x as tf.Tensor4D) : alongSlices(x as tf.Tensor4D, slices, run);
  };
};

/**
 * Applies a 2D operation to volumes viewed as `[batch, slices, rows · columns, channels]`. The operation must keep the
 * length `rows · columns`. Frees the views immediately, since tfjs counts them as memory.
 */
function alongSlices(x: tf.Tensor4D, slices: number, f: (plane: tf.Tensor4D) => tf.Tensor4D): tf.Tensor {
  const [planes, rows, columns, channels] = x.shape;
  const view: tf.Tensor4D = tf.reshape(x, [planes / slices, slices, rows * columns, channels]);
  const y = f(view);
  view.dispose();
  const result = tf.reshape(y, [y.shape[0] * y.shape[1], rows, columns, y.shape[3]]);
  y.dispose();
  return result;
}

/** Minimum number of positions of a plane for which merging positions saves more time than the extra views cost. */
const MIN_POSITIONS = 256;

/** Number of channels that depthwise kernels process at a time; channels beyond a multiple of it are slower. */
const LANES = 8;

/**
 * Number of positions to merge into one, so that the number of channels is a multiple of {@link LANES}; 1 if the plane
 * is small or cannot be divided into such groups.
 */
function positionsAtOnce([, rows, columns, channels]: tf.Tensor4D['shape']): number {
  const fits = [1, 2, 4, 8].find((n) => (channels * n) % LANES === 0)!;
  const positions = rows * columns;
  return positions >= MIN_POSITIONS && positions % fits === 0 ? fits : 1;
}

const view = (x: tf.Tensor, shape: readonly number[]): tf.Tensor4D => kernel('Reshape', { x }, { shape });

/** Norm with optional ReLU as a depthwise 1×1 convolution: one multiply-add per value, in one pass. */
export const norm = (path: string, { relu = false } = {}): Run => {
  const paths = normPaths(path);
  const activation: Activation = relu ? 'relu' : 'linear';
  const attributes = { ...PLANES, strides: 1, pad: 'valid', activation };
  return ({ params, weights }, [input]) => {
    const x = input as tf.Tensor4D;
    const [planes, rows, columns, channels] = x.shape;
    const positions = positionsAtOnce(x.shape);
    const [filter, bias] = weights.get(paths, params, (...four) => {
      const { gain, offset } = multiplyAdd(four);
      const all = channels * positions;
      return [tf.reshape(tf.tile(gain, [positions]), [1, 1, all, 1]), tf.tile(offset, [positions])];
    });
    if (positions === 1) return kernel('FusedDepthwiseConv2D', { x, filter, bias }, attributes);
    const wide = view(x, [planes, 1, (rows * columns) / positions, channels * positions]);
    const normed = kernel('FusedDepthwiseConv2D', { x: wide, filter, bias }, attributes);
    wide.dispose();
    const y = view(normed, x.shape);
    normed.dispose();
    return y;
  };
};

/** Sum of two values of the same shape. */
export const sum = (_: Source, [a, b]: readonly tf.Tensor[]): tf.Tensor => kernel('Add', { a, b });

/** Concatenation along channels. */
export const concatenate = (_: Source, values: readonly tf.Tensor[]): tf.Tensor =>
  kernel('Concat', values, { axis: values[0]!.rank - 1 });

/** Max pooling by `factors`, one per spatial axis. */
export const pool =
  (factors: readonly number[], slices: number) =>
  (_: Source, [x]: readonly tf.Tensor[]): tf.Tensor => {
    const [depth, [rows, columns]] = split(factors);
    const largest = (y: tf.Tensor4D, size: [number, number]) => tf.maxPool(y, size, size, 'valid');
    if (depth === 1) return rows * columns === 1 ? x! : largest(x as tf.Tensor4D, [rows, columns]);
    const flat = rows * columns === 1 ? tf.clone(x as tf.Tensor4D) : largest(x as tf.Tensor4D, [rows, columns]);
    const pooled = alongSlices(flat, slices, (y) => largest(y, [depth, 1]));
    flat.dispose();
    return pooled;
  };

/**
 * Sum of a value and an upsampled coarser one. The coarse value is repeated along one axis after another, by
 * broadcasting a sum with zeros, which is faster than resizing. Tensors have three axes: with five, some backends
 * return wrong values.
 *
 * @param factors upsampling factors, one per spatial axis.
 * @param shape   shape of the fine value, batch and channels included.
 */
export const addUpsampled =
  (factors: readonly number[], shape: readonly number[]) =>
  (_: Source, [fine, coarse]: readonly tf.Tensor[]): tf.Tensor => {
    let inner = shape.at(-1)!;
    let y = tf.clone(coarse!);
    for (let axis = factors.length - 1; axis >= 0; axis--) {
      const factor = factors[axis]!;
      const repeated = factor > 1 ? repeat(y, inner, factor) : tf.clone(y);
      y.dispose();
      y = repeated;
      inner *= shape[axis + 1]!;
    }
    const view = tf.reshape(y, fine!.shape);
    y.dispose();
    return kernel('Add', { a: fine, b: view });
  };

/** Repeats every group of `inner` values `factor` times. */
function repeat(x: tf.Tensor, inner: number, factor: number): tf.Tensor {
  const view = tf.reshape(x, [-1, 1, inner]);
  const repeated = tf.add(view, tf.zeros([1, factor, 1]));
  view.dispose();
  return repeated;
}

/** Linear interpolation of planes to `size`, `[rows, columns]`, with aligned corners. */
export const resizePlane =
  (size: readonly [number, number]) =>
  (_: Source, [x]: readonly tf.Tensor[]): tf.Tensor =>
    tf.image.resizeBilinear(x as tf.Tensor4D, [...size], true);

/**
 * Linear interpolation of one-channel volumes of `from` slices along all three axes, with aligned corners. The step
 * returns `[batch, rows, columns, slices]`.
 */
export const resizeFlat =
  ([rows, columns, slices]: readonly [number, number, number], from: number) =>
  (_: Source, [x]: readonly tf.Tensor[]): tf.Tensor => {
    const [planes, fewRows, fewColumns] = x!.shape as [number, number, number];
    const batch = planes / from;
    const flat = tf.reshape(tf.transpose(tf.reshape(x!, [batch, from, fewRows, fewColumns]), [0, 2, 3, 1]), [-1, from]);
    const across = tf.transpose(tf.tensor2d(interpolationWeights(from, slices), [slices, from]));
    const all = from === slices ? flat : tf.matMul(flat as tf.Tensor2D, across);
    const plane: tf.Tensor4D = tf.reshape(all, [batch, fewRows, fewColumns, slices]);
    return tf.image.resizeBilinear(plane, [rows, columns], true);
  };
