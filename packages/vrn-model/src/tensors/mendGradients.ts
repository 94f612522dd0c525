// Replaces two gradients of tfjs that are wrong on its cpu backend (4.22) by operations that are correct on every
// backend.
import * as tf from '@tensorflow/tfjs-core';
import { linearResizeGradient } from './linearResize.js';
import { sumBlocks } from './upsample.js';

const mended = new WeakSet<tf.GradFunc>();

type Images = [batch: number, rows: number, columns: number, channels: number];

/** Arguments of the gradient of a resize: the output's gradient, the shapes of input and output, and attributes. */
interface Resized {
  readonly dy: tf.Tensor4D;
  readonly from: Images;
  readonly to: Images;
  readonly attrs: { readonly alignCorners?: boolean; readonly halfPixelCenters?: boolean };
}

/**
 * Gradient of nearest-neighbour resizing by integer factors without aligned corners; undefined for other resizes. The
 * gradient of tfjs mixes up the images of a batch on the cpu backend.
 */
function nearest({ dy, from, to, attrs }: Resized): tf.Tensor4D | undefined {
  const factors = [to[1] / from[1], to[2] / from[2]] as [number, number];
  return factors.every(Number.isInteger) && !attrs.alignCorners ? sumBlocks(dy, factors) : undefined;
}

/**
 * Gradient of bilinear resizing with aligned corners; undefined for other resizes. On the cpu backend, the shape of
 * tfjs' gradient has rows and columns exchanged.
 */
function bilinear({ dy, from, attrs }: Resized): tf.Tensor4D | undefined {
  if (!attrs.alignCorners) return undefined;
  return linearResizeGradient(dy, [from[1], from[2]]);
}

/**
 * Replaces the gradients of nearest-neighbour and bilinear resizing in tfjs' registry, if they are registered. A second
 * call has no effect.
 */
export function mendGradients(): void {
  replace('ResizeNearestNeighbor', nearest);
  replace('ResizeBilinear', bilinear);
}

/** Replaces a gradient. Where `mend` returns undefined, tfjs' own gradient is used. */
function replace(kernelName: string, mend: (resized: Resized) => tf.Tensor4D | undefined): void {
  const stock = tf.getGradient(kernelName);
  if (stock === undefined || mended.has(stock.gradFunc)) return;
  const gradFunc: tf.GradFunc = (dy, saved, attrs) => {
    const from = saved[0]!.shape as Images;
    const image = dy as tf.Tensor4D;
    const dx = mend({ dy: image, from, to: image.shape, attrs: attrs as Resized['attrs'] });
    return dx === undefined ? stock.gradFunc(dy, saved, attrs) : { images: () => dx };
  };
  mended.add(gradFunc);
  tf.unregisterGradient(kernelName);
  tf.registerGradient({ ...stock, gradFunc });
}
