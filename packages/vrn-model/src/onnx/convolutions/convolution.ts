// Appends convolutions and their gradients. Gradients with respect to inputs and filters are computed by convolutions
// and matrix products, for which runtimes are optimised.
import type { Convolution } from '../../network/interpreter.js';
import type { Graph, Value } from '../graph/graph.js';
import type { Step } from '../operators/tape.js';
import { convolveBlocked, isBlocked } from './blockedConvolution.js';
import { convolutionOfFew, isOfFew } from './fewPositions.js';
import { gatheredGradient, isGathered } from './gatheredGradient.js';
import {
  biasGradient,
  type Convolved,
  checkStride,
  type Filter,
  type Geometry,
  product,
  sumOfImages,
  timesTransposed,
} from './geometry.js';

/**
 * Appends the convolution from x `[batch, in, …]` to `[batch, out, …]`. A bias that only feeds norms gets no
 * gradient: the norms subtract it, so its gradient would be rounding error only.
 */
export function convolution(graph: Graph, x: Value, options: Convolution & { readonly parameters: Filter }): Step {
  const { parameters, out, kernel, stride = 1, normed = false } = options;
  const lengths = x.shape.slice(2);
  const size = lengths.map((n) => Math.ceil(n / stride));
  const before = kernel.map((k) => (k - 1) / 2);
  const after = kernel.map((k, i) => (size[i]! - 1) * stride + k - lengths[i]! - before[i]!);
  const geometry: Geometry = { kernel, stride, before, after, size };
  if (isOfFew(graph, geometry)) return convolutionOfFew(graph, x, { ...geometry, parameters, out, normed });
  const { weight, bias } = parameters;
  const shape = [out, x.shape[1]!, ...kernel] as const;
  const { name, toInput } = isBlocked(graph, shape, geometry)
    ? convolveBlocked(graph, x.name, { weight: weight.name, bias: bias?.name, shape, geometry })
    : convolve(graph, x.name, { filter: parameters.filter(), bias: bias?.name, shape, geometry });
  const inputs = bias === undefined ? [x, weight] : [x, weight, bias];
  const y = { name, shape: [x.shape[0]!, out, ...size], tracked: inputs.some(({ tracked }) => tracked) };
  const backward = (dy: string) => [
    x.tracked ? toInput(dy) : undefined,
    filterGradient(graph, x, { name: dy, channels: out }, geometry),
    bias === undefined || normed ? undefined : biasGradient(graph, dy, kernel.length),
  ];
  return { y, inputs, backward };
}

interface Operands {
  readonly filter: string;
  readonly bias: string | undefined;
  /** The filter's shape `[out, in, …kernel]`. */
  readonly shape: readonly number[];
  readonly geometry: Geometry;
}

/**
 * Appends the convolution in the standard layout. The gradient with respect to x is dy convolved with the reversed
 * kernel, with input and output channels exchanged.
 */
function convolve(graph: Graph, x: string, { filter, bias, shape, geometry }: Operands): Convolved {
  const { kernel, stride, before, after } = geometry;
  const attributes = { kernel_shape: kernel, strides: kernel.map(() => stride), pads: [...before, ...after] };
  const toInput = (dy: string): string => {
    checkStride(stride);
    const reversed = product(kernel) === 1 ? filter : reverseKernels(graph, filter, shape);
    const exchanged = graph.op('Transpose', [reversed], { perm: [1, 0, ...kernel.map((_, i) => i + 2)] });
    return graph.op('Conv', [dy, exchanged], { ...attributes, pads: [...before, ...before] });
  };
  return { name: graph.op('Conv', [x, filter, ...(bias === undefined ? [] : [bias])], attributes), toInput };
}

/** Reverses every kernel by a product with an anti-diagonal matrix of ones, which is faster than a reversing Slice. */
function reverseKernels(graph: Graph, filter: string, shape: readonly number[]): string {
  const places = product(shape.slice(2));
  const data = new Float32Array(places * places);
  for (let place = 0; place < places; place++) data[place * places + places - 1 - place] = 1;
  const antiDiagonal = graph.tensor(`across ${places}`, [places, places], data);
  const kernels = graph.op('Reshape', [filter, graph.integers([-1, places])]);
  return graph.op('Reshape', [graph.op('MatMul', [kernels, antiDiagonal]), graph.integers(shape)]);
}

interface Gradient {
  readonly name: string;
  readonly channels: number;
}

/**
 * The gradient with respect to the filter: dy times the views of x (x shifted by every kernel offset), summed over
 * positions and images, `out · in · kernel` values.
 *
 * For some of the kernel's axes, dy may be shifted by the opposite offsets instead of x:
 * `[out · gradientKernel, positions] × [positions, in · inputKernel]` has the same products and may need fewer
 * views.
 */
function filterGradient(graph: Graph, x: Value, dy: Gradient, geometry: Geometry): string {
  if (isGathered(graph, dy.channels, geometry)) return gatheredGradient(graph, x, dy, geometry);
  const { kernel, stride, before, after, size } = geometry;
  const from = x.shape[1]!;
  const positions = product(size);
  const extent = { kernel, positions, from, out: dy.channels };
  const gradientKernel = stride === 1 ? placesOfGradient(graph, extent) : kernel.map(() => 1);
  const inputKernel = kernel.map((k, i) => k / gradientKernel[i]!);
  const margins = { stride, before, after };
  const left = views(graph, dy, { ...margins, kernel: gradientKernel, reversed: true });
  const right = views(graph, { name: x.name, channels: from }, { ...margins, kernel: inputKernel, reversed: false });
  const images = timesTransposed(
    graph,
    graph.op('Reshape', [left, graph.integers([0, dy.channels * product(gradientKernel), -1])]),
    graph.op('Reshape', [right, graph.integers([0, from * product(inputKernel), -1])]),
  );
  let sum = sumOfImages(graph, images, dy.name);
  if (product(gradientKernel) > 1) {
    const axes = graph.op('Reshape', [sum, graph.integers([dy.channels, ...gradientKernel, from, ...inputKernel])]);
    const places = kernel.flatMap((_, i) => [1 + i, 2 + kernel.length + i]);
    sum = graph.op('Transpose', [axes], { perm: [0, 1 + kernel.length, ...places] });
  }
  return graph.op('Reshape', [sum, graph.integers([-1])]);
}

/** Cost of transposing one filter element, relative to writing one element of a view. */
const TRANSPOSE_COST = 17;

/** The sizes that determine the cost of a filter gradient. */
interface Extent {
  readonly kernel: readonly number[];
  /** Number of output positions per image. */
  readonly positions: number;
  readonly from: number;
  readonly out: number;
}

/**
 * Chooses the axes of the kernel along which dy is shifted instead of x, to minimise the estimated cost. Returns the
 * number of shifts of dy per axis: the kernel's length on a chosen axis, else 1.
 */
function placesOfGradient(graph: Graph, { kernel, positions, from, out }: Extent): number[] {
  const choices = kernel.reduce<number[][]>(
    (all, k) =>
      all.flatMap((each) => [
        [...each, 1],
        [...each, k],
      ]),
    [[]],
  );
  const written = (lengths: readonly number[], channels: number): number => {
    const stages = lengths.map((_, axis) => channels * product(lengths.slice(0, axis + 1)));
    return stages.reduce((sum, n, axis) => (lengths[axis] === 1 ? sum : sum + n), 0);
  };
  const costs = choices.map((gradientKernel) => {
    const views =
      written(gradientKernel, out) +
      written(
        kernel.map((k, i) => k / gradientKernel[i]!),
        from,
      );
    return (
      graph.purpose.images * positions * views +
      (product(gradientKernel) > 1 ? TRANSPOSE_COST * from * out * product(kernel) : 0)
    );
  });
  return choices[costs.indexOf(Math.min(...costs))]!;
}

interface Views extends Omit<Geometry, 'size'> {
  /** Whether the kernel offsets are in reverse order. */
  readonly reversed: boolean;
}

/**
 * Every channel shifted by every kernel offset (im2col): `[batch, channels · kernel, …]`. Computed axis by axis, by
 * depthwise convolutions with kernels that are 1 at one offset and 0 elsewhere.
 */
function views(graph: Graph, { name, channels }: Gradient, { kernel, stride, before, after, reversed }: Views): string {
  let value = name;
  let width = channels;
  for (const [axis, places] of kernel.entries()) {
    if (places === 1) continue;
    const along = (onAxis: number, elsewhere: number): number[] =>
      kernel.map((_, i) => (i === axis ? onAxis : elsewhere));
    const data = new Float32Array(width * places * places);
    for (let row = 0; row < width * places; row++) {
      const place = row % places;
      data[row * places + (reversed ? places - 1 - place : place)] = 1;
    }
    const lengths = along(places, 1);
    const ones = graph.tensor(`places [${lengths}] ${width} ${reversed}`, [width * places, 1, ...lengths], data);
    value = graph.op('Conv', [value, ones], {
      kernel_shape: lengths,
      strides: along(stride, 1),
      pads: [...along(before[axis]!, 0), ...along(after[axis]!, 0)],
      group: width,
    });
    width *= places;
  }
  return value;
}
