// Computes convolutions of small feature maps as matrix products, for all kernel offsets at once.
import type { Graph, Value } from '../graph/graph.js';
import type { Step } from '../operators/tape.js';
import {
  biasGradient,
  checkStride,
  type Filter,
  type Geometry,
  places,
  product,
  sumOfImages,
  timesTransposed,
} from './geometry.js';

/** Maximum number of output positions per image for which a matrix product is faster than a convolution, on CPUs. */
const MAX_POSITIONS = 16;

/** Whether {@link convolutionOfFew} is faster: on CPUs, for kernels larger than 1 with few output positions. */
export const isOfFew = (graph: Graph, { kernel, size }: Geometry): boolean =>
  graph.purpose.native && product(kernel) > 1 && product(size) <= MAX_POSITIONS;

interface Few extends Geometry {
  readonly parameters: Filter;
  readonly out: number;
  readonly normed: boolean;
}

/** Appends a convolution as matrix products: filter times im2col, `[out, in · kernel] × [in · kernel, positions]`. */
export function convolutionOfFew(graph: Graph, x: Value, few: Few): Step {
  const { op, integers } = graph;
  const { out, normed, kernel, size, stride } = few;
  const { weight, bias } = few.parameters;
  const from = x.shape[1]!;
  const lengths = x.shape.slice(2);
  const before = product(lengths);
  const after = product(size);
  const flatInput = op('Reshape', [x.name, integers([0, from, before])]);
  const views = op('Reshape', [
    op('MatMul', [flatInput, ones(graph, lengths, few, false)]),
    integers([0, from * product(kernel), after]),
  ]);
  const filter = op('Reshape', [weight.name, integers([out, from * product(kernel)])]);
  const sums = op('Reshape', [op('MatMul', [filter, views]), integers([0, out, ...size])]);
  const upright = (value: string): string => op('Reshape', [value, integers([out, ...size.map(() => 1)])]);
  const name = bias === undefined ? sums : op('Add', [sums, upright(bias.name)]);
  const inputs = bias === undefined ? [x, weight] : [x, weight, bias];
  const y = { name, shape: [x.shape[0]!, out, ...size], tracked: inputs.some(({ tracked }) => tracked) };
  const backward = (dy: string) => {
    const flat = op('Reshape', [dy, integers([0, out, after])]);
    const toInput = (): string => {
      checkStride(stride);
      const back = op('MatMul', [flat, ones(graph, lengths, few, true)]);
      const kernels = op('Reshape', [weight.name, integers([out, from, product(kernel)])]);
      const exchanged = op('Reshape', [op('Transpose', [kernels], { perm: [1, 0, 2] }), integers([from, -1])]);
      const dx = op('MatMul', [exchanged, op('Reshape', [back, integers([0, out * product(kernel), before])])]);
      return op('Reshape', [dx, integers([0, from, ...lengths])]);
    };
    const toFilter = sumOfImages(graph, timesTransposed(graph, flat, views), dy);
    return [
      x.tracked ? toInput() : undefined,
      op('Reshape', [toFilter, integers([-1])]),
      bias === undefined || normed ? undefined : biasGradient(graph, dy, kernel.length),
    ];
  };
  return { y, inputs, backward };
}

/**
 * Selection matrix `[input positions, kernel · output positions]`: 1 where the kernel at the output position reads the
 * input position with the kernel offset, else 0. For gradients with respect to the input (`back`):
 * `[output positions, kernel · input positions]`.
 */
function ones(graph: Graph, lengths: readonly number[], { kernel, stride, before, size }: Few, back: boolean): string {
  const inputPlaces = places(lengths);
  const outputPlaces = places(size);
  const sees = (place: readonly number[], after: readonly number[], position: readonly number[]): boolean =>
    position.every((n, i) => n === after[i]! * stride + place[i]! - before[i]!);
  const rows = (back ? outputPlaces : inputPlaces).map((row) =>
    places(kernel).flatMap((place) =>
      (back ? inputPlaces : outputPlaces).map((column) =>
        Number(back ? sees(place, row, column) : sees(place, column, row)),
      ),
    ),
  );
  const name = `seen${back ? ' back' : ''} [${[lengths, kernel, stride].join('; ')}]`;
  return graph.tensor(name, [rows.length, rows[0]!.length], Float32Array.from(rows.flat()));
}
