// Computes silhouette losses: compares front or side silhouettes of a volume with those of the ground truth.
import * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { checkReduction, type Reduction, sigmoidCrossEntropy } from './loss.js';

/** The axis of `[batch, rows, columns, slices]` that each view looks along. */
const VIEW_AXES = { front: 3, side: 2 } as const;

/** Options of {@link silhouetteLoss}. */
export interface SilhouetteOptions {
  /** `front` projects along slices to rows × columns, `side` along columns to rows × slices. */
  readonly view: keyof typeof VIEW_AXES;
  /**
   * Temperature T ≥ 0 of the maximum of the logits x along a ray, in logits. Default 0: max x, whose gradient goes only
   * to the voxel with the largest logit (equal maxima share it). T > 0: T·log Σ e^(x/T), whose gradient is
   * softmax(x/T). For n voxels it exceeds max x by at most T·log n. At T = 1 it is log Σ eˣ: the odds eˣ add up.
   */
  readonly temperature?: number;
  /** Mean or sum over pixels. Default `mean`. */
  readonly reduction?: Reduction;
}

/**
 * Computes the sigmoid cross entropy between silhouettes, a scalar, differentiable in the logits.
 *
 * A pixel of a silhouette is the largest occupancy along its ray. The sigmoid is increasing, so the maximum is computed
 * from logits, which do not saturate. The target's silhouette is its hard maximum, whatever the temperature.
 *
 * @param logits a tensor `[batch, rows, columns, slices]`.
 * @param target occupancies 0..1 of the logits' shape; not differentiated.
 * @param options view, temperature, reduction.
 * @returns a scalar; the caller disposes it.
 * @throws {VolumetricError} `shape-mismatch` if `logits` or `target` is not of rank 4, or their shapes differ;
 *   `bad-argument` for unknown options, views and reductions, and a negative temperature.
 *
 * @example
 * import { tensor4d } from '@tensorflow/tfjs-core';
 * const logits = tensor4d([-30, 0], [1, 1, 1, 2]);
 * silhouetteLoss(logits, tensor4d([0, 1], [1, 1, 1, 2]), { view: 'front' }).dataSync()[0]; // → 0.6931: log 2
 *
 * Source: Varol 2018 (BodyNet) 3.3, multi-view re-projection with orthographic maxima, front and side.
 * Not in the paper.
 */
export function silhouetteLoss(logits: tf.Tensor, target: tf.Tensor, options: SilhouetteOptions): tf.Scalar {
  checkOptions('silhouetteLoss', options, ['view', 'temperature', 'reduction']);
  const { view, temperature = 0, reduction = 'mean' } = options;
  check(Object.hasOwn(VIEW_AXES, view), 'bad-argument', () => {
    return `silhouetteLoss: view must be one of ${Object.keys(VIEW_AXES).join(', ')}, got ${String(view)}`;
  });
  check(logits?.rank === 4 && String(logits.shape) === String(target?.shape), 'shape-mismatch', () => {
    return `silhouetteLoss: logits and target must be [batch, rows, columns, slices], got [${logits?.shape}] and [${target?.shape}]`;
  });
  check(Number.isFinite(temperature) && temperature >= 0, 'bad-argument', () => {
    return `silhouetteLoss: temperature must be >= 0, got ${temperature}`;
  });
  checkReduction(reduction, 'silhouetteLoss: reduction');
  const axis = VIEW_AXES[view];
  return tf.tidy(() => {
    const outline = maximum(logits, { axis, temperature });
    return sigmoidCrossEntropy(outline, tf.max(target, axis), { reduction });
  });
}

/** Computes the hard or smooth maximum along an axis; see {@link SilhouetteOptions.temperature} for its gradient. */
function maximum(
  logits: tf.Tensor,
  { axis, temperature }: { readonly axis: number; readonly temperature: number },
): tf.Tensor {
  const op = tf.customGrad((...args) => {
    const [x, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    const top = tf.max(x, axis, true);
    // Unnormalised share of each voxel in the gradient: 1 for the maximum. Avoids broadcast comparisons: they are slow.
    const below = tf.sub(x, top);
    const shares = temperature === 0 ? tf.sub(1, tf.step(tf.neg(below))) : tf.exp(tf.div(below, temperature));
    const sum = tf.sum(shares, axis, true);
    save([shares, sum]);
    const value = temperature === 0 ? top : tf.add(top, tf.mul(tf.log(sum), temperature));
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
      tf.mul(saved[0]!, tf.div(tf.expandDims(dy, axis), saved[1]!));
    return { value: tf.squeeze(value, [axis]), gradFunc };
  });
  return op(logits);
}
