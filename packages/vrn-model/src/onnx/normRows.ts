// Lays out values of all batch norms in rows, and joins all gradients in one row.
import type { GraphNode } from './graph/encodeModel.js';
import type { Graph } from './graph/graph.js';
import type { StepLayout } from './graph/layout.js';
import { joinNorms, type NormRun } from './graph/rows.js';
import type { Moments } from './operators/batchNorm.js';

/** A batch norm of the network. */
export interface Norm {
  readonly path: string;
  readonly moments: Moments;
  readonly channels: number;
  /** Number of spatial axes. */
  readonly axes: number;
  /** Number of positions per image. */
  readonly positions: number;
  /** Whether the norm is one operator of the runtime. All its values except the batch's mean are then `[channels]`. */
  readonly isFused: boolean;
}

/**
 * Concatenates all gradients in one row. Gradients of scales and shifts are given divided by the number of positions in
 * the batch; here they are multiplied by this number. `batch` is the number of samples, a float scalar.
 */
export function joinGradients(
  graph: Graph,
  {
    layout,
    gradients,
    norms,
    batch,
  }: {
    readonly layout: StepLayout;
    readonly gradients: ReadonlyMap<string, string>;
    readonly norms: readonly Norm[];
    readonly batch: string;
  },
): string {
  const rowGradients = layout.params.places.map(({ path }) => gradients.get(`params/${path}`)!);
  const inNorms = 2 * norms.length;
  const perPosition = joinNorms(graph, rowGradients.slice(0, inNorms), runsOf(rowsOfNorms(norms), 2));
  const counts = graph.op('Mul', [positions(graph, norms, 2), batch]);
  const scaled = graph.op('Mul', [perPosition, counts]);
  return graph.op('Concat', [scaled, ...rowGradients.slice(inNorms)], { axis: 0 });
}

/** Copies norms, with `axes` set to 0 for fused norms, whose values (except the batch's mean) have no spatial axes. */
export const rowsOfNorms = (norms: readonly Norm[]): Norm[] =>
  norms.map((norm) => ({ ...norm, axes: norm.isFused ? 0 : norm.axes }));

/** Groups consecutive norms with the same number of axes. Every norm contributes `times` values to its run. */
export function runsOf(norms: readonly Norm[], times: 1 | 2): NormRun[] {
  const runs: { axes: number; channels: number[] }[] = [];
  for (const { axes, channels } of norms) {
    if (runs.at(-1)?.axes !== axes) runs.push({ axes, channels: [] });
    runs.at(-1)!.channels.push(...new Array<number>(times).fill(channels));
  }
  return runs;
}

/** Adds a constant row: for every norm, its number of positions per image, repeated channels · `times` times. */
export function positions(graph: Graph, norms: readonly Norm[], times: 1 | 2): string {
  const values = norms.flatMap((norm) => new Array<number>(norm.channels * times).fill(norm.positions));
  return graph.tensor(`positions ${times}`, [values.length], Float32Array.from(values));
}

/** Returns the node that splits a row of running averages into one value `[channels]` per norm, named `row/path`. */
export function splitAverages(graph: Graph, row: string, norms: readonly Norm[]): GraphNode {
  const lengths = graph.integers(norms.map(({ channels }) => channels));
  const outputs = norms.map(({ path }) => `${row}/${path}`);
  return { type: 'Split', inputs: [row, lengths], outputs, attributes: { axis: 0 } };
}
