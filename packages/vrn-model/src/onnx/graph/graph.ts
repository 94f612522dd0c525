// A graph under construction: operators are appended, values are names, equal constants are stored once.
import { type Attribute, type Body, type Constant, encodeModel, type GraphNode, type Port } from './encodeModel.js';

/** A value of the graph: feature maps `[batch, channels, rows, columns]` or `[batch, channels, slices, rows, columns]`. */
export interface Value {
  readonly name: string;
  /** The batch, which is only known when the graph runs, is written 1. */
  readonly shape: readonly number[];
  /** Whether a gradient is wanted: it depends on parameters. */
  readonly tracked: boolean;
}

/** A name, and the shape and type of what it stands for. */
export type Shaped = Pick<Port, 'name' | 'shape' | 'type'>;

export interface Graph {
  readonly purpose: Purpose;
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
  /**
   * Operators that run once for every entry along the first axis of some values, and what comes out of them, one entry
   * behind the other. They may read the values of the graph around them.
   *
   * @param parts values `[entries, …shape]`, by the shapes of an entry.
   * @param build appends the operators to a graph of their own; gives what comes out for an entry.
   */
  scan(parts: readonly Shaped[], build: (body: Graph, names: readonly string[]) => readonly Shaped[]): string[];
  /** What is to be handed in: floats, if nothing else is said. */
  input(name: string, shape: Port['shape'], type?: Port['type']): string;
  /** Hands what an operator gives out under a name. */
  output(name: string, value: string, shape: Port['shape']): void;
  encode(metadata: Readonly<Record<string, string>>): Uint8Array;
}

/** What a graph is for. */
export interface Purpose {
  /** Whether it is to run on ONNX Runtime's processor kernels: its own operators are there, and standard ones that GPUs lack. */
  readonly native: boolean;
  /** How many images are to go through at once, as far as is known. */
  readonly images: number;
}

/** An empty graph; if nothing else is said of standard operators that most runtimes have. */
export const createGraph = (purpose: Purpose = { native: false, images: 1 }): Graph =>
  graphWithin({ purpose, constants: new Map(), common: new Map(), counter: { count: 0 } });

/** Operators that are ONNX Runtime's own. */
const RUNTIMES: ReadonlySet<string> = new Set(['FusedMatMul']);

/** One whose operators another runs: constants are that other's, and names are of both. */
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
    const domain = RUNTIMES.has(type) ? { domain: 'com.microsoft' } : {};
    nodes.push({ type, inputs: from, outputs: to, attributes, ...domain });
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

/** The same operators with other names for some values. */
function renamed(nodes: readonly GraphNode[], names: ReadonlyMap<string, string>): GraphNode[] {
  const all = (values: readonly string[]): string[] => values.map((value) => names.get(value) ?? value);
  return nodes.map(({ inputs, outputs, attributes, ...rest }) => {
    const body = attributes['body'];
    const within = isBody(body) ? { body: { ...body, nodes: renamed(body.nodes, names) } } : {};
    return { ...rest, inputs: all(inputs), outputs: all(outputs), attributes: { ...attributes, ...within } };
  });
}

const isBody = (value: Attribute | undefined): value is Body => typeof value === 'object' && 'nodes' in value;
