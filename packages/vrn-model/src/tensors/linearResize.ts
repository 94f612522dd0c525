// Resizes linearly with aligned corners. The gradient is a matrix product with the interpolation weights, which is
// correct on every backend.
import * as tf from '@tensorflow/tfjs-core';

/** Interpolation weights `[to, from]`: output i reads the input at i · (from − 1) / (to − 1), or 0 if `to` is 1. */
export function interpolationWeights(from: number, to: number): Float32Array {
  const data = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const at = to === 1 ? 0 : (i * (from - 1)) / (to - 1);
    const low = Math.min(Math.floor(at), Math.max(0, from - 2));
    data[i * from + low]! += 1 - (at - low);
    if (from > 1) data[i * from + low + 1]! += at - low;
  }
  return data;
}

/**
 * Resizes `[batch, rows, columns, channels]` to other numbers of rows and columns.
 *
 * tfjs' own gradient (4.22) has a wrong shape on the cpu backend if x has different numbers of rows and columns.
 */
export function linearResize(x: tf.Tensor4D, [toRows, toColumns]: readonly [number, number]): tf.Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  const op = tf.customGrad((...args) => {
    // If the number of columns stays the same, treat columns as channels: kernels process many channels at a time.
    const sameColumns = toColumns === columns;
    const image = sameColumns ? tf.reshape(args[0] as tf.Tensor, [batch, rows, 1, columns * channels]) : args[0];
    const value = tf.image.resizeBilinear(image as tf.Tensor4D, [toRows, sameColumns ? 1 : toColumns], true);
    const gradFunc = (dy: tf.Tensor) => [tf.tidy(() => linearResizeGradient(dy as tf.Tensor4D, [rows, columns]))];
    return { value: tf.reshape(value, [batch, toRows, toColumns, channels]), gradFunc };
  });
  return op(x) as tf.Tensor4D;
}

/** Gradient of the resize: `[batch, toRows, toColumns, channels]` to `[batch, rows, columns, channels]`. */
export function linearResizeGradient(dy: tf.Tensor4D, [rows, columns]: readonly [number, number]): tf.Tensor4D {
  const [batch, toRows, toColumns, channels] = dy.shape;
  let dx: tf.Tensor = dy;
  if (toRows !== rows) dx = contract(tf.reshape(dx, [batch, toRows, toColumns * channels]), rows);
  if (toColumns !== columns) dx = contract(tf.reshape(dx, [batch * rows, toColumns, channels]), columns);
  return tf.reshape(dx, [batch, rows, columns, channels]);
}

/**
 * Multiplies by the transposed interpolation weights: `[items, to, width]` to `[items, from, width]`, or to
 * `[items, from]` if the width is 1. Uses a single matrix product, because many small ones are slow on some backends.
 */
function contract(y: tf.Tensor3D, from: number): tf.Tensor {
  const [items, to, width] = y.shape;
  const weights = tf.tensor2d(interpolationWeights(from, to), [to, from]);
  if (width === 1) return tf.matMul(tf.reshape(y, [items, to]), weights);
  const first = tf.reshape(tf.transpose(y, [1, 0, 2]), [to, items * width]);
  const product = tf.matMul(tf.transpose(weights), first as tf.Tensor2D);
  return tf.transpose(tf.reshape(product, [from, items, width]), [1, 0, 2]);
}
