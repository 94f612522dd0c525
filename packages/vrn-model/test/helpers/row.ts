// A row of the table on the backend in use: its logits and its gradients, and how far two backends are apart.
import * as tf from '@tensorflow/tfjs-core';
import { buildVRN, VARIANTS, type VariantName, type VRNConfig } from '@vrn/model';
import { sigmoidCrossEntropy } from '@vrn/model/train';
import { random } from '@vrn/voxel';

/** What a backend makes of a row. */
export interface Ran {
  /** After each supervised stack, by running averages. */
  readonly logits: readonly Float32Array[];
  /** Of the loss to every trainable parameter; none where they were not asked for. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
  /** Tensors that were not freed. */
  readonly left: number;
}

export interface RowOptions {
  readonly batch: number;
  readonly gradients: boolean;
  /**
   * What the batch norms of the gradients go by: the batch (default), as in training, or running averages. Through dozens
   * of norms by a small batch rounding grows a millionfold; by running averages gradients are well posed.
   */
  readonly norms?: 'batch' | 'running';
  /** Whether the input differs by a last bit: what becomes of that is how well posed the gradients are. Default false. */
  readonly nudged?: boolean;
  /** In place of the row's own: a grid, features, an hourglass' depth. */
  readonly fields: Partial<VRNConfig>;
}

const product = (shape: readonly number[]): number => shape.reduce((size, n) => size * n, 1);

/** Runs a row, from the same numbers on every backend. */
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

const largest = (values: Float32Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** NaN where either has one, or where they differ in length. */
function gap(a: Float32Array, b: Float32Array | undefined): number {
  let worst = a.length === b?.length ? 0 : Number.NaN;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b![i]!);
    if (!(difference <= worst)) worst = difference;
  }
  return worst;
}

/** The largest difference between logits, over the largest logit. */
export function logitsApart(a: Ran, b: Ran): number {
  const worst = a.logits.map((values, stack) => gap(values, b.logits[stack]));
  return Math.max(...worst) / Math.max(...b.logits.map(largest));
}

/** The length of the difference of two whole gradients, over the gradient's. */
export function gradientError(a: Ran, b: Ran): number {
  let [gap, length] = [0, 0];
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
 * The largest difference of any parameter's gradients, over the largest of that parameter's. What is less than 1e-5 of the
 * network's largest is rounding (a bias before a norm has no gradient), so it is held against the network's.
 */
export function gradientsApart(a: Ran, b: Ran): number {
  const whole = Math.max(...[...b.gradients.values()].map(largest));
  const apart = [...b.gradients].map(([path, values]) => {
    const own = largest(values);
    return gap(values, a.gradients.get(path)) / (own > 1e-5 * whole ? own : whole);
  });
  return Math.max(...apart);
}
