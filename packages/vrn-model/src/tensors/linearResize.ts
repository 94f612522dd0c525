// Linear upsampling with aligned corners, and a gradient that every backend has right: products with the weights.
import * as tf from '@tensorflow/tfjs-core';

/** Weights `[to, from]`: output i lies at i · (from − 1) / (to − 1) of the input. */
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
 * `[batch, rows, columns, channels]` to another number of rows and columns.
 *
 * tfjs' own gradient has the wrong shape on its cpu backend where rows and columns differ (4.22).
 */
export function linearResize(x: tf.Tensor4D, [toRows, toColumns]: readonly [number, number]): tf.Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  const op = tf.customGrad((...args) => {
    // Columns that stay what they are may as well be channels, of which kernels do many at once.
    const alike = toColumns === columns;
    const image = alike ? tf.reshape(args[0] as tf.Tensor, [batch, rows, 1, columns * channels]) : args[0];
    const value = tf.image.resizeBilinear(image as tf.Tensor4D, [toRows, alike ? 1 : toColumns], true);
    const gradFunc = (dy: tf.Tensor) => [tf.tidy(() => linearResizeGradient(dy as tf.Tensor4D, [rows, columns]))];
    return { value: tf.reshape(value, [batch, toRows, toColumns, channels]), gradFunc };
  });
  return op(x) as tf.Tensor4D;
}

/** What the resize makes of a gradient: `[batch, toRows, toColumns, channels]` to the rows and columns that there were. */
export function linearResizeGradient(dy: tf.Tensor4D, [rows, columns]: readonly [number, number]): tf.Tensor4D {
  const [batch, toRows, toColumns, channels] = dy.shape;
  let dx: tf.Tensor = dy;
  if (toRows !== rows) dx = contract(tf.reshape(dx, [batch, toRows, toColumns * channels]), rows);
  if (toColumns !== columns) dx = contract(tf.reshape(dx, [batch * rows, toColumns, channels]), columns);
  return tf.reshape(dx, [batch, rows, columns, channels]);
}

/** `[items, to, width]` → `[items, from, width]` as one matrix product: many small ones are slow on some backends. */
function contract(y: tf.Tensor3D, from: number): tf.Tensor {
  const [items, to, width] = y.shape;
  const weights = tf.tensor2d(interpolationWeights(from, to), [to, from]);
  if (width === 1) return tf.matMul(tf.reshape(y, [items, to]), weights);
  const first = tf.reshape(tf.transpose(y, [1, 0, 2]), [to, items * width]);
  const product = tf.matMul(tf.transpose(weights), first as tf.Tensor2D);
  return tf.transpose(tf.reshape(product, [from, items, width]), [1, 0, 2]);
}
