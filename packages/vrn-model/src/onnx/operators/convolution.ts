// Convolution, and its gradients as operators that every runtime has fast: convolution and matrix product.
import { check } from '@vrn/voxel';
import type { Convolution } from '../../network/interpreter.js';
import type { Graph, Value } from '../graph/graph.js';
import { convolutionOfFew, isOfFew } from './fewPositions.js';
import type { Step } from './tape.js';

/** A convolution's parameters in the graph. */
export interface Filter {
  /** What gradients are of: the weights in one row, `out · in · kernel`. */
  readonly weight: Value;
  /** The same `[out, in, …kernel]`, as ONNX wants them. */
  readonly filter: () => string;
  readonly bias: Value | undefined;
}

export interface Geometry {
  readonly kernel: readonly number[];
  readonly stride: number;
  /** Zeros before and after each spatial axis. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Spatial lengths of what comes out. */
  readonly size: readonly number[];
}

export const product = (lengths: readonly number[]): number => lengths.reduce((size, n) => size * n, 1);

/** x `[batch, in, …]` to `[batch, out, …]`. A bias that only norms see is a constant: its gradient would be rounding. */
export function convolution(graph: Graph, x: Value, parameters: Filter, options: Convolution): Step {
  const { out, kernel, stride = 1, normed = false } = options;
  const lengths = x.shape.slice(2);
  const size = lengths.map((n) => Math.ceil(n / stride));
  const before = kernel.map((k) => (k - 1) / 2);
  const after = kernel.map((k, i) => (size[i]! - 1) * stride + k - lengths[i]! - before[i]!);
  const geometry: Geometry = { kernel, stride, before, after, size };
  if (isOfFew(graph, geometry)) return convolutionOfFew(graph, x, parameters, { ...geometry, out, normed });
  const { weight, bias } = parameters;
  const filter = parameters.filter();
  const attributes = { kernel_shape: kernel, strides: kernel.map(() => stride), pads: [...before, ...after] };
  const inputs = bias === undefined ? [x, weight] : [x, weight, bias];
  const name = graph.op('Conv', [x.name, filter, ...(bias === undefined ? [] : [bias.name])], attributes);
  const y = { name, shape: [x.shape[0]!, out, ...size], tracked: inputs.some(({ tracked }) => tracked) };
  const backward = (dy: string) => [
    x.tracked ? inputGradient(graph, { filter, shape: [out, x.shape[1]!, ...kernel] }, dy, geometry) : undefined,
    filterGradient(graph, x, { name: dy, channels: out }, geometry),
    bias === undefined || normed ? undefined : biasGradient(graph, dy, kernel.length),
  ];
  return { y, inputs, backward };
}

export function biasGradient(graph: Graph, dy: string, axes: number): string {
  const positions = [0, ...Array.from({ length: axes }, (_, i) => i + 2)];
  return graph.op('ReduceSum', [dy, graph.integers(positions)], { keepdims: 0 });
}

export const checkStride = (stride: number): void =>
  check(stride === 1, 'bad-config', () => `network: only the first convolution may have a stride, got ${stride}`);

/** The convolution of dy with the kernel turned round and its channels exchanged. */
function inputGradient(
  graph: Graph,
  { filter, shape }: { readonly filter: string; readonly shape: readonly number[] },
  dy: string,
  { kernel, stride, before }: Geometry,
): string {
  checkStride(stride);
  const turned = product(kernel) === 1 ? filter : turnedRound(graph, filter, shape);
  const exchanged = graph.op('Transpose', [turned], { perm: [1, 0, ...kernel.map((_, i) => i + 2)] });
  const attributes = { kernel_shape: kernel, strides: kernel.map(() => 1), pads: [...before, ...before] };
  return graph.op('Conv', [dy, exchanged], attributes);
}

/** Every kernel from its last place to its first: a product with ones across, a tenth of the time of a reversing Slice. */
function turnedRound(graph: Graph, filter: string, shape: readonly number[]): string {
  const places = product(shape.slice(2));
  const data = new Float32Array(places * places);
  for (let place = 0; place < places; place++) data[place * places + places - 1 - place] = 1;
  const across = graph.tensor(`across ${places}`, [places, places], data);
  const kernels = graph.op('Reshape', [filter, graph.integers([-1, places])]);
  return graph.op('Reshape', [graph.op('MatMul', [kernels, across]), graph.integers(shape)]);
}

interface Gradient {
  readonly name: string;
  readonly channels: number;
}

/**
 * dy times x as seen from every place of the kernel, summed over positions and images: `out · in · kernel`.
 *
 * Or, for some of the kernel's axes, x times dy as seen from the opposite places: `[out · some, positions] × [positions,
 * in · others]` has the same products and needs fewer views.
 */
function filterGradient(
  graph: Graph,
  x: Value,
  dy: Gradient,
  { kernel, stride, before, after, size }: Geometry,
): string {
  const [from, positions] = [x.shape[1]!, product(size)];
  const extent = { kernel, positions, from, out: dy.channels };
  const some = stride === 1 ? placesOfGradient(graph, extent) : kernel.map(() => 1);
  const others = kernel.map((k, i) => k / some[i]!);
  const margins = { stride, before, after };
  const left = views(graph, dy, { ...margins, kernel: some, turned: true });
  const right = views(graph, { name: x.name, channels: from }, { ...margins, kernel: others, turned: false });
  const images = timesTransposed(
    graph,
    graph.op('Reshape', [left, graph.integers([0, dy.channels * product(some), -1])]),
    graph.op('Reshape', [right, graph.integers([0, from * product(others), -1])]),
  );
  let sum = sumOfImages(graph, images, dy.name);
  if (product(some) > 1) {
    const axes = graph.op('Reshape', [sum, graph.integers([dy.channels, ...some, from, ...others])]);
    const places = kernel.flatMap((_, i) => [1 + i, 2 + kernel.length + i]);
    sum = graph.op('Transpose', [axes], { perm: [0, 1 + kernel.length, ...places] });
  }
  return graph.op('Reshape', [sum, graph.integers([-1])]);
}

/** The sum of matrices, one an image of `batch`, in one row: as a product with ones, a tenth of the time of a ReduceSum. */
export function sumOfImages(graph: Graph, matrices: string, batch: string): string {
  const flat = graph.op('Reshape', [matrices, graph.integers([0, -1])]);
  return graph.op('MatMul', [onePerImage(graph, batch), flat]);
}

/** a · bᵀ for every image. */
export const timesTransposed = (graph: Graph, a: string, b: string): string =>
  graph.purpose.native
    ? graph.op('FusedMatMul', [a, b], { transB: 1 })
    : graph.op('MatMul', [a, graph.op('Transpose', [b], { perm: [0, 2, 1] })]);

/** What it takes to move one number of a filter when its axes are put in order, in numbers of views written meanwhile. */
const MOVED = 17;

/** A filter's gradient as far as its cost goes. */
interface Extent {
  readonly kernel: readonly number[];
  /** Of an image. */
  readonly positions: number;
  readonly from: number;
  readonly out: number;
}

/** The places of a kernel that gradients are seen from, all of an axis or one, so that there is least to do. */
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
  const costs = choices.map((some) => {
    const views =
      written(some, out) +
      written(
        kernel.map((k, i) => k / some[i]!),
        from,
      );
    return graph.purpose.images * positions * views + (product(some) > 1 ? MOVED * from * out * product(kernel) : 0);
  });
  return choices[costs.indexOf(Math.min(...costs))]!;
}

/** Ones `[1, batch]`. */
const onePerImage = (graph: Graph, images: string): string =>
  graph.shared('one an image', () => {
    const batch = graph.op('Shape', [images], { start: 0, end: 1 });
    const shape = graph.op('Concat', [graph.integers([1]), batch], { axis: 0 });
    return graph.op('Expand', [graph.float(1), shape]);
  });

interface Views extends Omit<Geometry, 'size'> {
  /** Whether from the last place to the first. */
  readonly turned: boolean;
}

/**
 * `[batch, channels · kernel, …]`: every channel from every place of the kernel. Axis by axis, by convolutions of each
 * channel with kernels that are 1 in one place.
 */
function views(graph: Graph, { name, channels }: Gradient, { kernel, stride, before, after, turned }: Views): string {
  let value = name;
  let width = channels;
  for (const [axis, places] of kernel.entries()) {
    if (places === 1) continue;
    const along = (there: number, elsewhere: number): number[] =>
      kernel.map((_, i) => (i === axis ? there : elsewhere));
    const data = new Float32Array(width * places * places);
    for (let row = 0; row < width * places; row++) {
      const place = row % places;
      data[row * places + (turned ? places - 1 - place : place)] = 1;
    }
    const lengths = along(places, 1);
    const ones = graph.tensor(`places [${lengths}] ${width} ${turned}`, [width * places, 1, ...lengths], data);
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
