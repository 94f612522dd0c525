// Convolution, and its gradients as operators that every runtime has fast: convolution and matrix product.
import { check } from '@vrn/voxel';
import type { Convolution } from '../interpreter.js';
import type { Graph, Value } from './graph.js';
import type { Step } from './tape.js';

/** A convolution's parameters in the graph. */
export interface Filter {
  /** What gradients are of: the weights in one row, `out · in · kernel`. */
  readonly weight: Value;
  /** The same `[out, in, …kernel]`, as ONNX wants them. */
  readonly filter: string;
  readonly bias: Value | undefined;
}

interface Geometry {
  readonly kernel: readonly number[];
  readonly stride: number;
  /** Zeros before and after each spatial axis. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Spatial lengths of what comes out. */
  readonly size: readonly number[];
}

const product = (lengths: readonly number[]): number => lengths.reduce((size, n) => size * n, 1);

/** x `[batch, in, …]` to `[batch, out, …]`. A bias that only norms see is a constant: its gradient would be rounding. */
export function convolution(graph: Graph, x: Value, { weight, filter, bias }: Filter, options: Convolution): Step {
  const { out, kernel, stride = 1, normed = false } = options;
  const lengths = x.shape.slice(2);
  const size = lengths.map((n) => Math.ceil(n / stride));
  const before = kernel.map((k) => (k - 1) / 2);
  const after = kernel.map((k, i) => (size[i]! - 1) * stride + k - lengths[i]! - before[i]!);
  const geometry: Geometry = { kernel, stride, before, after, size };
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

function biasGradient(graph: Graph, dy: string, axes: number): string {
  const positions = [0, ...Array.from({ length: axes }, (_, i) => i + 2)];
  return graph.op('ReduceSum', [dy, graph.integers(positions)], { keepdims: 0 });
}

/** The convolution of dy with the kernel turned round and its channels exchanged. */
function inputGradient(
  graph: Graph,
  { filter, shape }: { readonly filter: string; readonly shape: readonly number[] },
  dy: string,
  { kernel, stride, before }: Geometry,
): string {
  check(stride === 1, 'bad-config', () => `network: only the first convolution may have a stride, got ${stride}`);
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

/** `[out, positions] × [positions, in · kernel]`: dy times x as seen from every place of the kernel, summed over images. */
function filterGradient(graph: Graph, x: Value, dy: Gradient, geometry: Geometry): string {
  const { kernel, stride } = geometry;
  const rows = product(kernel) * x.shape[1]!;
  const views = product(kernel) === 1 ? x.name : stride === 1 ? unfold(graph, x, kernel) : shifts(graph, x, geometry);
  const left = graph.op('Reshape', [dy.name, graph.integers([0, dy.channels, -1])]);
  const right = graph.op('Reshape', [views, graph.integers([0, rows, -1])]);
  const images = graph.op('MatMul', [left, graph.op('Transpose', [right], { perm: [0, 2, 1] })]);
  // Summed over images by a product with ones, a tenth of the time of a ReduceSum.
  const flat = graph.op('Reshape', [images, graph.integers([0, -1])]);
  return graph.op('Reshape', [graph.op('MatMul', [onePerImage(graph, dy.name), flat]), graph.integers([-1])]);
}

/** Ones `[1, batch]`. */
const onePerImage = (graph: Graph, images: string): string =>
  graph.shared('one an image', () => {
    const batch = graph.op('Shape', [images], { start: 0, end: 1 });
    const shape = graph.op('Concat', [graph.integers([1]), batch], { axis: 0 });
    return graph.op('Expand', [graph.float(1), shape]);
  });

/**
 * `[batch, in · kernel, …]`: every channel from every place of the kernel, by a convolution of each channel with kernels
 * that are 1 in one place.
 */
function unfold(graph: Graph, x: Value, kernel: readonly number[]): string {
  const [channels, places] = [x.shape[1]!, product(kernel)];
  const data = new Float32Array(channels * places * places);
  for (let row = 0; row < channels * places; row++) data[row * places + (row % places)] = 1;
  const ones = graph.tensor(`places [${kernel}] ${channels}`, [channels * places, 1, ...kernel], data);
  const pad = kernel.map((k) => (k - 1) / 2);
  const strides = kernel.map(() => 1);
  return graph.op('Conv', [x.name, ones], { kernel_shape: kernel, strides, pads: [...pad, ...pad], group: channels });
}

/** The same with a stride: residues of positions are taken out first, so that what is taken often is contiguous. */
function shifts(graph: Graph, x: Value, { kernel, stride, before, after, size }: Geometry): string {
  const padded = graph.op('Pad', [x.name, graph.integers([0, 0, ...before, 0, 0, ...after])]);
  const axes = graph.integers(kernel.map((_, i) => i + 2));
  const residues = new Map<string, string>();
  const residue = (place: readonly number[]): string => {
    const starts = place.map((i) => i % stride);
    const end = graph.integers(place.map(() => Number.MAX_SAFE_INTEGER));
    const steps = graph.integers(place.map(() => stride));
    const key = String(starts);
    if (!residues.has(key)) residues.set(key, graph.op('Slice', [padded, graph.integers(starts), end, axes, steps]));
    return residues.get(key)!;
  };
  const views = places(kernel).map((place) => {
    const starts = place.map((i) => Math.floor(i / stride));
    const ends = starts.map((start, i) => start + size[i]!);
    return graph.op('Slice', [residue(place), graph.integers(starts), graph.integers(ends), axes]);
  });
  const shape = graph.integers([0, x.shape[1]!, 1, ...size]);
  const stacked = views.map((view) => graph.op('Reshape', [view, shape]));
  return graph.op('Concat', stacked, { axis: 2 });
}

/** All places of a kernel, the last axis fastest. */
const places = (kernel: readonly number[]): number[][] =>
  kernel.reduce<number[][]>(
    (all, k) => all.flatMap((place) => Array.from({ length: k }, (_, i) => [...place, i])),
    [[]],
  );
