// Interprets a network as an ONNX graph. The other interpreters compute shapes, tensors and inference plans.
import type { Interpreter } from '../network/interpreter.js';
import { convolution } from './convolutions/convolution.js';
import type { Filter } from './convolutions/geometry.js';
import type { Graph, Value } from './graph/graph.js';
import { maxPool } from './operators/maxPool.js';
import { add, concat, lift, relu, slicesLast } from './operators/pointwise.js';
import { type Lengths, upsample } from './operators/resample.js';
import type { Tape } from './operators/tape.js';

/** A value of the interpreter. */
export interface Operand extends Value {
  /**
   * Only for logits after `resize`: the size to which they must still be upsampled, as `[rows, columns, slices]` for
   * logits `[batch, rows, columns, slices]`, and as `[slices, rows, columns]` for volumetric logits before `flatten`.
   * The caller upsamples the outputs, all at once or part by part.
   */
  readonly size?: Lengths;
}

export interface GraphOptions {
  /** Returns the value of a bias, `[out]`, in the graph. */
  readonly parameter: (path: string) => Value;
  /** Returns a convolution's weights, by the path of the parameter. */
  readonly filter: (path: string) => Pick<Filter, 'weight' | 'filter'>;
  readonly norm: (path: string, x: Value) => Value;
  readonly tape: Tape;
}

/** Creates an interpreter that appends operators to a graph and records them on a tape for their gradients. */
export function graphInterpreter(graph: Graph, { parameter, filter, norm, tape }: GraphOptions): Interpreter<Operand> {
  return {
    shape: ({ shape, size }) => {
      const [batch, channels, ...spatial] = shape as [number, number, ...number[]];
      return size === undefined ? [batch, ...spatial, channels] : [batch, ...size];
    },
    convolution: (path, x, options) => {
      const bias = options.bias ? parameter(`${path}/b`) : undefined;
      return tape.record(convolution(graph, x, { ...options, parameters: { ...filter(`${path}/w`), bias } }));
    },
    norm,
    relu: (x) => tape.record(relu(graph, x)),
    add: (a, b) => tape.record(add(graph, a, b)),
    concat: (parts) => tape.record(concat(graph, parts)),
    pool: (x, factors) => (factors.every((factor) => factor === 1) ? x : tape.record(maxPool(graph, x, factors))),
    upsample: (x, factors) => (factors.every((factor) => factor === 1) ? x : tape.record(upsample(graph, x, factors))),
    resize: (x, size) => {
      if (size.length === 3) return { ...x, size: size as Lengths };
      return { ...tape.record(slicesLast(graph, x)), size: [size[0]!, size[1]!, x.shape[1]!] };
    },
    lift: (x, slices) => tape.record(lift(graph, x, slices)),
    flatten: (x) => {
      const [slices, rows, columns] = x.size!;
      return { ...tape.record(slicesLast(graph, x)), size: [rows, columns, slices] };
    },
  };
}
