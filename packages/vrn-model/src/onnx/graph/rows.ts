// Splits the rows of a step graph into the values of parameters, and concatenates values of norms into rows.
import type { GraphNode } from './encodeModel.js';
import type { Graph } from './graph.js';
import type { Row } from './layout.js';

/** Consecutive norms whose values have the same number of spatial axes. */
export interface NormRun {
  /** Number of spatial axes of the values; 0 for values `[channels]`. */
  readonly axes: number;
  /** Number of channels of each value in the run. */
  readonly channels: readonly number[];
}

/**
 * Declares a row as an input of the graph, and returns the nodes that split it into values named `params/…`. Values
 * of norms, which come first, get the shape `[channels, 1, …]`, or `[channels]` in runs with 0 axes; all others stay
 * flat. An empty row is not declared and gives no nodes.
 */
export function splitRow(
  graph: Graph,
  name: string,
  { places, size, norms }: Row & { readonly norms: readonly NormRun[] },
): GraphNode[] {
  if (places.length === 0) return [];
  graph.input(name, [size]);
  const total = (lengths: readonly number[]): number => lengths.reduce((sum, n) => sum + n, 0);
  const split = (value: string, lengths: readonly number[], outputs: readonly string[]): GraphNode => {
    return { type: 'Split', inputs: [value, graph.integers(lengths)], outputs, attributes: { axis: 0 } };
  };
  const paths = places.map(({ path }) => `params/${path}`);
  const rest = places.slice(total(norms.map(({ channels }) => channels.length)));
  let at = 0;
  const inner = norms.flatMap(({ axes, channels }, i): GraphNode[] => {
    const upright = graph.integers([-1, ...new Array<number>(axes).fill(1)]);
    const outputs = paths.slice(at, at + channels.length);
    at += channels.length;
    const reshaped = { type: 'Reshape', inputs: [`norms${i}`, upright], outputs: [`upright${i}`], attributes: {} };
    return [reshaped, split(`upright${i}`, channels, outputs)];
  });
  const lengths = [...norms.map(({ channels }) => total(channels)), ...rest.map((place) => place.size)];
  return [split(name, lengths, [...norms.map((_, i) => `norms${i}`), ...paths.slice(at)]), ...inner];
}

/** Concatenates values of norms into one row. Each is `[1, channels, 1, …]`, or `[channels]` in runs with 0 axes. */
export function joinNorms(graph: Graph, values: readonly string[], norms: readonly NormRun[]): string {
  let at = 0;
  const runs = norms.map(({ axes, channels }) => {
    const run = graph.op('Concat', values.slice(at, at + channels.length), { axis: Math.min(axes, 1) });
    at += channels.length;
    return axes === 0 ? run : graph.op('Reshape', [run, graph.integers([-1])]);
  });
  return runs.length === 1 ? runs[0]! : graph.op('Concat', runs, { axis: 0 });
}
