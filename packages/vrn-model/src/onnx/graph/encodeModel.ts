// Encodes a graph as an ONNX file: the messages of onnx.proto that these graphs need, written field by field.
import protobuf from 'protobufjs/minimal.js';

/** An attribute's value: one or more integers, a string, a float32 number, or the body of a control-flow operator. */
export type Attribute = number | string | readonly number[] | { readonly float: number } | Body;

/** A constant tensor in the file. Integers are `BigInt64Array`, the type that ONNX requires for axes and shapes. */
export interface Constant {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | BigInt64Array;
}

/** One operator. `inputs` and `outputs` are names of values; an empty name is an omitted optional input. */
export interface GraphNode {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** The domain of the operator set. Default: ONNX's own. */
  readonly domain?: string;
}

/** An input or output of a graph. A string in the shape names a dimension that is only known at run time. */
export interface Port {
  readonly name: string;
  readonly shape: readonly (number | string)[];
  /** Type of the values. Default `float`. */
  readonly type?: 'float' | 'uint8';
}

/** A graph with its inputs and outputs. A body graph may also refer to the values of the graph that encloses it. */
export interface Body {
  readonly nodes: readonly GraphNode[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

export interface Model extends Body {
  readonly constants: ReadonlyMap<string, Constant>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Versions of the operator set and of the file format; runtimes since 2023 support both. */
const OPSET = 18;
const IR_VERSION = 8;

/** Codes of `AttributeProto.type` and `TensorProto.data_type`. */
const ATTRIBUTE = { float: 1, int: 2, string: 3, graph: 5, ints: 7 } as const;
const DATA = { float: 1, uint8: 2, int64: 7, double: 11 } as const;

type Writer = InstanceType<typeof protobuf.Writer>;
type Write = (writer: Writer) => void;

/** Wire types of protobuf: a varint, bytes preceded by their length, or four bytes. */
const WIRE = { varint: 0, bytes: 2, fixed32: 5 } as const;
const tag = (field: number, wire: number): number => field * 8 + wire;

const int = (w: Writer, field: number, value: number): Writer => w.uint32(tag(field, WIRE.varint)).int64(value);
const text = (w: Writer, field: number, value: string): Writer => w.uint32(tag(field, WIRE.bytes)).string(value);

function message(w: Writer, field: number, write: Write): void {
  w.uint32(tag(field, WIRE.bytes)).fork();
  write(w);
  w.ldelim();
}

/**
 * Encodes a model as the bytes of an ONNX file. Fields are written one by one with the writer of protobufjs: its
 * reflection compiles code at run time, which strict content security policies forbid.
 */
export function encodeModel(model: Model): Uint8Array {
  const w = new protobuf.Writer();
  int(w, 1, IR_VERSION);
  text(w, 2, 'vrn');
  message(w, 7, (graph) => encodeGraph(graph, model, model.constants));
  message(w, 8, (opset) => int(text(opset, 1, ''), 2, OPSET));
  const domains = new Set(model.nodes.flatMap(({ domain }) => domain ?? []));
  for (const domain of domains) message(w, 8, (opset) => int(text(opset, 1, domain), 2, 1));
  for (const [key, value] of Object.entries(model.metadata)) {
    message(w, 14, (entry) => text(text(entry, 1, key), 2, value));
  }
  return w.finish();
}

function encodeGraph(w: Writer, body: Body, constants: Model['constants'] = new Map()): void {
  for (const node of body.nodes) message(w, 1, (each) => encodeNode(each, node));
  text(w, 2, 'vrn');
  for (const [name, constant] of constants) message(w, 5, (tensor) => encodeConstant(tensor, name, constant));
  for (const port of body.inputs) message(w, 11, (each) => encodePort(each, port));
  for (const port of body.outputs) message(w, 12, (each) => encodePort(each, port));
}

function encodeNode(w: Writer, node: GraphNode): void {
  for (const input of node.inputs) text(w, 1, input);
  for (const output of node.outputs) text(w, 2, output);
  text(w, 3, node.outputs[0]!);
  text(w, 4, node.type);
  for (const [name, value] of Object.entries(node.attributes)) {
    message(w, 5, (attribute) => encodeAttribute(text(attribute, 1, name), value));
  }
  if (node.domain !== undefined) text(w, 7, node.domain);
}

function encodeAttribute(w: Writer, value: Attribute): void {
  if (typeof value === 'number') int(int(w, 3, value), 20, ATTRIBUTE.int);
  else if (typeof value === 'string') int(text(w, 4, value), 20, ATTRIBUTE.string);
  else if ('float' in value) int(w.uint32(tag(2, WIRE.fixed32)).float(value.float), 20, ATTRIBUTE.float);
  else if ('nodes' in value) {
    message(w, 6, (body) => encodeGraph(body, value));
    int(w, 20, ATTRIBUTE.graph);
  } else {
    for (const each of value) int(w, 8, each);
    int(w, 20, ATTRIBUTE.ints);
  }
}

function encodeConstant(w: Writer, name: string, { shape, data }: Constant): void {
  for (const length of shape) int(w, 1, length);
  int(w, 2, DATA[dataType(data)]);
  text(w, 8, name);
  w.uint32(tag(9, WIRE.bytes)).bytes(littleEndian(data));
}

const dataType = (data: Constant['data']): keyof typeof DATA =>
  data instanceof Float32Array ? 'float' : data instanceof Float64Array ? 'double' : 'int64';

/** The bytes of a tensor in little-endian order, as in the file. Nothing is copied on little-endian processors. */
function littleEndian(data: Constant['data']): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (new Uint8Array(new Uint16Array([1]).buffer)[0] === 1) return bytes;
  const swapped = bytes.slice();
  for (let at = 0; at < swapped.length; at += data.BYTES_PER_ELEMENT) {
    swapped.subarray(at, at + data.BYTES_PER_ELEMENT).reverse();
  }
  return swapped;
}

function encodePort(w: Writer, { name, shape, type: data = 'float' }: Port): void {
  text(w, 1, name);
  message(w, 2, (type) => {
    message(type, 1, (tensor) => {
      int(tensor, 1, DATA[data]);
      message(tensor, 2, (dimensions) => {
        for (const length of shape) {
          message(dimensions, 1, (each) => {
            if (typeof length === 'number') int(each, 1, length);
            else text(each, 2, length);
          });
        }
      });
    });
  });
}
