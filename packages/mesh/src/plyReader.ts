// The elements of a .ply file: a header that names them, then their numbers as text or bytes.
import { check } from '@vrn/voxel';

export interface PlyElement {
  readonly count: number;
  readonly scalars: ReadonlyMap<string, readonly number[]>;
  readonly lists: ReadonlyMap<string, readonly (readonly number[])[]>;
  /** Scalars that are bytes. */
  readonly byteProperties: ReadonlySet<string>;
}

interface Type {
  readonly bytes: number;
  readonly read: (view: DataView, at: number, little: boolean) => number;
}

const INT8: Type = { bytes: 1, read: (view, at) => view.getInt8(at) };
const UINT8: Type = { bytes: 1, read: (view, at) => view.getUint8(at) };
const INT16: Type = { bytes: 2, read: (view, at, little) => view.getInt16(at, little) };
const UINT16: Type = { bytes: 2, read: (view, at, little) => view.getUint16(at, little) };
const INT32: Type = { bytes: 4, read: (view, at, little) => view.getInt32(at, little) };
const UINT32: Type = { bytes: 4, read: (view, at, little) => view.getUint32(at, little) };
const FLOAT32: Type = { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) };
const FLOAT64: Type = { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) };

/** Types by both of their names. */
const TYPES: Readonly<Record<string, Type>> = {
  ...{ char: INT8, int8: INT8, uchar: UINT8, uint8: UINT8, short: INT16, int16: INT16, ushort: UINT16, uint16: UINT16 },
  ...{
    int: INT32,
    int32: INT32,
    uint: UINT32,
    uint32: UINT32,
    float: FLOAT32,
    float32: FLOAT32,
    double: FLOAT64,
    float64: FLOAT64,
  },
};

interface Property {
  readonly name: string;
  readonly type: Type;
  /** Of a list: the type of its length. */
  readonly length?: Type;
}

interface Declared {
  readonly name: string;
  readonly count: number;
  readonly properties: Property[];
}

type Format = 'ascii' | 'binary_little_endian' | 'binary_big_endian';

/** Where the next number comes from. */
type Source = (type: Type) => number;

export function readPly(bytes: Uint8Array): Map<string, PlyElement> {
  const { format, elements, start } = readHeader(bytes);
  // Nothing is allocated before every element could fit into what is left of the file: a number takes a byte at least.
  const least = elements.reduce((sum, { count, properties }) => {
    const bytesOf = ({ type, length }: Property) => (format === 'ascii' ? 1 : (length ?? type).bytes);
    return sum + count * properties.reduce((total, property) => total + bytesOf(property), 0);
  }, 0);
  check(least <= bytes.length - start, 'bad-file', () => {
    return `decodePly: header promises at least ${least} bytes of elements, got ${bytes.length - start}: the file is cut short`;
  });
  const next = format === 'ascii' ? words(bytes, start) : binary(bytes, start, format === 'binary_little_endian');
  return new Map(elements.map((element) => [element.name, readElement(element, next, bytes.length)]));
}

function readHeader(bytes: Uint8Array): { format: Format; elements: Declared[]; start: number } {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, 65_536));
  const end = /^end_header[ \t]*\r?\n/m.exec(text);
  check(/^ply\s/.test(text) && end !== null, 'bad-file', () => {
    return `decodePly: file must begin with ply and have an end_header, got ${bytes.length} bytes of something else`;
  });
  let format: Format | undefined;
  const elements: Declared[] = [];
  for (const [i, line] of text.slice(0, end.index).split('\n').entries()) {
    const [keyword, ...rest] = line.trim().split(/\s+/);
    const fail = (what: string) => () => `decodePly: line ${i + 1}: ${what}, got '${line.trim().slice(0, 80)}'`;
    if (keyword === 'format') {
      check(
        ['ascii', 'binary_little_endian', 'binary_big_endian'].includes(rest[0] ?? ''),
        'bad-file',
        fail('format must be ascii or binary'),
      );
      format = rest[0] as Format;
    } else if (keyword === 'element') {
      const count = Number(rest[1]);
      check(
        rest.length === 2 && Number.isSafeInteger(count) && count >= 0,
        'bad-file',
        fail('element must have a name and a count'),
      );
      elements.push({ name: rest[0]!, count, properties: [] });
    } else if (keyword === 'property') {
      const list = rest[0] === 'list';
      const [length, type] = list ? [TYPES[rest[1] ?? ''], TYPES[rest[2] ?? '']] : [undefined, TYPES[rest[0] ?? '']];
      const known = type !== undefined && (!list || length !== undefined) && elements.length > 0;
      check(known, 'bad-file', fail('property must have a known type and an element'));
      elements.at(-1)!.properties.push({ name: rest.at(-1)!, type, ...(length && { length }) });
    }
  }
  check(format !== undefined, 'bad-file', () => 'decodePly: header must name the format');
  return { format, elements, start: end.index + end[0].length };
}

function readElement({ name, count, properties }: Declared, next: Source, most: number): PlyElement {
  const scalars = new Map<string, number[]>();
  const lists = new Map<string, number[][]>();
  for (const property of properties) {
    if (property.length) lists.set(property.name, []);
    else scalars.set(property.name, []);
  }
  for (let i = 0; i < count && properties.length > 0; i++) {
    for (const { name: of, type, length } of properties) {
      if (length === undefined) {
        scalars.get(of)!.push(next(type));
        continue;
      }
      const size = next(length);
      check(Number.isInteger(size) && size >= 0 && size <= most, 'bad-file', () => {
        return `decodePly: ${name} ${i}: list must have a length that the file can hold, got ${size}`;
      });
      const list: number[] = [];
      for (let n = 0; n < size; n++) list.push(next(type));
      lists.get(of)!.push(list);
    }
  }
  const byteProperties = new Set(properties.filter(({ type }) => type === UINT8).map((property) => property.name));
  return { count, scalars, lists, byteProperties };
}

function words(bytes: Uint8Array, start: number): Source {
  const pattern = /\S+/g;
  const text = new TextDecoder('latin1').decode(bytes.subarray(start));
  return () => {
    const word = pattern.exec(text)?.[0];
    const value = Number(word ?? Number.NaN);
    check(
      word !== undefined,
      'bad-file',
      () => 'decodePly: file must have all the numbers that its header promises: it is cut short',
    );
    check(
      !Number.isNaN(value) || /^[-+]?nan$/i.test(word),
      'bad-file',
      () => `decodePly: must be a number, got '${word.slice(0, 40)}'`,
    );
    return value;
  };
}

function binary(bytes: Uint8Array, start: number, little: boolean): Source {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = start;
  return (type) => {
    check(
      at + type.bytes <= bytes.length,
      'bad-file',
      () => `decodePly: file must go on at byte ${at}: it is cut short`,
    );
    const value = type.read(view, at, little);
    at += type.bytes;
    return value;
  };
}
