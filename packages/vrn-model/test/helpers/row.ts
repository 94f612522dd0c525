// Computes the logits and gradients of a variant on the current backend, and the differences between two backends.
import * as tf from '@tensorflow/tfjs-core';
import { buildVRN, VARIANTS, type VariantName, type VRNConfig } from '@vrn/model';
import { sigmoidCrossEntropy } from '@vrn/model/train';
import { largestDifference, largestMagnitude, relativeDifference } from '@vrn/test-utils';
import { random } from '@vrn/voxel';

/** Results of a variant on one backend. */
export interface Ran {
  /** Logits of each supervised stack. Norms use running averages. */
  readonly logits: readonly Float32Array[];
  /** Gradients of the loss with respect to every trainable parameter, by path; empty if not requested. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
  /** Number of tensors that were not freed. */
  readonly left: number;
}

/** Options of {@link runRow}. */
export interface RowOptions {
  /** Samples per batch. */
  readonly batch: number;
  readonly gradients: boolean;
  /**
   * Statistics of norms for the gradients: those of the batch (default), as in training, or running averages. With a
   * small batch, dozens of norms amplify rounding errors a millionfold; with running averages, gradients are
   * well-conditioned.
   */
  readonly norms?: 'batch' | 'running';
  /** Whether to multiply the input by 1 + 2⁻²³, to measure the condition of the gradients. Default false. */
  readonly nudged?: boolean;
  /** Config fields that replace the variant's own, such as the grid, features or depth. */
  readonly fields: Partial<VRNConfig>;
}

const product = (shape: readonly number[]): number => shape.reduce((size, n) => size * n, 1);

/** Runs a variant on the current backend. Parameters and inputs are the same on every backend. */
export async function runRow(
  name: VariantName,
  { batch, gradients, norms = 'batch', nudged = false, fields }: RowOptions,
): Promise<Ran> {
  const before = tf.memory().numTensors;
  const vrn = buildVRN({ ...VARIANTS[name], ...fields }, { seed: 11 });
  const rng = random(3);
  const noise = (shape: number[]) =>
    tf.tensor(
      Float32Array.from({ length: product(shape) }, () => rng.uniform()),
      shape,
    );
  const { rows, columns, slices } = vrn.config;
  const x = tf.tidy(() => tf.mul(noise([batch, ...vrn.inputShape]), nudged ? 1 + 2 ** -23 : 1));
  const target = noise([batch, rows, columns, slices]);
  const read = async (tensors: readonly tf.Tensor[]) => {
    const values = await Promise.all(tensors.map(async (tensor) => (await tensor.data()).slice() as Float32Array));
    tf.dispose([...tensors]);
    return values;
  };
  const logits = await read(vrn.forward(x));
  const paths = vrn.description.parameters
    .filter(({ role }) => role !== 'mean' && role !== 'variance')
    .map(({ path }) => path);
  const found = new Map<string, Float32Array>();
  if (gradients) {
    const loss = (...values: tf.Tensor[]) => {
      const params = new Map(vrn.params);
      for (const [i, path] of paths.entries()) params.set(path, values[i]!);
      return sigmoidCrossEntropy(vrn.forward(x, { training: norms === 'batch', params }), target);
    };
    const grads = await read(tf.grads(loss)(paths.map((path) => vrn.params.get(path)!)));
    for (const [i, path] of paths.entries()) found.set(path, grads[i]!);
  }
  tf.dispose([x, target]);
  vrn.dispose();
  return { logits, gradients: found, left: tf.memory().numTensors - before };
}

/** Largest difference between logits, relative to the largest magnitude in `b`. */
export const logitsApart = (a: Ran, b: Ran): number => relativeDifference(a.logits, b.logits);

/** ‖a − b‖ / ‖b‖ over the gradients of all parameters of b; NaN if a lacks one or its length differs. */
export function gradientError(a: Ran, b: Ran): number {
  let gap = 0;
  let length = 0;
  for (const [path, values] of b.gradients) {
    const other = a.gradients.get(path);
    if (other?.length !== values.length) return Number.NaN;
    for (let i = 0; i < values.length; i++) {
      gap += (other[i]! - values[i]!) ** 2;
      length += values[i]! ** 2;
    }
  }
  return Math.sqrt(gap / length);
}

/**
 * Largest difference of a parameter's gradients, relative to the largest gradient of that parameter in `b`. Gradients
 * of at most 1e-5 of the network's largest are rounding errors (a bias before a norm has no gradient): the difference
 * is then relative to the network's largest gradient.
 */
export function gradientsApart(a: Ran, b: Ran): number {
  const whole = Math.max(...[...b.gradients.values()].map(largestMagnitude));
  const apart = [...b.gradients].map(([path, values]) => {
    const own = largestMagnitude(values);
    return largestDifference(values, a.gradients.get(path) ?? []) / (own > 1e-5 * whole ? own : whole);
  });
  return Math.max(...apart);
}
