// The bytes of a .ply file, ASCII or binary of either order, to a mesh.
import { check, type TriangleMesh } from '@vrn/voxel';
import { srgbToLinear } from '../../texture/srgb.js';
import { type Growing, growingDoubles } from '../text/growing.js';
import { type PlyElement, type PlyProperty, type PlyType, readPlyHeader } from './plyHeader.js';
import { checkPlySize, type PlyLists, type PlySink, readPly } from './plyReader.js';

/** What belongs to a vertex, by the names that programs give it, the ones we write first. */
const NAMES = {
  positions: [['x', 'y', 'z']],
  normals: [['nx', 'ny', 'nz']],
  colors: [
    ['red', 'green', 'blue'],
    ['diffuse_red', 'diffuse_green', 'diffuse_blue'],
    ['r', 'g', 'b'],
  ],
  uvs: [
    ['s', 't'],
    ['u', 'v'],
    ['texture_u', 'texture_v'],
  ],
} as const;

const FACES: readonly string[] = ['vertex_indices', 'vertex_index'];

/**
 * The mesh in a `.ply` file: positions and, where there are any, normals, colours (sRGB in the file, as bytes, 16 bits or
 * floats) and texture coordinates; each by any of the names in use. Polygons are cut into fans; other elements and
 * properties, also texture coordinates of faces, are left out. A file without faces gives a mesh without faces.
 *
 * @throws {VolumetricError} `bad-file`, naming the line, byte, vertex or face
 * Cost: O(bytes).
 */
export function decodePly(bytes: Uint8Array): TriangleMesh {
  const header = readPlyHeader(bytes);
  checkPlySize(header, bytes);
  const vertex = header.elements.find(({ name }) => name === 'vertex') ?? { name: 'vertex', count: 0, properties: [] };
  const face = header.elements.find(({ name }) => name === 'face');
  const scalars = new Map<PlyProperty, PlySink>();
  const lists = new Map<PlyProperty, PlyLists>();
  const wanted = (name: keyof typeof NAMES): Wanted | undefined => {
    const properties = find(vertex, NAMES[name]);
    if (properties === undefined) return undefined;
    const step = properties.length;
    // Colours are rounded once, when they are linear.
    const values = new (name === 'colors' ? Float64Array : Float32Array)(step * vertex.count);
    for (const [at, property] of properties.entries()) scalars.set(property, { into: values, at, step });
    return { values, type: properties[0]!.type };
  };
  const positions = wanted('positions');
  check(positions !== undefined, 'bad-file', () => 'decodePly: file must have vertices with x, y, z');
  const [normals, colors, uvs] = [wanted('normals'), wanted('colors'), wanted('uvs')];
  const corners = face?.properties.find(({ name, length }) => length !== undefined && FACES.includes(name));
  const faces: PlyLists = { values: growingDoubles(), ends: new Uint32Array(corners ? face!.count : 0) };
  if (corners) lists.set(corners, faces);
  readPly(header, bytes, { scalars, lists });
  const single = (name: string, values: Float32Array | Float64Array): Float32Array => {
    const out = values instanceof Float32Array ? values : Float32Array.from(values);
    for (let i = 0; i < out.length; i++) {
      if (Number.isFinite(out[i])) continue;
      check(false, 'bad-file', () => {
        return `decodePly: ${name} must be finite, got ${values[i]} at vertex ${Math.floor((i * vertex.count) / out.length)}`;
      });
    }
    return out;
  };
  return {
    positions: single('positions', positions.values),
    indices: trianglesOf(faces, vertex.count),
    ...(normals && { normals: single('normals', normals.values) }),
    ...(colors && { colors: single('colors', linear(colors)) }),
    ...(uvs && { uvs: single('uvs', uvs.values) }),
  };
}

interface Wanted {
  readonly values: Float32Array | Float64Array;
  /** Of its first property. */
  readonly type: PlyType;
}

/** The properties of the first set of names that the element has whole. */
function find({ properties }: PlyElement, sets: readonly (readonly string[])[]): PlyProperty[] | undefined {
  for (const names of sets) {
    const found = names.map((name) => properties.find((each) => each.name === name && each.length === undefined));
    if (found.every((each) => each !== undefined)) return found;
  }
  return undefined;
}

function linear({ values, type }: Wanted): Float32Array | Float64Array {
  if (type === 'uint8') {
    const table = Float64Array.from({ length: 256 }, (_, byte) => srgbToLinear(byte / 255));
    return values.map((byte) => table[byte]!);
  }
  const most = type.startsWith('float') ? 1 : type === 'uint16' ? 65_535 : 255;
  return values.map((value) => srgbToLinear(value / most));
}

/** Polygons cut into fans from their first corner. */
function trianglesOf(
  { values, ends }: { values: Growing<Float64Array>; ends: Uint32Array },
  count: number,
): Uint32Array {
  const { data } = values;
  const indices = new Uint32Array(3 * Math.max(0, values.length - 2 * ends.length));
  let to = 0;
  for (let f = 0, start = 0; f < ends.length; f++) {
    const end = ends[f]!;
    let good = end - start >= 3;
    for (let corner = start; corner < end; corner++) {
      const v = data[corner]!;
      good &&= v >= 0 && v < count && Math.floor(v) === v;
    }
    check(good, 'bad-file', () => {
      const got = [...data.subarray(start, Math.min(end, start + 8))].join(' ');
      return `decodePly: face ${f} must have three corners or more, each below ${count}, got ${got}`;
    });
    for (let corner = start + 2; corner < end; corner++) {
      indices[to++] = data[start]!;
      indices[to++] = data[corner - 1]!;
      indices[to++] = data[corner]!;
    }
    start = end;
  }
  return indices;
}
