// Batch norm by running averages or by the batch's own statistics, with its gradient.
import { NORM_EPSILON } from '../tensors.js';
import type { Graph, Value } from './graph.js';
import type { Step } from './tape.js';

/** The parameters of a norm, each `[channels]`. */
export interface NormParameters {
  readonly scale: Value;
  readonly shift: Value;
}

/** The batch's mean `[1, channels, 1, …]` and (biased) variance `[channels]`. */
export interface Moments {
  readonly mean: string;
  readonly variance: string;
}

const EPSILON = { epsilon: { float: NORM_EPSILON } };

/** By running averages: one operator, of scale, shift, mean and variance. */
export function normByRunning(graph: Graph, x: Value, parameters: readonly string[]): Value {
  return { ...x, name: graph.op('BatchNormalization', [x.name, ...parameters], EPSILON) };
}

/**
 * (x − mean) / √(variance + epsilon) · scale + shift, the mean taken away before all else: see `normalise`.
 *
 * What is left is the operator of inference with a mean of 0, and so is most of the gradient: with c = x − mean,
 * r = 1 / √(variance + epsilon) and means over the n positions, dx = scale·r · (dy − mean(dy) − c·r²·mean(dy·c)).
 * Gradients to scale and shift come divided by n: multiply them by it.
 */
export function normByBatch(
  graph: Graph,
  x: Value,
  { scale, shift }: NormParameters,
): Step & { readonly moments: Moments } {
  const { op } = graph;
  const axes = graph.integers([0, ...x.shape.slice(2).map((_, i) => i + 2)]);
  const mean = (value: string, keepdims: 0 | 1): string => op('ReduceMean', [value, axes], { keepdims });
  const zeros = graph.tensor(`zeros ${x.shape[1]}`, [x.shape[1]!], new Float32Array(x.shape[1]!));
  const average = mean(x.name, 1);
  const centred = op('Sub', [x.name, average]);
  const variance = mean(op('Mul', [centred, centred]), 0);
  const lines = (value: string, gain: string, offset: string): string =>
    op('BatchNormalization', [value, gain, offset, zeros, variance], EPSILON);
  const y = { ...x, name: lines(centred, scale.name, shift.name), tracked: true };
  const backward = (dy: string) => {
    const share = mean(dy, 0);
    const deviation = op('Sqrt', [op('Add', [variance, graph.float(NORM_EPSILON)])]);
    const slope = op('Div', [mean(op('Mul', [dy, centred]), 0), deviation]);
    const less = op('Sub', [dy, lines(centred, slope, share)]);
    return [lines(less, scale.name, zeros), slope, share];
  };
  return { y, inputs: [x, scale, shift], backward, moments: { mean: average, variance } };
}
