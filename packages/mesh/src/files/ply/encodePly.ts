// Writes meshes as the bytes of a .ply file, ASCII or binary of either byte order.
import type { TriangleMesh } from '@vrn/voxel';
import { check, checkMesh, checkOptions, defined } from '@vrn/voxel/internal';
import { checkAttributes } from '../../edit/checkAttributes.js';
import { linearToBytes } from '../../texture/srgb.js';
import { overbrightSrgb } from '../text/overbrightSrgb.js';
import {
  NEWLINE,
  SPACE,
  textWriter,
  writeByte,
  writeInteger,
  writeNine,
  writeSingle,
  writeText,
  written,
} from '../text/textWriter.js';

export interface EncodePlyOptions {
  readonly format?: 'binary' | 'binary_big_endian' | 'ascii';
  /** Number format of the colours. */
  readonly colors?: 'bytes' | 'floats';
}

export const ENCODE_PLY_DEFAULTS = { format: 'binary', colors: 'bytes' } as const;

/**
 * Writes a `.ply` file: positions, normals and texture coordinates (as s and t) in single precision, colours in sRGB as
 * readers expect, triangles by their indices. {@link decodePly} returns all values exactly, except some colours: bytes
 * clamp each channel to 0..1 and change it by at most 1/510 in sRGB, and so by at most 0.0045 in linear light; floats
 * clamp channels to ±2 in sRGB, which is 4.95 in linear light, since readers would take larger numbers for a scale of 0
 * to 255.
 *
 * @param mesh  any number of vertices and faces, including none
 * @param options.format  default 'binary', which is little-endian
 * @param options.colors  default 'bytes', which other programs read; 'floats' preserves colours, up to that limit,
 *   exactly (ASCII) or to a relative error of 2 · 10⁻⁷ (binary)
 * @returns  the file's bytes
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 * Cost: O(V + F).
 *
 * @example
 * const triangle = { positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0), indices: Uint32Array.of(0, 1, 2) };
 * const text = new TextDecoder().decode(encodePly(triangle, { format: 'ascii' }));
 * text.split('end_header')[1]; // → '\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n'
 */
export function encodePly(mesh: TriangleMesh, options: EncodePlyOptions = {}): Uint8Array {
  checkOptions('encodePly', options, ENCODE_PLY_DEFAULTS);
  const { format, colors } = { ...ENCODE_PLY_DEFAULTS, ...defined(options) };
  checkMesh(mesh, 'encodePly', { faces: 'any' });
  checkAttributes(mesh, 'encodePly');
  check(['binary', 'binary_big_endian', 'ascii'].includes(format), 'bad-argument', () => {
    return `encodePly: format must be 'binary', 'binary_big_endian' or 'ascii', got ${format}`;
  });
  check(colors === 'bytes' || colors === 'floats', 'bad-argument', () => {
    return `encodePly: colors must be 'bytes' or 'floats', got ${colors}`;
  });
  const columns = columnsOf(mesh, colors === 'bytes');
  const header = [
    'ply',
    `format ${format === 'binary' ? 'binary_little_endian' : format} 1.0`,
    `element vertex ${mesh.positions.length / 3}`,
    ...columns.flatMap(({ names, values }) => names.map((name) => `property ${typeOf(values)} ${name}`)),
    `element face ${mesh.indices.length / 3}`,
    'property list uchar uint vertex_indices',
    'end_header\n',
  ].join('\n');
  return format === 'ascii'
    ? asText(mesh, header, columns)
    : asBytes(mesh, { header, columns, little: format === 'binary' });
}

/** Properties of the vertices that are written consecutively. */
interface Columns {
  readonly names: readonly string[];
  /** Bytes are stored as `uchar`, other numbers as `float`. */
  readonly values: Float32Array | Float64Array | Uint8Array;
  /** Writes a value to an ASCII file: `writeNine` for colours, `writeSingle` for others. */
  readonly write: typeof writeSingle;
}

function columnsOf({ positions, normals, colors, uvs }: TriangleMesh, bytes: boolean): Columns[] {
  const column = (names: string, values: Columns['values'], write = writeSingle): Columns[] => [
    { names: names.split(' '), values, write },
  ];
  const srgb = colors && (bytes ? linearToBytes(colors) : Float64Array.from(colors, overbrightSrgb));
  return [
    ...column('x y z', positions),
    ...(normals ? column('nx ny nz', normals) : []),
    ...(uvs ? column('s t', uvs) : []),
    ...(srgb ? column('red green blue', srgb, writeNine) : []),
  ];
}

function asText(mesh: TriangleMesh, header: string, columns: readonly Columns[]): Uint8Array {
  const out = textWriter();
  writeText(out, header);
  for (let v = 0; v < mesh.positions.length / 3; v++) {
    for (const { names, values, write } of columns) {
      for (let n = 0; n < names.length; n++) {
        write(out, values[names.length * v + n]!);
        writeByte(out, SPACE);
      }
    }
    out.bytes[out.length - 1] = NEWLINE;
  }
  for (let f = 0; f < mesh.indices.length; f += 3) {
    writeText(out, '3 ');
    writeInteger(out, mesh.indices[f]!);
    writeByte(out, SPACE);
    writeInteger(out, mesh.indices[f + 1]!);
    writeByte(out, SPACE);
    writeInteger(out, mesh.indices[f + 2]!);
    writeByte(out, NEWLINE);
  }
  return written(out);
}

interface Layout {
  readonly header: string;
  readonly columns: readonly Columns[];
  readonly little: boolean;
}

const typeOf = (values: Columns['values']): string => (values instanceof Uint8Array ? 'uchar' : 'float');

function asBytes({ positions, indices }: TriangleMesh, { header, columns, little }: Layout): Uint8Array {
  const vertices = positions.length / 3;
  const start = new TextEncoder().encode(header);
  const widthOf = ({ names, values }: Columns): number => names.length * (values instanceof Uint8Array ? 1 : 4);
  const stride = columns.reduce((sum, column) => sum + widthOf(column), 0);
  const out = new Uint8Array(start.length + stride * vertices + (13 * indices.length) / 3);
  const view = new DataView(out.buffer);
  out.set(start);
  for (let first = 0; first < vertices; first += BLOCK) {
    const count = Math.min(BLOCK, vertices - first);
    let at = start.length + stride * first;
    for (const column of columns) {
      const { names, values } = column;
      const place = { first: names.length * first, count, at, stride, width: names.length, little };
      if (values instanceof Uint8Array) writeBytes(out, values, place);
      else writeFloats(view, values, place);
      at += widthOf(column);
    }
  }
  const begin = start.length + stride * vertices;
  for (let f = 0, at = begin; f < indices.length; f += 3, at += 13) {
    view.setUint8(at, 3);
    view.setInt32(at + 1, indices[f]! | 0, little);
    view.setInt32(at + 5, indices[f + 1]! | 0, little);
    view.setInt32(at + 9, indices[f + 2]! | 0, little);
  }
  return out;
}

/** Number of vertices per block: a block stays in the cache until all of its columns are written. */
const BLOCK = 1024;

/**
 * The numbers to write: `first` is the index of the first one and `at` its byte offset in the file, `count` the number
 * of vertices, `stride` the size of a vertex in bytes, and `width` the number of values per vertex.
 */
interface Place {
  readonly first: number;
  readonly count: number;
  readonly at: number;
  readonly stride: number;
  readonly width: number;
  readonly little: boolean;
}

function writeFloats(
  view: DataView,
  values: Float32Array | Float64Array,
  { first, count, at, stride, width, little }: Place,
): void {
  for (let n = 0; n < width; n++) {
    for (let v = 0, i = first + n, to = at + 4 * n; v < count; v++, i += width, to += stride) {
      view.setFloat32(to, values[i]!, little);
    }
  }
}

function writeBytes(out: Uint8Array, values: Uint8Array, { first, count, at, stride, width }: Place): void {
  for (let n = 0; n < width; n++) {
    for (let v = 0, i = first + n, to = at + n; v < count; v++, i += width, to += stride) out[to] = values[i]!;
  }
}
