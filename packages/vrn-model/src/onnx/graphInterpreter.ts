// The network read into an ONNX graph: the third interpreter, beside shapes and tensors.
import type { Interpreter } from '../interpreter.js';
import { convolution, type Filter } from './convolution.js';
import type { Graph, Value } from './graph.js';
import { maxPool } from './maxPool.js';
import { add, concat, lift, relu } from './pointwise.js';
import { resize, upsample } from './resample.js';
import type { Tape } from './tape.js';

/** A value as the interpreter has it. */
export interface Operand extends Value {
  /** Whether channels come last, as in volumes, and not second. */
  readonly channelsLast?: boolean;
}

export interface GraphOptions {
  /** A parameter's value in the graph, as networks keep it. */
  readonly parameter: (path: string) => Value;
  /** A convolution's weights. */
  readonly filter: (path: string) => Pick<Filter, 'weight' | 'filter'>;
  readonly norm: (path: string, x: Value) => Value;
  readonly tape: Tape;
}

/** An interpreter that appends to a graph, and keeps on a tape how to append gradients. */
export function graphInterpreter(graph: Graph, { parameter, filter, norm, tape }: GraphOptions): Interpreter<Operand> {
  return {
    shape: ({ shape, channelsLast }) => {
      const [batch, channels, ...spatial] = shape as [number, number, ...number[]];
      return channelsLast === true ? shape : [batch, ...spatial, channels];
    },
    convolution: (path, x, options) => {
      const bias = options.bias ? parameter(`${path}/b`) : undefined;
      return tape.record(convolution(graph, x, { ...filter(`${path}/w`), bias }, options));
    },
    norm,
    relu: (x) => tape.record(relu(graph, x)),
    add: (a, b) => tape.record(add(graph, a, b)),
    concat: (parts) => tape.record(concat(graph, parts)),
    pool: (x, factors) => (factors.every((factor) => factor === 1) ? x : tape.record(maxPool(graph, x, factors))),
    upsample: (x, factors) => (factors.every((factor) => factor === 1) ? x : tape.record(upsample(graph, x, factors))),
    resize: (x, size) => ({ ...tape.record(resize(graph, x, size)), channelsLast: true }),
    lift: (x, slices) => tape.record(lift(graph, x, slices)),
    flatten: (x) => tape.record(slicesLast(graph, x)),
  };
}

/** `[batch, slices, rows, columns, 1]` → `[batch, rows, columns, slices]`. */
function slicesLast(graph: Graph, x: Value) {
  const [batch, slices, rows, columns] = x.shape as [number, number, number, number];
  const flat = graph.op('Reshape', [x.name, graph.integers([0, slices, rows, columns])]);
  const name = graph.op('Transpose', [flat], { perm: [0, 2, 3, 1] });
  const backward = (dy: string) => [graph.op('Transpose', [dy], { perm: [0, 3, 1, 2] })];
  return {
    y: { name, shape: [batch, rows, columns, slices], tracked: x.tracked, channelsLast: true },
    inputs: [x],
    backward,
  };
}
