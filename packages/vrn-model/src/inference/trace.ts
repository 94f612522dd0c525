// Interprets the network as a graph of operations, which can be analysed before anything is computed.
import { inputShape } from '../network/config.js';
import type { Convolution, Interpreter } from '../network/interpreter.js';
import { network, type Reading, type SettledConfig } from '../network/network.js';
import { type Layer, shapeInterpreter } from '../network/shapes.js';

/** An operation on the results of others, or the network's input. */
export interface Operation {
  readonly kind: Layer['kind'] | 'input';
  /** Shape of the result, for a batch of one. */
  readonly shape: readonly number[];
  readonly inputs: readonly Operation[];
  /** Applies the operation with another interpreter. */
  readonly apply: <T>(net: Interpreter<T>, inputs: readonly T[]) => T;
  /** Path of its parameters; empty if it has none. */
  readonly path: string;
  /** Only for a convolution: its options. */
  readonly options?: Convolution;
  /** Only for pooling and upsampling: factors per spatial axis. */
  readonly factors?: readonly number[];
}

/** A network as operations in topological order, the input first. */
export interface Trace {
  readonly operations: readonly Operation[];
  readonly outputs: readonly Operation[];
}

/** Traces a network: records its operations without computing them. */
export function trace(config: SettledConfig, reading: Reading): Trace {
  const operations: Operation[] = [];
  const shapes = shapeInterpreter([], []);
  const record = (
    kind: Operation['kind'],
    inputs: readonly Operation[],
    apply: Operation['apply'],
    more: Partial<Operation> = {},
  ): Operation => {
    const shape = apply(
      shapes,
      inputs.map((input) => input.shape),
    );
    const operation: Operation = { path: '', ...more, kind, shape, inputs, apply };
    operations.push(operation);
    return operation;
  };
  const net: Interpreter<Operation> = {
    shape: (x) => x.shape,
    convolution: (path, x, options) =>
      record('convolution', [x], (on, [y]) => on.convolution(path, y!, options), { path, options }),
    norm: (path, x) => record('norm', [x], (on, [y]) => on.norm(path, y!), { path }),
    relu: (x) => record('relu', [x], (on, [y]) => on.relu(y!)),
    add: (a, b) => record('add', [a, b], (on, [y, z]) => on.add(y!, z!)),
    concat: (parts) => record('concat', parts, (on, all) => on.concat(all)),
    pool: (x, factors) => record('pool', [x], (on, [y]) => on.pool(y!, factors), { factors }),
    upsample: (x, factors) => record('upsample', [x], (on, [y]) => on.upsample(y!, factors), { factors }),
    resize: (x, size) => record('resize', [x], (on, [y]) => on.resize(y!, size)),
    lift: (x, slices) => record('reshape', [x], (on, [y]) => on.lift(y!, slices)),
    flatten: (x) => record('reshape', [x], (on, [y]) => on.flatten(y!)),
  };
  const input = record('input', [], () => [1, ...inputShape(config)] as never);
  const outputs = network(net, config, { ...reading, x: input });
  return { operations, outputs };
}
