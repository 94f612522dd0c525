// Plans a traced network as steps: operations fused into one kernel, and the values that can be freed after each step.
import * as tf from '@tensorflow/tfjs-core';
import { tensorInterpreter } from '../tensors/tensors.js';
import {
  addUpsampled,
  concatenate,
  convolution,
  norm,
  pool,
  resizeFlat,
  resizePlane,
  type Source,
  sum,
} from './steps.js';
import type { Operation, Trace } from './trace.js';

/** A step, usually one kernel. Values are identified by numbers; 0 is the network's input. */
export interface Step {
  readonly inputs: readonly number[];
  readonly output: number;
  /** Inputs to free after the step: no later step reads them, and they are neither the network's input nor outputs. */
  readonly last: readonly number[];
  readonly run: (source: Source, inputs: readonly tf.Tensor[]) => tf.Tensor;
}

/** The steps of a network in order, and the numbers of its output values. */
export interface Plan {
  readonly steps: readonly Step[];
  readonly outputs: readonly number[];
}

/** A step before its values are numbered: its inputs, and the operations fused into it that no other step reads. */
interface Fused {
  readonly inputs: readonly Operation[];
  readonly within: readonly Operation[];
  readonly run: Step['run'];
}

/** Whether an operation is of the given kind and its result is read only once, by an operation or as an output. */
type Only = (operation: Operation | undefined, kind: Operation['kind']) => boolean;

/**
 * Plans a step that computes an operation, together with preceding operations that can be fused with it. Returns
 * undefined if it does not apply to the operation.
 */
type Fusion = (operation: Operation, only: Only) => Fused | undefined;

/** Number of slices of an operation's result; 1 for 2D features. */
const slicesOf = ({ shape }: Operation): number => (shape.length === 5 ? shape[1]! : 1);

const convolutionNorm: Fusion = (operation, only) => {
  const relu = operation.kind === 'relu';
  const normed = relu ? operation.inputs[0]! : operation;
  if (normed.kind !== 'norm' || (relu && !only(normed, 'norm'))) return undefined;
  const before = normed.inputs[0]!;
  const outer = relu ? [normed] : [];
  if (!only(before, 'convolution')) {
    return { inputs: [before], within: outer, run: norm(normed.path, { relu }) };
  }
  const paths = { conv: before.path, norm: normed.path, relu };
  return {
    inputs: before.inputs,
    within: [...outer, before],
    run: convolution(before.options!, paths, slicesOf(before.inputs[0]!)),
  };
};

const plainConvolution: Fusion = ({ kind, inputs, path, options }) =>
  kind === 'convolution'
    ? { inputs, within: [], run: convolution(options!, { conv: path }, slicesOf(inputs[0]!)) }
    : undefined;

const pooling: Fusion = ({ kind, inputs, factors }) =>
  kind === 'pool' ? { inputs, within: [], run: pool(factors!, slicesOf(inputs[0]!)) } : undefined;

const upsampledSum: Fusion = ({ kind, shape, inputs: [fine, coarse] }, only) =>
  kind === 'add' && only(coarse, 'upsample')
    ? { inputs: [fine!, coarse!.inputs[0]!], within: [coarse!], run: addUpsampled(coarse!.factors!, shape) }
    : undefined;

const resizing: Fusion = ({ kind, shape, inputs }, only) => {
  const [before] = inputs;
  if (kind === 'resize' && shape.length === 4) {
    return { inputs, within: [], run: resizePlane([shape[1]!, shape[2]!]) };
  }
  return kind === 'reshape' && only(before, 'resize') && before!.shape.at(-1) === 1
    ? {
        inputs: before!.inputs,
        within: [before!],
        run: resizeFlat(shape.slice(1) as [number, number, number], slicesOf(before!.inputs[0]!)),
      }
    : undefined;
};

const sumOrConcat: Fusion = ({ kind, inputs }) => {
  if (kind === 'add') return { inputs, within: [], run: sum };
  return kind === 'concat' ? { inputs, within: [], run: concatenate } : undefined;
};

/** Plans an operation to which no fusion applies, as a step that the tensor interpreter computes. */
const single = ({ kind, inputs, apply }: Operation): Fused => ({
  inputs,
  within: [],
  run: ({ params }, values) => {
    const net = tensorInterpreter(params, { by: 'running' });
    if (kind === 'relu') return apply(net, values);
    const volumes = values.map((value, i) => {
      const slices = slicesOf(inputs[i]!);
      const volumetric = inputs[i]!.shape.length === 5;
      return volumetric ? tf.reshape(value, [value.shape[0]! / slices, slices, ...value.shape.slice(1)]) : value;
    });
    const result = apply(net, volumes);
    return result.rank === 5 ? tf.reshape(result, [-1, ...result.shape.slice(2)]) : result;
  },
});

/** Fusions in order of priority. */
const FUSIONS: readonly Fusion[] = [convolutionNorm, plainConvolution, pooling, upsampledSum, sumOrConcat, resizing];

/** Plans the steps of a traced network, in the order of the trace. */
export function plan({ operations, outputs }: Trace): Plan {
  const uses = new Map<Operation, number>();
  for (const used of [...outputs, ...operations.flatMap(({ inputs }) => inputs)]) {
    uses.set(used, (uses.get(used) ?? 0) + 1);
  }
  const only: Only = (operation, kind) => operation?.kind === kind && uses.get(operation) === 1;
  const within = new Set<Operation>();
  const numbers = new Map(operations.map((operation, number) => [operation, number]));
  const needed = new Set(outputs.map((output) => numbers.get(output)!));
  const steps: Step[] = [];
  // Iterate from the end: the first reader found is a value's last reader, and fused operations are known before they
  // are reached.
  for (const operation of [...operations].reverse()) {
    if (within.has(operation) || operation.kind === 'input') continue;
    const fused = FUSIONS.reduce<Fused | undefined>((found, fusion) => found ?? fusion(operation, only), undefined);
    const step = fused ?? single(operation);
    for (const inner of step.within) within.add(inner);
    const inputs = step.inputs.map((input) => numbers.get(input)!);
    const last = [...new Set(inputs)].filter((input) => input !== 0 && !needed.has(input));
    for (const input of inputs) needed.add(input);
    steps.push({ inputs, output: numbers.get(operation)!, last, run: step.run });
  }
  return { steps: steps.reverse(), outputs: outputs.map((output) => numbers.get(output)!) };
}
