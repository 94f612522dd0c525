// Appends convolutions in ONNX Runtime's own layout for CPUs: blocks of channels, with a block's channels as last axis.
import type { Graph } from '../graph/graph.js';
import { type Convolved, type Geometry, product } from './geometry.js';

/**
 * Whether a convolution with a filter `[out, in, …kernel]` is computed in blocks: if `purpose.block` is set and the
 * convolution has two spatial axes, stride 1, complete blocks of channels and a kernel larger than 1×1. A 1×1
 * convolution is a fast matrix product in any layout.
 */
export function isBlocked(
  { purpose: { block } }: Graph,
  [out, from, ...kernel]: readonly [number, number, ...number[]],
  { stride }: Geometry,
): boolean {
  const isPlanar = kernel.length === 2 && product(kernel) > 1 && stride === 1;
  return block !== undefined && isPlanar && [out, from].every((channels) => channels % block === 0);
}

interface Operands {
  /** The filter's values in one row, in the order of `shape`. */
  readonly weight: string;
  readonly bias: string | undefined;
  /** The filter's shape `[out, in, …kernel]`. */
  readonly shape: readonly [number, number, ...number[]];
  readonly geometry: Geometry;
}

/**
 * Appends the convolution of x `[batch, in, …]`. Features and gradients are converted from the standard layout to
 * blocks before each convolution, and back after it.
 */
export function convolveBlocked(graph: Graph, x: string, { weight, bias, shape, geometry }: Operands): Convolved {
  const { op, integers } = graph;
  const { kernel, before, after } = geometry;
  const [out, from] = shape;
  const attributes = { kernel_shape: kernel, strides: kernel.map(() => 1), pads: [...before, ...after] };
  const convolved = (value: string, operands: readonly string[], channels: number): string => {
    const y = op('BlockedConv', [op('ReorderInput', [value]), ...operands], attributes);
    return op('ReorderOutput', [y], { channels });
  };
  const blocks = filterBlocks(graph, weight, shape);
  const filter = op('Reshape', [blocks, integers(shape)]);
  const toInput = (dy: string): string => {
    const exchanged = op('Reshape', [exchangedBlocks(graph, blocks, shape), integers([from, out, ...kernel])]);
    return convolved(dy, [exchanged], from);
  };
  return { name: convolved(x, [filter, ...(bias === undefined ? [] : [bias])], out), toInput };
}

/**
 * Arranges a filter as the layout requires, with B channels per block: `[out / B, in / B, kernel, B, B]`, where the
 * last two axes are the input and the output channel within a block. Two transpositions that move one axis each are
 * faster than one of all axes.
 */
function filterBlocks(graph: Graph, weight: string, [out, , ...kernel]: Operands['shape']): string {
  const { op, integers } = graph;
  const block = graph.purpose.block!;
  const rows = op('Reshape', [weight, integers([out / block, block, -1])]);
  const outLast = op('Transpose', [rows], { perm: [0, 2, 1] });
  const places = op('Reshape', [outLast, integers([-1, block, product(kernel), block])]);
  return op('Transpose', [places], { perm: [0, 2, 1, 3] });
}

/**
 * Rearranges the result of {@link filterBlocks} for the gradient with respect to the input: exchanges input and output
 * channels, and reverses kernels.
 */
function exchangedBlocks(graph: Graph, blocks: string, [out, from, ...kernel]: Operands['shape']): string {
  const { op, integers } = graph;
  const block = graph.purpose.block!;
  const places = product(kernel);
  const squares = op('Reshape', [blocks, integers([-1, block, block])]);
  const order: number[] = [];
  for (let i = 0; i < from / block; i++) {
    for (let o = 0; o < out / block; o++) {
      for (let place = places - 1; place >= 0; place--) order.push((o * (from / block) + i) * places + place);
    }
  }
  return op('Gather', [op('Transpose', [squares], { perm: [0, 2, 1] }), integers(order)], { axis: 0 });
}
