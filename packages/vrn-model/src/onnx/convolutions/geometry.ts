// Defines the parameters, geometry and sums over images that the implementations of convolution share.
import { check } from '@vrn/voxel';
import type { Graph, Value } from '../graph/graph.js';

/** A convolution's parameters in the graph. */
export interface Filter {
  /** The weights in one row of `out · in · kernel` values. `Tape.backward` returns their gradient under its name. */
  readonly weight: Value;
  /** The same weights as `[out, in, …kernel]`, the shape that ONNX requires. */
  readonly filter: () => string;
  readonly bias: Value | undefined;
}

/** Kernel, stride, padding and output size of a convolution. */
export interface Geometry {
  readonly kernel: readonly number[];
  readonly stride: number;
  /** Zero padding at the start of each spatial axis. */
  readonly before: readonly number[];
  /** Zero padding at the end of each spatial axis. */
  readonly after: readonly number[];
  /** Spatial lengths of the output. */
  readonly size: readonly number[];
}

/** An appended convolution. */
export interface Convolved {
  /** The output. */
  readonly name: string;
  /** Appends the gradient with respect to the input, given the gradient dy with respect to the output. */
  readonly toInput: (dy: string) => string;
}

export const product = (lengths: readonly number[]): number => lengths.reduce((size, n) => size * n, 1);

/** The gradient of a bias: the sum over batch and positions. */
export function biasGradient(graph: Graph, dy: string, axes: number): string {
  const positions = [0, ...Array.from({ length: axes }, (_, i) => i + 2)];
  return graph.op('ReduceSum', [dy, graph.integers(positions)], { keepdims: 0 });
}

/** Throws `bad-config` for strides above 1, for which the gradient with respect to the input is not implemented. */
export const checkStride = (stride: number): void =>
  check(stride === 1, 'bad-config', () => `network: only the first convolution may have a stride, got ${stride}`);

/**
 * Sums the matrices of all images into one row, by a product with ones, which is faster than ReduceSum. The first axis
 * of the value `batch` gives the number of images.
 */
export function sumOfImages(graph: Graph, matrices: string, batch: string): string {
  const flat = graph.op('Reshape', [matrices, graph.integers([0, -1])]);
  return graph.op('MatMul', [onePerImage(graph, batch), flat]);
}

/** Computes a · bᵀ for every image. */
export const timesTransposed = (graph: Graph, a: string, b: string): string =>
  graph.purpose.native
    ? graph.op('FusedMatMul', [a, b], { transB: 1 })
    : graph.op('MatMul', [a, graph.op('Transpose', [b], { perm: [0, 2, 1] })]);

/** A row of ones `[1, batch]`, where batch is the length of the first axis of `images`. */
const onePerImage = (graph: Graph, images: string): string =>
  graph.shared('one per image', () => {
    const batch = graph.op('Shape', [images], { start: 0, end: 1 });
    const shape = graph.op('Concat', [graph.integers([1]), batch], { axis: 0 });
    return graph.op('Expand', [graph.float(1), shape]);
  });

/** All index tuples of an array with the given lengths, the last axis fastest. */
export const places = (lengths: readonly number[]): number[][] =>
  lengths.reduce<number[][]>(
    (all, n) => all.flatMap((place) => Array.from({ length: n }, (_, i) => [...place, i])),
    [[]],
  );
