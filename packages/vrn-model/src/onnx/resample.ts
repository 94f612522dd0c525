// Upsampling by repetition and by lines between aligned corners, with their gradients.
import { interpolationWeights } from '../linearResize.js';
import type { Graph, Value } from './graph.js';
import type { Step } from './tape.js';

const product = (lengths: readonly number[]): number => lengths.reduce((size, n) => size * n, 1);

/** Every value repeated `factors` times. */
export function nearest(graph: Graph, x: string, factors: readonly number[]): string {
  const scales = [1, 1, ...factors];
  const name = graph.tensor(`scales [${scales}]`, [scales.length], Float32Array.from(scales));
  const attributes = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
  return graph.op('Resize', [x, '', name], attributes);
}

/** Nearest-neighbour upsampling; the gradient is summed over blocks. */
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

/**
 * `[batch, channels, …]` to `[batch, …size, channels]`: linear along each spatial axis, corners aligned, as one matrix
 * product an axis. Channels come last, which is how volumes lie; that is done first, while there is little to move.
 */
export function resize(graph: Graph, x: Value, size: readonly number[]): Step {
  const [batch, channels, ...lengths] = x.shape as [number, number, ...number[]];
  const last = [0, ...lengths.map((_, i) => i + 2), 1];
  const first = [0, lengths.length + 1, ...lengths.map((_, i) => i + 1)];
  const move = (value: string, perm: readonly number[]): string =>
    channels === 1 ? value : graph.op('Transpose', [value], { perm });
  const axes = lengths.map((_, i) => i);
  const sizeBefore = (axis: number): number[] => lengths.map((n, i) => (i < axis ? size[i]! : n));
  let name = move(x.name, last);
  for (const axis of axes) {
    name = along(graph, name, { axis, lengths: sizeBefore(axis), to: size[axis]!, channels });
  }
  name = graph.op('Reshape', [name, graph.integers([0, ...size, channels])]);
  const backward = (dy: string) => {
    let dx = dy;
    for (const axis of axes.toReversed()) {
      dx = along(graph, dx, { axis, lengths: sizeBefore(axis + 1), to: lengths[axis]!, channels, back: true });
    }
    const [shape, perm] = channels === 1 ? [[0, 1, ...lengths], last] : [[0, ...lengths, channels], first];
    return [move(graph.op('Reshape', [dx, graph.integers(shape)]), perm)];
  };
  return { y: { name, shape: [batch, ...size, channels], tracked: x.tracked }, inputs: [x], backward };
}

interface Along {
  readonly axis: number;
  /** Spatial lengths of what goes in. */
  readonly lengths: readonly number[];
  /** The axis' length afterwards. */
  readonly to: number;
  readonly channels: number;
  /** Whether this is the gradient of a resizing from `to`. */
  readonly back?: boolean;
}

/** The product of an axis with its weights, or with their transpose. */
function along(graph: Graph, x: string, { axis, lengths, to, channels, back = false }: Along): string {
  const from = lengths[axis]!;
  if (from === to) return x;
  const [outer, inner] = [product(lengths.slice(0, axis)), product(lengths.slice(axis + 1)) * channels];
  const [short, long] = back ? [to, from] : [from, to];
  if (inner === 1) {
    const rows = graph.op('Reshape', [x, graph.integers([0, outer, from])]);
    return graph.op('MatMul', [rows, weights(graph, short, long, !back)]);
  }
  const blocks = graph.op('Reshape', [x, graph.integers([0, outer, from, inner])]);
  return graph.op('MatMul', [weights(graph, short, long, back), blocks]);
}

/** `[to, from]`, or transposed `[from, to]`. */
function weights(graph: Graph, from: number, to: number, transposed: boolean): string {
  const data = interpolationWeights(from, to);
  if (!transposed) return graph.tensor(`lines ${from} to ${to}`, [to, from], data);
  const turned = data.map((_, i) => data[(i % to) * from + Math.floor(i / to)]!);
  return graph.tensor(`lines ${from} to ${to} turned`, [from, to], turned);
}
