// A graph under construction: operators are appended, values are names, equal constants are stored once.
import { type Attribute, type Constant, encodeModel, type GraphNode, type Port } from './encodeModel.js';

/** A value of the graph: feature maps `[batch, channels, rows, columns]` or `[batch, channels, slices, rows, columns]`. */
export interface Value {
  readonly name: string;
  /** The batch, which is only known when the graph runs, is written 1. */
  readonly shape: readonly number[];
  /** Whether a gradient is wanted: it depends on parameters. */
  readonly tracked: boolean;
}

export interface Graph {
  readonly nodes: GraphNode[];
  readonly constants: Map<string, Constant>;
  /** Appends an operator; the name of what comes out. */
  op(type: string, inputs: readonly string[], attributes?: Readonly<Record<string, Attribute>>): string;
  /** One with several results. */
  ops(
    type: string,
    inputs: readonly string[],
    outputs: number,
    attributes?: Readonly<Record<string, Attribute>>,
  ): string[];
  /** A list of whole numbers, or one number. */
  integers(values: readonly number[]): string;
  /** A float: a scalar. */
  float(value: number): string;
  /** A number in double precision. */
  double(value: number): string;
  /** A float tensor under a name of its own. */
  tensor(name: string, shape: readonly number[], data: Float32Array): string;
  /** A value that several ask for under one name, made for the first of them. */
  shared(name: string, make: () => string): string;
  input(name: string, shape: Port['shape']): string;
  /** Hands a value out under a name. */
  output(name: string, value: string, shape: Port['shape']): void;
  encode(metadata: Readonly<Record<string, string>>): Uint8Array;
}

/** An empty graph. */
export function createGraph(): Graph {
  const nodes: GraphNode[] = [];
  const constants = new Map<string, Constant>();
  const inputs: Port[] = [];
  const outputs: Port[] = [];
  const common = new Map<string, string>();
  let count = 0;
  const constant = (name: string, shape: readonly number[], data: Constant['data']): string => {
    if (!constants.has(name)) constants.set(name, { shape, data });
    return name;
  };
  const ops: Graph['ops'] = (type, from, results, attributes = {}) => {
    const to = Array.from({ length: results }, () => `${type}${count++}`);
    nodes.push({ type, inputs: from, outputs: to, attributes });
    return to;
  };
  return {
    nodes,
    constants,
    ops,
    op: (type, from, attributes) => ops(type, from, 1, attributes)[0]!,
    integers: (values) => constant(`int [${values}]`, [values.length], BigInt64Array.from(values, BigInt)),
    float: (value) => constant(`float ${value}`, [], Float32Array.of(value)),
    double: (value) => constant(`double ${value}`, [], Float64Array.of(value)),
    tensor: constant,
    shared(name, make) {
      const value = common.get(name) ?? make();
      common.set(name, value);
      return value;
    },
    input(name, shape) {
      inputs.push({ name, shape });
      return name;
    },
    output(name, value, shape) {
      nodes.push({ type: 'Identity', inputs: [value], outputs: [name], attributes: {} });
      outputs.push({ name, shape });
    },
    encode: (metadata) => encodeModel({ nodes, constants, inputs, outputs, metadata }),
  };
}
