// Reads the numbers of a .ply file, ASCII or binary, into the arrays that the caller supplies.
import { check, VolumetricError } from '@vrn/voxel';
import { type Growing, makeRoom } from '../text/growing.js';
import {
  badLine,
  lineEnds,
  lineOf,
  nextLine,
  readReal,
  type TextReader,
  textGoesOn,
  textReader,
  wordAt,
} from '../text/textReader.js';
import type { Warnings } from '../text/warnings.js';
import { type PlyColumns, type PlyTriangles, readBytes, readFloats, readTriangles } from './plyBulk.js';
import { PLY_BYTES, type PlyElement, type PlyHeader, type PlyProperty, type PlyType } from './plyHeader.js';

/** Destination of a property: the value of element i is stored in `into[at + i · step]`. */
export interface PlySink {
  readonly into: Float32Array | Float64Array | Uint8Array;
  readonly at: number;
  readonly step: number;
}

/** Destination of a list property: the numbers of all lists, concatenated, and the end of each list. */
export interface PlyLists {
  readonly values: Growing<Float64Array>;
  readonly ends: Uint32Array;
  /**
   * Number of vertices, if `readTriangles` may read the lists; undefined otherwise. Lists that it can read are stored
   * in `triangles` instead of `values`.
   */
  readonly below: number | undefined;
  triangles?: Uint32Array;
}

export interface PlySinks {
  readonly scalars: ReadonlyMap<PlyProperty, PlySink>;
  readonly lists: ReadonlyMap<PlyProperty, PlyLists>;
  readonly warnings: Warnings;
}

/**
 * Throws `bad-file` if the file is too short for the elements that its header declares; must be called before memory is
 * allocated. A number takes the bytes of its type, or, as text, at least two with its separator. For a list, only its
 * length field counts.
 */
export function checkPlySize({ format, elements, end }: PlyHeader, bytes: Uint8Array): void {
  const bytesOf = ({ type, length }: PlyProperty) => (format === 'ascii' ? 2 : PLY_BYTES[length ?? type]);
  let least = format === 'ascii' ? -1 : 0;
  for (const { count, properties } of elements) {
    least += count * properties.reduce((sum, property) => sum + bytesOf(property), 0);
  }
  check(least <= bytes.length - end, 'bad-file', () => {
    return `decodePly: file must have at least ${least} bytes of elements, got ${bytes.length - end}: the file is cut short`;
  });
}

/**
 * Reads all elements up to the last one with a requested property.
 *
 * @throws {VolumetricError} `bad-file`, naming the line or byte
 */
export function readPly(header: PlyHeader, bytes: Uint8Array, sinks: PlySinks): void {
  const isRequested = (property: PlyProperty): boolean => sinks.scalars.has(property) || sinks.lists.has(property);
  const last = header.elements.findLastIndex(({ properties }) => properties.some(isRequested));
  const elements = header.elements.slice(0, last + 1);
  if (header.format === 'ascii') {
    const text = { ...textReader(bytes, 'decodePly'), at: header.end };
    const rows = header.elements.reduce((sum, { count, properties }) => sum + (properties.length > 0 ? count : 0), 0);
    const source = textSource(text, rows, sinks.warnings);
    for (const element of elements) readRows(element, source, sinks);
    return;
  }
  const little = header.format === 'binary_little_endian';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = header.end;
  for (const element of elements) {
    const { count, properties } = element;
    if (properties.every(({ length }) => length === undefined)) {
      const stride = properties.reduce((sum, { type }) => sum + PLY_BYTES[type], 0);
      if (at + stride * count > bytes.length) throw cutShort(at, 'element');
      for (let i = 0, from = at; i < properties.length; ) {
        const run = runOf(properties, i, sinks.scalars);
        const sink = sinks.scalars.get(properties[i]!);
        const { type } = properties[i]!;
        if (sink) readColumns(view, { at: from, stride, count, width: run, type, little }, sink);
        from += run * PLY_BYTES[type];
        i += run;
      }
      at += stride * count;
    } else {
      const triangles = little ? trianglesOf(view, at, element, sinks) : undefined;
      if (triangles !== undefined) {
        at = triangles.end;
        continue;
      }
      const source = byteSource(view, at, little);
      readRows(element, source, sinks);
      at = source.place();
    }
  }
}

/** Returns how many properties from the given one on have the same type and adjacent places in one array. */
function runOf(properties: readonly PlyProperty[], first: number, scalars: PlySinks['scalars']): number {
  const sink = scalars.get(properties[first]!);
  let run = 1;
  for (; sink && first + run < properties.length; run++) {
    const next = properties[first + run]!;
    const other = scalars.get(next);
    if (next.type !== properties[first]!.type || other?.into !== sink.into || other.at !== sink.at + run) break;
  }
  return run;
}

interface Columns extends PlyColumns {
  readonly type: PlyType;
  readonly little: boolean;
}

function readColumns(view: DataView, columns: Columns, { into, at, step }: PlySink): void {
  const { stride, count, width, type, little } = columns;
  if (into instanceof Float32Array && type === 'float32' && little) {
    readFloats(view, columns, { into, at, step });
  } else if (into instanceof Uint8Array) {
    readBytes(view, columns, { into, at, step });
  } else {
    const bytes = PLY_BYTES[type];
    for (let i = 0, from = columns.at, to = at; i < count; i++, from += stride, to += step) {
      for (let n = 0; n < width; n++) into[to + n] = readBinary(view, from + bytes * n, type, little);
    }
  }
}

/** Reads an element of triangles; undefined if it must be read value by value. */
function trianglesOf(
  view: DataView,
  start: number,
  element: PlyElement,
  { lists }: PlySinks,
): PlyTriangles | undefined {
  const list = element.properties.find((property) => lists.has(property));
  const target = list && lists.get(list);
  if (list === undefined || target?.below === undefined) return undefined;
  const read = readTriangles(view, { element, list, start }, target.below);
  if (read !== undefined) target.triangles = read.corners;
  return read;
}

function readBinary(view: DataView, at: number, type: PlyType, little: boolean): number {
  switch (type) {
    case 'int8':
      return view.getInt8(at);
    case 'uint8':
      return view.getUint8(at);
    case 'int16':
      return view.getInt16(at, little);
    case 'uint16':
      return view.getUint16(at, little);
    case 'int32':
      return view.getInt32(at, little);
    case 'uint32':
      return view.getUint32(at, little);
    case 'float32':
      return view.getFloat32(at, little);
    case 'float64':
      return view.getFloat64(at, little);
  }
}

/** The source of numbers: text or bytes. */
interface Source {
  readonly next: (type: PlyType) => number;
  /** Appends `size` numbers to an array that has room for them. */
  readonly take: (type: PlyType, size: number, to: Growing<Float64Array>) => void;
  /** The current byte offset. */
  readonly place: () => number;
  /** Upper bound of the number of values of a type in the rest of the file. */
  readonly left: (type: PlyType) => number;
  /** Called after each element; skips the rest of its line if each element has its own line. */
  readonly endRow?: () => void;
  readonly fail: (problem: string) => VolumetricError;
}

/** Reads elements one by one, property by property. */
function readRows({ name, count, properties }: PlyElement, source: Source, { scalars, lists }: PlySinks): void {
  if (properties.length === 0) return;
  const columns = properties.map((property) => {
    return { type: property.type, length: property.length, scalar: scalars.get(property), list: lists.get(property) };
  });
  for (let i = 0; i < count; i++) {
    for (const { type, length, scalar, list } of columns) {
      if (length === undefined) {
        const value = source.next(type);
        if (scalar !== undefined) scalar.into[scalar.at + i * scalar.step] = value;
        continue;
      }
      const size = source.next(length);
      if (!Number.isInteger(size) || size < 0 || size > source.left(type)) {
        throw source.fail(`${name} ${i}: list must have a length that the file can hold, got ${size}`);
      }
      if (list === undefined) {
        for (let n = 0; n < size; n++) source.next(type);
        continue;
      }
      makeRoom(list.values, size);
      source.take(type, size, list.values);
      list.ends[i] = list.values.length;
    }
    source.endRow?.();
  }
}

/** Whether the text has at least one line per element: then an element ends where its line ends. */
function hasLines({ bytes, caller, at }: TextReader, rows: number): boolean {
  const text = { bytes, caller, at };
  let lines = 0;
  while (lines < rows && textGoesOn(text)) {
    lines++;
    nextLine(text);
  }
  return lines >= rows;
}

/**
 * Reads numbers from text. If each element has its own line, surplus numbers at the line's end are skipped with a
 * warning.
 */
function textSource(text: TextReader, rows: number, warnings: Warnings): Source {
  const start = { ...text };
  /** Whether each element has its own line; determined when the first element ends before its line does. */
  let isByLines: boolean | undefined;
  const next = (): number => {
    if (!textGoesOn(text)) {
      throw badLine(
        text,
        text.at,
        'file must have all the numbers that its header declares, got a file that is cut short',
      );
    }
    const value = readReal(text);
    if (value === undefined) throw badLine(text, text.at, `must be a number, got '${wordAt(text, text.at)}'`);
    return value;
  };
  return {
    next,
    take: (_, size, to) => {
      for (let n = 0; n < size; n++) to.data[to.length++] = next();
    },
    place: () => text.at,
    left: () => (text.bytes.length - text.at) / 2,
    endRow: () => {
      if (lineEnds(text) || isByLines === false) return;
      isByLines ??= hasLines(start, rows);
      if (!isByLines) return;
      const { at } = text;
      warnings.add('numbers that the header does not describe were skipped', () => `line ${lineOf(text, at)}`);
      nextLine(text);
    },
    fail: (problem) => badLine(text, text.at, problem),
  };
}

function byteSource(view: DataView, start: number, little: boolean): Source {
  let at = start;
  /** Skips `size` values, which the file must contain. Returns the byte offset of the first one. */
  const pass = (type: PlyType, size: number): number => {
    const from = at;
    at += size * PLY_BYTES[type];
    if (at > view.byteLength) throw cutShort(from, 'number');
    return from;
  };
  return {
    next: (type) => readBinary(view, pass(type, 1), type, little),
    take: (type, size, to) => {
      const [width, from] = [PLY_BYTES[type], pass(type, size)];
      for (let n = 0; n < size; n++) to.data[to.length++] = readBinary(view, from + width * n, type, little);
    },
    place: () => at,
    left: (type) => (view.byteLength - at) / PLY_BYTES[type],
    fail: (problem) => new VolumetricError('bad-file', `decodePly: byte ${at}: ${problem}`),
  };
}

const cutShort = (at: number, part: string): VolumetricError =>
  new VolumetricError(
    'bad-file',
    `decodePly: byte ${at}: file must contain another ${part}, got a file that is cut short`,
  );
