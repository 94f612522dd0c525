// Two gradients of tfjs 4.22 that its cpu backend gets wrong, composed of operations that no backend does.
import * as tf from '@tensorflow/tfjs-core';
import { linearResizeGradient } from './linearResize.js';
import { sumBlocks } from './upsample.js';

const mended = new WeakSet<tf.GradFunc>();

type Images = [batch: number, rows: number, columns: number, channels: number];

interface Resized {
  readonly dy: tf.Tensor4D;
  readonly from: Images;
  readonly to: Images;
  readonly attrs: { readonly alignCorners?: boolean; readonly halfPixelCenters?: boolean };
}

/** Right for whole factors; the backend's own else. On the cpu backend that one mixes up the images of a batch. */
function nearest({ dy, from, to, attrs }: Resized): tf.Tensor4D | undefined {
  const factors = [to[1] / from[1], to[2] / from[2]] as [number, number];
  return factors.every(Number.isInteger) && !attrs.alignCorners ? sumBlocks(dy, factors) : undefined;
}

/** Right for aligned corners; the backend's own else. On the cpu backend that one exchanges rows and columns. */
function bilinear({ dy, from, attrs }: Resized): tf.Tensor4D | undefined {
  if (!attrs.alignCorners) return undefined;
  return linearResizeGradient(dy, [from[1], from[2]]);
}

/** Puts both into tfjs' registry of gradients, where tfjs' own are registered. A second call changes nothing. */
export function mendGradients(): void {
  replace('ResizeNearestNeighbor', nearest);
  replace('ResizeBilinear', bilinear);
}

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
