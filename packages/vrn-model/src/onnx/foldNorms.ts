// Folds batch norms with running averages into the convolutions before them, where nothing else reads their output.
import { NORM_EPSILON } from '../tensors/tensors.js';
import type { Constant, GraphNode } from './graph/encodeModel.js';
import type { Graph } from './graph/graph.js';

/**
 * Merges each convolution and the norm after it into one convolution with filter · g and bias (bias − mean) · g +
 * shift, where g = scale / √(variance + epsilon), computed in double precision. Filters must be constants. A norm is
 * kept if it follows another operator, or a convolution whose output is also used elsewhere.
 */
export function foldNorms({ nodes, constants }: Graph): void {
  const readers = new Map<string, number>();
  for (const { inputs } of nodes) for (const name of inputs) readers.set(name, (readers.get(name) ?? 0) + 1);
  const convolutions = new Map(nodes.filter(({ type }) => type === 'Conv').map((node) => [node.outputs[0]!, node]));
  for (const [at, norm] of nodes.entries()) {
    const convolution = norm.type === 'BatchNormalization' ? convolutions.get(norm.inputs[0]!) : undefined;
    if (convolution === undefined || readers.get(norm.inputs[0]!) !== 1) continue;
    nodes[at] = folded(convolution, norm, constants);
    nodes[nodes.indexOf(convolution)] = GONE;
  }
  nodes.splice(0, nodes.length, ...nodes.filter((node) => node !== GONE));
}

const GONE: GraphNode = { type: '', inputs: [], outputs: [], attributes: {} };

function folded(convolution: GraphNode, norm: GraphNode, constants: Map<string, Constant>): GraphNode {
  const [x, filterName, biasName] = convolution.inputs as [string, string, string | undefined];
  const values = (name: string) => constants.get(name)!.data as Float32Array;
  const [scale, shift, mean, variance] = norm.inputs.slice(1).map(values) as [
    ...[Float32Array, Float32Array, Float32Array, Float32Array],
  ];
  const { shape, data } = constants.get(filterName) as Constant & { readonly data: Float32Array };
  const gain = Float64Array.from(scale, (value, c) => value / Math.sqrt(variance[c]! + NORM_EPSILON));
  const size = data.length / shape[0]!;
  const filter = data.map((value, i) => value * gain[Math.floor(i / size)]!);
  const old = biasName === undefined ? undefined : values(biasName);
  const bias = shift.map((value, c) => ((old?.[c] ?? 0) - mean[c]!) * gain[c]! + value);
  for (const name of [filterName, biasName, ...norm.inputs.slice(1)]) if (name !== undefined) constants.delete(name);
  const [filterTo, biasTo] = [`${filterName} normed`, `${filterName} shift`];
  constants.set(filterTo, { shape, data: filter });
  constants.set(biasTo, { shape: [bias.length], data: bias });
  return { ...convolution, inputs: [x, filterTo, biasTo], outputs: norm.outputs };
}
