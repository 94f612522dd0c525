// Appends batch norms with running averages, or with the statistics of the batch and a gradient.
import { NORM_EPSILON } from '../../tensors/tensors.js';
import type { Graph, Value } from '../graph/graph.js';
import type { Step } from './tape.js';

/** The parameters of a norm, each `[channels, 1, …]` with a 1 for every spatial axis. */
export interface NormParameters {
  readonly scale: Value;
  readonly shift: Value;
}

/** The batch's mean and (biased) variance, each `[1, channels, 1, …]`. */
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
 * Appends (x − mean) / √(variance + epsilon) · scale + shift. The mean is subtracted first: see `normalise`.
 *
 * With c = x − mean, r = 1 / √(variance + epsilon) and means over the n positions of the batch, the gradient is
 * dx = scale·r · (dy − mean(dy) − c·r²·mean(dy·c)).
 * Gradients of scale and shift, `[1, channels, 1, …]`, are divided by n.
 * Each operator reads the features once and runs on all threads.
 */
export function normByBatch(
  graph: Graph,
  x: Value,
  { scale, shift }: NormParameters,
): Step & { readonly moments: Moments } {
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
