// Linear upsampling with aligned corners as matrix products, whose gradients every backend has right.
import * as tf from '@tensorflow/tfjs-core';

/** Weights `[batch, to, from]`, the same for every item: output i lies at i · (from − 1) / (to − 1) of the input. */
export function interpolation(from: number, to: number, batch: number): tf.Tensor3D {
  const data = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const at = to === 1 ? 0 : (i * (from - 1)) / (to - 1);
    const low = Math.min(Math.floor(at), Math.max(0, from - 2));
    data[i * from + low]! += 1 - (at - low);
    if (from > 1) data[i * from + low + 1]! += at - low;
  }
  return tf.tile(tf.tensor3d(data, [1, to, from]), [batch, 1, 1]);
}

/**
 * `[batch, rows, columns, channels]` to another number of rows and columns.
 *
 * tfjs' own `resizeBilinear` has a gradient of the wrong shape on its cpu backend where rows and columns differ (4.22).
 */
export function linearResize(x: tf.Tensor4D, [toRows, toColumns]: readonly [number, number]): tf.Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  let y: tf.Tensor = x;
  if (toRows !== rows) {
    y = tf.matMul(interpolation(rows, toRows, batch), tf.reshape(y, [batch, rows, columns * channels]));
  }
  if (toColumns !== columns) {
    const all = batch * toRows;
    y = tf.matMul(interpolation(columns, toColumns, all), tf.reshape(y, [all, columns, channels]));
  }
  return tf.reshape(y, [batch, toRows, toColumns, channels]);
}
