// .ply, ASCII and both binary orders: positions, normals, colours, faces.
import { check, checkMesh, type TriangleMesh } from '@vrn/voxel';
import { type PlyElement, readPly } from './plyReader.js';
import { linearToSrgb, srgbToLinear } from './srgb.js';

export interface EncodePlyOptions {
  readonly format?: 'binary' | 'ascii';
}

export const ENCODE_PLY_DEFAULTS = { format: 'binary' } as const;

/**
 * Bytes of a `.ply` file: single-precision positions and normals, colours as sRGB bytes as readers expect, triangles by
 * their indices.
 *
 * @param options.format  'binary' is little-endian.
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 */
export function encodePly(mesh: TriangleMesh, options: EncodePlyOptions = {}): Uint8Array {
  const { format } = { ...ENCODE_PLY_DEFAULTS, ...options };
  checkMesh(mesh, 'encodePly', { faces: 'any' });
  check(format === 'binary' || format === 'ascii', 'bad-argument', () => {
    return `encodePly: format must be 'binary' or 'ascii', got ${format}`;
  });
  const { positions, indices, normals, colors } = mesh;
  const [vertices, faces] = [positions.length / 3, indices.length / 3];
  const property = (type: string, names: readonly string[]) => names.map((name) => `property ${type} ${name}`);
  const header = [
    'ply',
    `format ${format === 'ascii' ? 'ascii' : 'binary_little_endian'} 1.0`,
    `element vertex ${vertices}`,
    ...property('float', ['x', 'y', 'z', ...(normals ? ['nx', 'ny', 'nz'] : [])]),
    ...property('uchar', colors ? ['red', 'green', 'blue'] : []),
    `element face ${faces}`,
    'property list uchar uint vertex_indices',
    'end_header\n',
  ].join('\n');
  const floats = normals ? [positions, normals] : [positions];
  const byte = (v: number): number => Math.round(255 * Math.min(1, Math.max(0, linearToSrgb(colors![v]!))));
  if (format === 'ascii') {
    const lines: string[] = [];
    for (let v = 0; v < vertices; v++) {
      const numbers = floats.flatMap((array) =>
        Array.from(array.subarray(3 * v, 3 * v + 3), (n) => Number(n.toPrecision(9))),
      );
      lines.push([...numbers, ...(colors ? [byte(3 * v), byte(3 * v + 1), byte(3 * v + 2)] : [])].join(' '));
    }
    for (let f = 0; f < indices.length; f += 3) lines.push(`3 ${indices[f]} ${indices[f + 1]} ${indices[f + 2]}`);
    return new TextEncoder().encode(`${header}${lines.join('\n')}\n`);
  }
  const start = new TextEncoder().encode(header);
  const stride = 12 * floats.length + (colors ? 3 : 0);
  const bytes = new Uint8Array(start.length + stride * vertices + 13 * faces);
  const view = new DataView(bytes.buffer);
  bytes.set(start);
  for (let v = 0; v < vertices; v++) {
    const at = start.length + stride * v;
    for (const [i, array] of floats.entries()) {
      for (let axis = 0; axis < 3; axis++) view.setFloat32(at + 12 * i + 4 * axis, array[3 * v + axis]!, true);
    }
    if (colors) for (let c = 0; c < 3; c++) bytes[at + 12 * floats.length + c] = byte(3 * v + c);
  }
  for (let f = 0; f < faces; f++) {
    const at = start.length + stride * vertices + 13 * f;
    bytes[at] = 3;
    for (let corner = 0; corner < 3; corner++) view.setUint32(at + 1 + 4 * corner, indices[3 * f + corner]!, true);
  }
  return bytes;
}

/**
 * The mesh in a `.ply` file, ASCII or binary of either order: positions, and normals and colours where there are any
 * (bytes are sRGB, floats linear). Polygons are cut into fans; all else is left out.
 *
 * @throws {VolumetricError} `bad-file`, naming the line, byte or property
 */
export function decodePly(bytes: Uint8Array): TriangleMesh {
  const elements = readPly(bytes);
  const vertex = elements.get('vertex');
  const positions = vertex && triples(vertex, ['x', 'y', 'z']);
  check(
    positions !== undefined && positions.length > 0,
    'bad-file',
    () => 'decodePly: file must have vertices with x, y, z',
  );
  check(positions.every(Number.isFinite), 'bad-file', () => {
    return `decodePly: positions must be finite, got another at vertex ${Math.floor(positions.findIndex((n) => !Number.isFinite(n)) / 3)}`;
  });
  const face = elements.get('face');
  const lists = face?.lists.get('vertex_indices') ?? face?.lists.get('vertex_index') ?? [];
  const count = positions.length / 3;
  const indices: number[] = [];
  for (const [f, corners] of lists.entries()) {
    check(corners.length >= 3 && corners.every((v) => Number.isInteger(v) && v >= 0 && v < count), 'bad-file', () => {
      return `decodePly: face ${f} must have three corners or more, each below ${count}, got ${corners.slice(0, 8).join(' ')}`;
    });
    for (let i = 2; i < corners.length; i++) indices.push(corners[0]!, corners[i - 1]!, corners[i]!);
  }
  const normals = triples(vertex!, ['nx', 'ny', 'nz']);
  const raw = triples(vertex!, ['red', 'green', 'blue']);
  const colors = raw && (vertex!.byteProperties.has('red') ? raw.map((value) => srgbToLinear(value / 255)) : raw);
  return {
    positions,
    indices: Uint32Array.from(indices),
    ...(normals && { normals }),
    ...(colors && { colors }),
  };
}

function triples(element: PlyElement, names: readonly string[]): Float32Array | undefined {
  const columns = names.map((name) => element.scalars.get(name));
  if (columns.some((column) => column === undefined)) return undefined;
  return Float32Array.from({ length: 3 * element.count }, (_, i) => columns[i % 3]![Math.floor(i / 3)]!);
}
