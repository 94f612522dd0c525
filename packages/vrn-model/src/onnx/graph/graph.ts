// Builds an ONNX graph: appends operators, refers to values by name, and stores one constant per name.
import { type Attribute, type Body, type Constant, encodeModel, type GraphNode, type Port } from './encodeModel.js';

/**
 * A value of the graph. Feature maps are `[batch, channels, rows, columns]` or
 * `[batch, channels, slices, rows, columns]`.
 */
export interface Value {
  readonly name: string;
  /** The shape, with 1 for the batch, whose size may only be known at run time. */
  readonly shape: readonly number[];
  /** Whether a gradient must be computed, because the value depends on parameters. */
  readonly tracked: boolean;
}

/** The name, shape and type of a value. */
export type Shaped = Pick<Port, 'name' | 'shape' | 'type'>;

export interface Graph {
  readonly purpose: Purpose;
  readonly nodes: GraphNode[];
  readonly constants: Map<string, Constant>;
  /** Appends an operator with one output. Returns the name of the output. */
  op(type: string, inputs: readonly string[], attributes?: Readonly<Record<string, Attribute>>): string;
  /** Appends an operator with several outputs. Returns their names. */
  ops(
    type: string,
    inputs: readonly string[],
    outputs: number,
    attributes?: Readonly<Record<string, Attribute>>,
  ): string[];
  /** Adds a constant int64 vector. Returns its name. */
  integers(values: readonly number[]): string;
  /** Adds a constant float32 scalar. Returns its name. */
  float(value: number): string;
  /** Adds a constant float64 scalar. Returns its name. */
  double(value: number): string;
  /**
   * Adds a constant float32 tensor. Returns its name, which must identify its values: if the name is in use, nothing is
   * added.
   */
  tensor(name: string, shape: readonly number[], data: Float32Array): string;
  /** Returns the value that is cached under a name; the first call creates it. */
  shared(name: string, make: () => string): string;
  /**
   * Appends a `Scan`: a body graph that runs once per entry along the first axis of `parts`. Its outputs are
   * stacked along a new first axis. The body may read the values of the enclosing graph.
   *
   * @param parts values `[entries, …shape]` of the enclosing graph; their `shape` is that of one entry.
   * @param build appends the operators to the body graph and returns the outputs for one entry.
   * @returns the names of the stacked outputs.
   */
  scan(parts: readonly Shaped[], build: (body: Graph, names: readonly string[]) => readonly Shaped[]): string[];
  /** Declares an input of the graph, by default of type float32. Returns the input's name. */
  input(name: string, shape: Port['shape'], type?: Port['type']): string;
  /** Declares `value` as an output of the graph, called `name` in the file. */
  output(name: string, value: string, shape: Port['shape']): void;
  encode(metadata: Readonly<Record<string, string>>): Uint8Array;
}

/** The intended use of a graph, which decides between equivalent operators. */
export interface Purpose {
  /**
   * Whether the graph targets ONNX Runtime on CPUs. It may then contain the runtime's own operators, and standard
   * operators that the runtime does not support on GPUs.
   */
  readonly native: boolean;
  /** Expected number of images per batch. */
  readonly images: number;
  /** Number of threads per operator. If undefined, more than one is assumed. */
  readonly threads?: number | undefined;
  /**
   * Number of channels per block in the runtime's own layout of features. If set, convolutions whose channels fill
   * complete blocks may be computed in that layout.
   */
  readonly block?: number | undefined;
}

/** Creates an empty graph. Emits only portable standard operators unless `purpose` says otherwise. */
export const createGraph = (purpose: Purpose = { native: false, images: 1 }): Graph =>
  graphWithin({ purpose, constants: new Map(), common: new Map(), counter: { count: 0 } });

/** Operators that only ONNX Runtime has, by the `type` with which {@link Graph.op} appends them. */
const RUNTIME_OPERATORS: ReadonlyMap<string, { readonly type: string; readonly domain: string }> = new Map([
  ['FusedMatMul', { type: 'FusedMatMul', domain: 'com.microsoft' }],
  ['ReorderInput', { type: 'ReorderInput', domain: 'com.microsoft.nchwc' }],
  ['ReorderOutput', { type: 'ReorderOutput', domain: 'com.microsoft.nchwc' }],
  ['BlockedConv', { type: 'Conv', domain: 'com.microsoft.nchwc' }],
]);

/** State that a body graph inherits from its enclosing graph. `common` holds the values of {@link Graph.shared}. */
interface Surroundings {
  readonly purpose: Purpose;
  readonly constants: Map<string, Constant>;
  readonly common: ReadonlyMap<string, string>;
  readonly counter: { count: number };
}

function graphWithin(around: Surroundings): Graph {
  const { purpose, constants, counter } = around;
  const nodes: GraphNode[] = [];
  const inputs: Port[] = [];
  const outputs: Port[] = [];
  const common = new Map(around.common);
  const handedOut = new Map<string, string>();
  const constant = (name: string, shape: readonly number[], data: Constant['data']): string => {
    if (!constants.has(name)) constants.set(name, { shape, data });
    return name;
  };
  const ops: Graph['ops'] = (type, from, results, attributes = {}) => {
    const to = Array.from({ length: results }, () => `${type}${counter.count++}`);
    nodes.push({ type, inputs: from, outputs: to, attributes, ...RUNTIME_OPERATORS.get(type) });
    return to;
  };
  return {
    purpose,
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
    scan(parts, build) {
      const within = graphWithin({ purpose, constants, common, counter });
      const inputs = parts.map((part) => ({ ...part, name: `Entry${counter.count++}` }));
      const names = inputs.map(({ name }) => name);
      const outputs = build(within, names);
      const from = parts.map(({ name }) => name);
      const body = { nodes: within.nodes, inputs, outputs };
      return ops('Scan', from, outputs.length, { num_scan_inputs: parts.length, body });
    },
    input(name, shape, type) {
      inputs.push({ name, shape, ...(type !== undefined && { type }) });
      return name;
    },
    output(name, value, shape) {
      outputs.push({ name, shape });
      if (handedOut.has(value)) nodes.push({ type: 'Identity', inputs: [value], outputs: [name], attributes: {} });
      else handedOut.set(value, name);
    },
    encode: (metadata) => encodeModel({ nodes: renamed(nodes, handedOut), constants, inputs, outputs, metadata }),
  };
}

/** Renames values in a list of operators and in their body graphs. */
function renamed(nodes: readonly GraphNode[], names: ReadonlyMap<string, string>): GraphNode[] {
  const all = (values: readonly string[]): string[] => values.map((value) => names.get(value) ?? value);
  return nodes.map(({ inputs, outputs, attributes, ...rest }) => {
    const body = attributes['body'];
    const within = isBody(body) ? { body: { ...body, nodes: renamed(body.nodes, names) } } : {};
    return { ...rest, inputs: all(inputs), outputs: all(outputs), attributes: { ...attributes, ...within } };
  });
}

const isBody = (value: Attribute | undefined): value is Body => typeof value === 'object' && 'nodes' in value;
