// Upsamples features by repetition, and volumes by linear interpolation with aligned corners; appends the gradients.
import { interpolationWeights } from '../../tensors/linearResize.js';
import type { Graph, Value } from '../graph/graph.js';
import type { Step } from './tape.js';

const product = (lengths: readonly number[]): number => lengths.reduce((size, n) => size * n, 1);

/** Repeats every value along each spatial axis as often as `factors` gives for that axis. */
export function nearest(graph: Graph, x: string, factors: readonly number[]): string {
  const scales = [1, 1, ...factors];
  const name = graph.tensor(`scales [${scales}]`, [scales.length], Float32Array.from(scales));
  const attributes = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
  return graph.op('Resize', [x, '', name], attributes);
}

/** Appends nearest-neighbour upsampling. The gradient of an input value is the sum of dy over the value's copies. */
export function upsample(graph: Graph, x: Value, factors: readonly number[]): Step {
  const [batch, channels, ...lengths] = x.shape as [number, number, ...number[]];
  const y = {
    name: nearest(graph, x.name, factors),
    shape: [batch, channels, ...lengths.map((n, i) => n * factors[i]!)],
    tracked: x.tracked,
  };
  const backward = (dy: string) => {
    const mean = graph.op('AveragePool', [dy], { kernel_shape: factors, strides: factors });
    return [graph.op('Mul', [mean, graph.float(product(factors))])];
  };
  return { y, inputs: [x], backward };
}

/** Lengths of a volume: rows, columns, slices. */
export type Lengths = readonly [number, number, number];

/** An axis of volumes `[…, rows, columns, slices]`, with its lengths before and after resampling. */
export interface Axis {
  /** Index of the axis among rows, columns, slices: 0 to 2. */
  readonly axis: number;
  readonly from: number;
  readonly to: number;
  /** Lengths of the volume after resampling of all earlier axes; the entry of the axis itself is not used. */
  readonly lengths: Lengths;
}

/** Returns the axes along which `lengths` and `size` differ, in order, for resampling from `lengths` to `size`. */
export function changes(lengths: Lengths, size: Lengths): Axis[] {
  const axes = lengths.map((from, axis) => {
    const before = lengths.map((n, i) => (i < axis ? size[i]! : n)) as unknown as Lengths;
    return { axis, from, to: size[axis]!, lengths: before };
  });
  return axes.filter(({ from, to }) => from !== to);
}

/** Resamples `[batch, rows, columns, slices]` linearly along an axis, corners aligned, by one matrix product. */
export const stretch = (graph: Graph, x: string, axis: Axis): string => along(graph, x, axis, false);

/** Maps the gradient with respect to the output of {@link stretch} to the gradient with respect to the input. */
export const stretchGradient = (graph: Graph, dy: string, axis: Axis): string => along(graph, dy, axis, true);

function along(graph: Graph, x: string, { axis, from, to, lengths }: Axis, back: boolean): string {
  if (axis === 2) return graph.op('MatMul', [x, weights(graph, from, to, !back)]);
  const product = weights(graph, from, to, back);
  if (axis === 1) return graph.op('MatMul', [product, x]);
  const [before, after] = back ? [to, from] : [from, to];
  const blocks = graph.op('Reshape', [x, graph.integers([0, before, lengths[1] * lengths[2]])]);
  const moved = graph.op('MatMul', [product, blocks]);
  return graph.op('Reshape', [moved, graph.integers([0, after, lengths[1], lengths[2]])]);
}

/** Interpolation weights as a constant: `[to, from]`, or transposed `[from, to]`. */
function weights(graph: Graph, from: number, to: number, transposed: boolean): string {
  const data = interpolationWeights(from, to);
  if (!transposed) return graph.tensor(`lines ${from} to ${to}`, [to, from], data);
  const swapped = data.map((_, i) => data[(i % to) * from + Math.floor(i / to)]!);
  return graph.tensor(`lines ${from} to ${to} turned`, [from, to], swapped);
}
