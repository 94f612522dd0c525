// Appends max pooling and its gradient, which goes to the positions of the maxima.
import type { Graph, Value } from '../graph/graph.js';
import { nearest } from './resample.js';
import type { Step } from './tape.js';

/**
 * Appends max pooling by `factors` (1 or 2, one per spatial axis). The gradient goes to the first position of the
 * maximum in row-major order within the block, which breaks ties as tfjs does.
 */
export function maxPool(graph: Graph, x: Value, factors: readonly number[]): Step {
  const { op } = graph;
  const [batch, channels, ...lengths] = x.shape as [number, number, ...number[]];
  const size = lengths.map((n, i) => n / factors[i]!);
  const blocks = { kernel_shape: factors, strides: factors };
  const to = { shape: [batch, channels, ...size], tracked: x.tracked };
  if (graph.purpose.native) {
    const [name, places] = graph.ops('MaxPool', [x.name], 2, blocks) as [string, string];
    const backward = (dy: string) => [op('MaxUnpool', [dy, places], blocks)];
    return { y: { ...to, name }, inputs: [x], backward };
  }
  const maximum = (value: string): string => op('MaxPool', [value], blocks);
  const y = { ...to, name: maximum(x.name) };
  const backward = (dy: string) => {
    const stood = op('Equal', [x.name, nearest(graph, y.name, factors)]);
    const rank = op('Where', [stood, ranks(graph, lengths, factors), graph.float(0)]);
    const first = op('Equal', [rank, nearest(graph, maximum(rank), factors)]);
    return [op('Where', [first, nearest(graph, dy, factors), graph.float(0)])];
  };
  return { y, inputs: [x], backward };
}

/** Ranks of positions within their blocks, `[1, 1, …lengths]`: the first position has the highest rank, the last 1. */
function ranks(graph: Graph, lengths: readonly number[], factors: readonly number[]): string {
  const size = factors.reduce((all, factor) => all * factor, 1);
  const data = Float32Array.from({ length: lengths.reduce((all, n) => all * n, 1) }, (_, index) => {
    let rest = index;
    let place = 0;
    let step = 1;
    for (let axis = lengths.length - 1; axis >= 0; axis--) {
      place += ((rest % lengths[axis]!) % factors[axis]!) * step;
      rest = Math.floor(rest / lengths[axis]!);
      step *= factors[axis]!;
    }
    return size - place;
  });
  return graph.tensor(`ranks [${lengths}] by [${factors}]`, [1, 1, ...lengths], data);
}
