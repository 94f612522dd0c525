// An ONNX file's bytes from a graph: the messages of onnx.proto that our graphs need, written field by field.
import protobuf from 'protobufjs/minimal.js';

/** Whole numbers, a text, or one number that is to be stored as a float. */
export type Attribute = number | string | readonly number[] | { readonly float: number };

/** A tensor in the file; whole numbers are `BigInt64Array`, as ONNX wants axes and shapes. */
export interface Constant {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | BigInt64Array;
}

/** One operator. Names are those of values; an empty one is an input left out. */
export interface GraphNode {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** What goes in or comes out: float32, a text in the shape is a length that is known when it runs. */
export interface Port {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

export interface Model {
  readonly nodes: readonly GraphNode[];
  readonly constants: ReadonlyMap<string, Constant>;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Operator set and file version; runtimes since 2023 take both. */
const OPSET = 18;
const IR_VERSION = 8;

/** Codes of `AttributeProto.type` and `TensorProto.data_type`. */
const ATTRIBUTE = { float: 1, int: 2, string: 3, ints: 7 } as const;
const DATA = { float: 1, int64: 7, double: 11 } as const;

type Writer = InstanceType<typeof protobuf.Writer>;
type Write = (writer: Writer) => void;

/** Wire types of protobuf: a varint, four bytes, or a length and bytes. */
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
 * The file. Field by field through protobufjs' writer, without its reflection, which compiles code at run time and so is
 * refused by strict content security policies.
 */
export function encodeModel(model: Model): Uint8Array {
  const w = new protobuf.Writer();
  int(w, 1, IR_VERSION);
  text(w, 2, 'vrn');
  message(w, 7, (graph) => {
    for (const node of model.nodes) message(graph, 1, (each) => encodeNode(each, node));
    text(graph, 2, 'vrn');
    for (const [name, constant] of model.constants) {
      message(graph, 5, (tensor) => encodeConstant(tensor, name, constant));
    }
    for (const port of model.inputs) message(graph, 11, (each) => encodePort(each, port));
    for (const port of model.outputs) message(graph, 12, (each) => encodePort(each, port));
  });
  message(w, 8, (opset) => int(text(opset, 1, ''), 2, OPSET));
  for (const [key, value] of Object.entries(model.metadata)) {
    message(w, 14, (entry) => text(text(entry, 1, key), 2, value));
  }
  return w.finish();
}

function encodeNode(w: Writer, node: GraphNode): void {
  for (const input of node.inputs) text(w, 1, input);
  for (const output of node.outputs) text(w, 2, output);
  text(w, 3, node.outputs[0]!);
  text(w, 4, node.type);
  for (const [name, value] of Object.entries(node.attributes)) {
    message(w, 5, (attribute) => encodeAttribute(text(attribute, 1, name), value));
  }
}

function encodeAttribute(w: Writer, value: Attribute): void {
  if (typeof value === 'number') int(int(w, 3, value), 20, ATTRIBUTE.int);
  else if (typeof value === 'string') int(text(w, 4, value), 20, ATTRIBUTE.string);
  else if ('float' in value) int(w.uint32(tag(2, WIRE.fixed32)).float(value.float), 20, ATTRIBUTE.float);
  else {
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

/** Numbers as the file has them, which is how all common processors do: then nothing is copied. */
function littleEndian(data: Constant['data']): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (new Uint8Array(new Uint16Array([1]).buffer)[0] === 1) return bytes;
  const swapped = bytes.slice();
  for (let at = 0; at < swapped.length; at += data.BYTES_PER_ELEMENT) {
    swapped.subarray(at, at + data.BYTES_PER_ELEMENT).reverse();
  }
  return swapped;
}

function encodePort(w: Writer, { name, shape }: Port): void {
  text(w, 1, name);
  message(w, 2, (type) => {
    message(type, 1, (tensor) => {
      int(tensor, 1, DATA.float);
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
