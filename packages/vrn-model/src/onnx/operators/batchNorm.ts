// Appends batch norms with running averages, or with the statistics of the batch and a gradient.
import { NORM_EPSILON } from '../../tensors/tensors.js';
import type { Graph, Value } from '../graph/graph.js';
import type { Step } from './tape.js';

/** The parameters of a norm, each `[channels, 1, …]` with a 1 for every spatial axis; `[channels]` if fused. */
export interface NormParameters {
  readonly scale: Value;
  readonly shift: Value;
  /**
   * Only for fused norms: two values `[channels]` that have no other use, since ONNX Runtime writes the new averages of
   * a batch norm into the memory of the old ones.
   */
  readonly averages?: readonly [mean: string, variance: string];
}

/** The batch's mean and (biased) variance, each `[1, channels, 1, …]`; the variance `[channels]` if fused. */
export interface Moments {
  readonly mean: string;
  readonly variance: string;
}

const EPSILON = { epsilon: { float: NORM_EPSILON } };

/** Appends a norm with running averages: one operator with scale, shift, mean and variance. */
export function normByRunning(graph: Graph, x: Value, parameters: readonly string[]): Value {
  return { ...x, name: graph.op('BatchNormalization', [x.name, ...parameters], EPSILON) };
}

/**
 * Appends (x − mean) / √(variance + epsilon) · scale + shift; by {@link fusedNorm} if `averages` are given. The
 * mean is subtracted first: see `normalise`.
 *
 * With c = x − mean, r = 1 / √(variance + epsilon) and means over the n positions of the batch, the gradient is
 * dx = scale·r · (dy − mean(dy) − c·r²·mean(dy·c)).
 * Gradients of scale and shift, `[1, channels, 1, …]`, are divided by n.
 * Unless the norm is fused, each operator reads the features once and runs on all threads.
 */
export function normByBatch(
  graph: Graph,
  x: Value,
  { scale, shift, averages }: NormParameters,
): Step & { readonly moments: Moments } {
  if (averages !== undefined) return fusedNorm(graph, x, { scale, shift, averages });
  const { op } = graph;
  const axes = graph.integers([0, ...x.shape.slice(2).map((_, i) => i + 2)]);
  const mean = (value: string): string => op('ReduceMean', [value, axes], { keepdims: 1 });
  const average = mean(x.name);
  const centred = op('Sub', [x.name, average]);
  const variance = mean(op('Mul', [centred, centred]));
  const deviation = op('Sqrt', [op('Add', [variance, graph.float(NORM_EPSILON)])]);
  const gain = op('Div', [scale.name, deviation]);
  const y = { ...x, name: op('Add', [op('Mul', [centred, gain]), shift.name]), tracked: true };
  const backward = (dy: string) => {
    const share = mean(dy);
    const slope = op('Div', [mean(op('Mul', [dy, centred])), deviation]);
    const tilt = op('Mul', [centred, op('Div', [slope, deviation])]);
    const less = op('Sub', [op('Sub', [dy, share]), tilt]);
    return [op('Mul', [less, gain]), slope, share];
  };
  return { y, inputs: [x, scale, shift], backward, moments: { mean: average, variance } };
}

/** Approximate number of floats up to which ONNX Runtime computes sums and products on a single thread. */
const ONE_THREAD = 2 ** 17;

/**
 * Whether a norm should be fused into ONNX Runtime's operator, which runs on one thread: in native graphs, if the
 * runtime would compute sums and products of these features on one thread anyway.
 */
export const isFusedNorm = ({ purpose: { native, images, threads } }: Graph, { shape }: Value): boolean =>
  native && (threads === 1 || images * shape.reduce((size, n) => size * n, 1) <= ONE_THREAD);

/**
 * Appends the same norm in fewer operators and passes: ONNX Runtime computes c·a + b, with a and b per channel, in one
 * pass as a batch norm. Gradients of scale and shift are `[channels]`, divided by n.
 *
 * With s = mean(dy·c)·r, which is the gradient of the scale divided by n, dx = scale·r · (dy − (c·s·r + mean(dy))).
 */
function fusedNorm(
  graph: Graph,
  x: Value,
  { scale, shift, averages }: Required<NormParameters>,
): Step & { readonly moments: Moments } {
  const { op } = graph;
  const channels = x.shape[1]!;
  const zeros = graph.tensor(`zeros ${channels}`, [channels], new Float32Array(channels));
  const axes = graph.integers([0, ...x.shape.slice(2).map((_, i) => i + 2)]);
  const mean = op('ReduceMean', [x.name, axes], { keepdims: 1 });
  const centred = op('Sub', [x.name, mean]);
  // With a momentum of 0, the new running variance is that of the batch.
  const training = { ...EPSILON, training_mode: 1, momentum: { float: 0 } };
  const inputs = [centred, scale.name, shift.name, ...averages];
  const [name, , variance] = graph.ops('BatchNormalization', inputs, 3, training) as [string, string, string];
  const multiplyAdd = (value: string, gain: string, offset: string): string =>
    op('BatchNormalization', [value, gain, offset, zeros, variance], EPSILON);
  const backward = (dy: string) => {
    const means = (value: string): string => op('ReduceMean', [value, axes], { keepdims: 0 });
    const share = means(dy);
    const deviation = op('Sqrt', [op('Add', [variance, graph.float(NORM_EPSILON)])]);
    const slope = op('Div', [means(op('Mul', [dy, centred])), deviation]);
    const less = op('Sub', [dy, multiplyAdd(centred, slope, share)]);
    return [multiplyAdd(less, scale.name, zeros), slope, share];
  };
  return { y: { ...x, name, tracked: true }, inputs: [x, scale, shift], backward, moments: { mean, variance } };
}
