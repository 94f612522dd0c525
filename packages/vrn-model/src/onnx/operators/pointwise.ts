// Appends simple operators and their gradients: ReLU, sums, concatenation, transposed axes.
import type { Graph, Value } from '../graph/graph.js';
import type { Step } from './tape.js';

const any = (values: readonly Value[]): boolean => values.some(({ tracked }) => tracked);

/**
 * 1 where direction · x > 0, else 0. Appends a HardSigmoid whose slope is so steep that only denormal numbers get
 * values in between: one operator on all threads, faster than a comparison and a selection.
 */
export const steepStep = (graph: Graph, x: string, direction: 1 | -1): string =>
  graph.op('HardSigmoid', [x], { alpha: { float: direction * 3e38 }, beta: { float: 0 } });

/** max(x, 0); the gradient at 0 is 0. */
export function relu(graph: Graph, x: Value): Step {
  const y = { ...x, name: graph.op('Relu', [x.name]) };
  const backward = (dy: string) => [graph.op('Mul', [dy, steepStep(graph, y.name, 1)])];
  return { y, inputs: [x], backward };
}

export function add(graph: Graph, a: Value, b: Value): Step {
  const y = { ...a, name: graph.op('Add', [a.name, b.name]), tracked: any([a, b]) };
  return { y, inputs: [a, b], backward: (dy) => [dy, dy] };
}

/** Concatenates along channels. */
export function concat(graph: Graph, parts: readonly Value[]): Step {
  const channels = parts.map(({ shape }) => shape[1]!);
  const [batch, , ...spatial] = parts[0]!.shape as [number, number, ...number[]];
  const shape = [batch, channels.reduce((sum, n) => sum + n), ...spatial];
  const name = graph.op(
    'Concat',
    parts.map((part) => part.name),
    { axis: 1 },
  );
  const backward = (dy: string) => graph.ops('Split', [dy, graph.integers(channels)], parts.length, { axis: 1 });
  return { y: { name, shape, tracked: any(parts) }, inputs: parts, backward };
}

/** `[batch, slices · features, rows, columns]` → `[batch, features, slices, rows, columns]`. */
export function lift(graph: Graph, x: Value, slices: number): Step {
  const [batch, channels, ...plane] = x.shape as [number, number, number, number];
  const features = channels / slices;
  const swap = { perm: [0, 2, 1, 3, 4] };
  const split = graph.op('Reshape', [x.name, graph.integers([0, slices, features, ...plane])]);
  const y = {
    name: graph.op('Transpose', [split], swap),
    shape: [batch, features, slices, ...plane],
    tracked: x.tracked,
  };
  const backward = (dy: string) => [
    graph.op('Reshape', [graph.op('Transpose', [dy], swap), graph.integers([0, channels, ...plane])]),
  ];
  return { y, inputs: [x], backward };
}

/**
 * Moves slices to the last axis: `[batch, slices, rows, columns]` or `[batch, 1, slices, rows, columns]` →
 * `[batch, rows, columns, slices]`.
 */
export function slicesLast(graph: Graph, x: Value): Step {
  const [slices, rows, columns] = x.shape.slice(-3) as [number, number, number];
  const volumetric = x.shape.length === 5;
  const reshaped = (value: string, shape: readonly number[]): string =>
    volumetric ? graph.op('Reshape', [value, graph.integers([0, ...shape])]) : value;
  const y = {
    name: graph.op('Transpose', [reshaped(x.name, [slices, rows, columns])], { perm: [0, 2, 3, 1] }),
    shape: [x.shape[0]!, rows, columns, slices],
    tracked: x.tracked,
  };
  const backward = (dy: string) => [
    reshaped(graph.op('Transpose', [dy], { perm: [0, 3, 1, 2] }), [1, slices, rows, columns]),
  ];
  return { y, inputs: [x], backward };
}
