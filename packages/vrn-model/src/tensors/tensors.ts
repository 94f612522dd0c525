// Interprets the network on tensors, for inference and training, on the backend that the application has set.
import * as tf from '@tensorflow/tfjs-core';
import { check, VolumetricError } from '@vrn/voxel';
import type { Convolution, Interpreter } from '../network/interpreter.js';
import { linearResize } from './linearResize.js';
import { addBias, type Moments, normalise, scaleShift } from './normalise.js';
import { rectify } from './rectify.js';
import { upsample } from './upsample.js';

/** Batch statistics of each norm, by its path: kept tensors, which the caller disposes, and the number of positions. */
export type Statistics = Map<string, Moments & { readonly count: number }>;

/** Statistics of norms: running averages, or those of the batch, which are stored in `statistics` if given. */
export type Norming = { readonly by: 'running' } | { readonly by: 'batch'; readonly statistics?: Statistics };

/** Constant added to variances, as in Torch. */
export const NORM_EPSILON = 1e-5;

type Params = ReadonlyMap<string, tf.Tensor>;

/**
 * Creates an interpreter on tensors. Volumetric features are convolved, pooled and resized by 2D kernels on reshaped
 * tensors, so that no backend needs 3D kernels.
 *
 * @param params  the parameters by path.
 * @param norming statistics of norms.
 */
export function tensorInterpreter(params: Params, norming: Norming): Interpreter<tf.Tensor> {
  const param = (path: string): tf.Tensor => {
    const tensor = params.get(path);
    if (tensor === undefined) throw new VolumetricError('bad-weights', `network: params must have ${path}`);
    return tensor;
  };
  return {
    shape: (x) => x.shape,
    convolution: (path, x, options) => {
      const filter = planeFilter(param(`${path}/w`), options.kernel);
      const y = convolve(x, options, (plane, stride, pad) => tf.conv2d(plane, filter, stride, pad));
      if (!options.bias) return y;
      const constant = options.normed === true && norming.by === 'batch';
      return addBias(y, param(`${path}/b`) as tf.Tensor1D, { constant });
    },
    norm: (path, x) => {
      const [scale, shift] = [param(`${path}/scale`) as tf.Tensor1D, param(`${path}/shift`) as tf.Tensor1D];
      if (norming.by === 'batch') {
        const { statistics } = norming;
        const onMoments = ({ mean, variance }: Moments): void => {
          statistics?.set(path, { mean: tf.keep(mean), variance: tf.keep(variance), count: x.size / x.shape.at(-1)! });
        };
        return normalise(x, [scale, shift], { epsilon: NORM_EPSILON, onMoments });
      }
      const gain = tf.mul(scale, tf.rsqrt(tf.add(param(`${path}/variance`), NORM_EPSILON)));
      return scaleShift(x, gain as tf.Tensor1D, tf.sub(shift, tf.mul(param(`${path}/mean`), gain)));
    },
    relu: rectify,
    add: (a, b) => tf.add(a, b),
    concat: (parts) => tf.concat([...parts], -1),
    pool: (x, factors) => {
      const [slices, plane] = split(factors);
      return alongSlices(
        inPlane(x, (y) => (plane[0] * plane[1] === 1 ? y : tf.maxPool(y, plane, plane, 'valid'))),
        (y) => (slices === 1 ? y : tf.maxPool(y, [slices, 1], [slices, 1], 'valid')),
      );
    },
    upsample: (x, factors) => {
      const [slices, plane] = split(factors);
      return alongSlices(
        inPlane(x, (y) => upsample(y, plane)),
        (y) => upsample(y, [slices, 1]),
      );
    },
    resize: (x, size) => {
      const plane = size.slice(-2) as [number, number];
      return alongSlices(
        inPlane(x, (y) => linearResize(y, plane)),
        (y) => linearResize(y, [size[0]!, y.shape[2]]),
      );
    },
    lift: (x, slices) => {
      const [batch, rows, columns, channels] = x.shape as [number, number, number, number];
      return tf.transpose(tf.reshape(x, [batch, rows, columns, slices, channels / slices]), [0, 3, 1, 2, 4]);
    },
    flatten: (x) => tf.transpose(tf.squeeze(x, [4]), [0, 2, 3, 1]),
  };
}

/** Splits factors or kernel lengths, one per spatial axis, into `[slices, [rows, columns]]`; `slices` is 1 in 2D. */
export const split = (factors: readonly number[]): [number, [number, number]] =>
  factors.length === 2 ? [1, [factors[0]!, factors[1]!]] : [factors[0]!, [factors[1]!, factors[2]!]];

/** Applies a 2D operation to every slice of a volume, or to 2D features. */
export function inPlane(x: tf.Tensor, f: (plane: tf.Tensor4D) => tf.Tensor4D): tf.Tensor {
  if (x.rank === 4) return f(x as tf.Tensor4D);
  const [batch, slices, rows, columns, channels] = x.shape as [number, number, number, number, number];
  const y = f(tf.reshape(x, [batch * slices, rows, columns, channels]));
  return tf.reshape(y, [batch, slices, ...y.shape.slice(1)]);
}

/**
 * Applies a 2D operation to volumes viewed as `[batch, slices, rows · columns, channels]`. The operation must keep the
 * length of the axis `rows · columns`. Returns 2D features unchanged.
 */
export function alongSlices(x: tf.Tensor, f: (plane: tf.Tensor4D) => tf.Tensor4D): tf.Tensor {
  if (x.rank === 4) return x;
  const [batch, slices, rows, columns, channels] = x.shape as [number, number, number, number, number];
  const y = f(tf.reshape(x, [batch, slices, rows * columns, channels]));
  return tf.reshape(y, [batch, y.shape[1], rows, columns, y.shape[3]]);
}

/**
 * Zero padding before and after an axis of length `n`, with which a kernel of length `k` outputs ⌈n / stride⌉ values.
 */
const padding = (n: number, k: number, stride: number): [number, number] => {
  const before = (k - 1) / 2;
  return [before, Math.ceil(n / stride) * stride - stride + k - n - before];
};

/** Throws for kernels that no single 2D convolution can compute: those that extend over both slices and the plane. */
function checkKernel(kernel: readonly number[]): void {
  const [slices, plane] = split(kernel);
  check(slices === 1 || plane[0] * plane[1] === 1, 'bad-config', () => {
    return `network: kernel [${kernel}] must extend over the plane or along slices, not both`;
  });
}

/** Reshapes a filter `[...kernel, from, to]` to that of the equivalent 2D convolution, `[rows, columns, from, to]`. */
export const planeFilter = (w: tf.Tensor, kernel: readonly number[]): tf.Tensor4D => {
  if (kernel.length === 2) return w as tf.Tensor4D;
  checkKernel(kernel);
  const [from, to] = w.shape.slice(-2) as [number, number];
  const [slices, rows, columns] = kernel as [number, number, number];
  return tf.reshape(w, [slices === 1 ? rows : slices, columns, from, to]);
};

/** Padding of a 2D convolution. */
export type Padding = Parameters<typeof tf.conv2d>[3];

/**
 * Computes a 2D or volumetric convolution without its bias.
 *
 * @param x       features `[batch, rows, columns, channels]` or `[batch, slices, rows, columns, channels]`.
 * @param options kernel and stride.
 * @param plain   computes the 2D convolution of given features with the filter of {@link planeFilter}, for a given
 *   stride and padding.
 */
export function convolve(
  x: tf.Tensor,
  { kernel, stride = 1 }: Convolution,
  plain: (y: tf.Tensor4D, stride: number, pad: Padding) => tf.Tensor4D,
): tf.Tensor {
  const padded = (y: tf.Tensor4D, [rows, columns]: readonly [number, number]): tf.Tensor4D => {
    if (stride === 1) return plain(y, 1, 'same');
    const [down, across] = [padding(y.shape[1], rows, stride), padding(y.shape[2], columns, stride)];
    return plain(y, stride, [[0, 0], down, across, [0, 0]]);
  };
  checkKernel(kernel);
  const [slices, plane] = split(kernel);
  return slices === 1 ? inPlane(x, (y) => padded(y, plane)) : alongSlices(x, (y) => padded(y, [slices, 1]));
}
