// Reads the bytes of a .ply file, ASCII or binary of either byte order, as a mesh.
import { type Bytes, check, checkOptions, defined, toBytes } from '@vrn/voxel/internal';
import { allFinite } from '../../edit/allFinite.js';
import { srgbToLinear } from '../../texture/srgb.js';
import { attributesOf, type Seams } from '../polygons/attributesOf.js';
import { triangulate } from '../polygons/triangulate.js';
import { growingDoubles } from '../text/growing.js';
import { linearColors } from '../text/linearColors.js';
import { checkOrigin, type Origin, warnOfLoss } from '../text/precision.js';
import { type DecodedMesh, type Warnings, warningList } from '../text/warnings.js';
import { withoutVertices } from '../text/withoutVertices.js';
import { faceElements, polygonsOf } from './plyFaces.js';
import { type PlyElement, type PlyProperty, type PlyType, readPlyHeader } from './plyHeader.js';
import { checkPlySize, type PlyLists, type PlySink, readPly } from './plyReader.js';
import { cornerUvs } from './plyUvs.js';

/** Names that programs give to the properties of vertices; those that `encodePly` writes come first. */
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

export interface DecodePlyOptions {
  /** How to treat a vertex whose corners have several texture coordinates: drop them, or split the vertex. */
  readonly seams?: Seams;
  /** Subtracted from all positions, in double precision: for coordinates far from the origin, such as UTM. */
  readonly origin?: Origin;
}

export const DECODE_PLY_DEFAULTS = { seams: 'drop', origin: [0, 0, 0] } as const satisfies DecodePlyOptions;

/**
 * Reads a `.ply` file, ASCII or binary: positions and, if present, normals, colours (sRGB in the file, as integers or
 * as floats on a scale of 0..1, 0..255 or 0..65,535; linear here) and texture coordinates, of vertices or of corners,
 * each under any of its usual names. Polygons are triangulated: convex ones as fans, concave ones by ear clipping;
 * triangle strips and fans are read. A file without faces gives a mesh without faces.
 *
 * `warnings` lists what was left out, such as other elements, faces of fewer than three corners, vertices that are not
 * finite and that no face uses, attributes that are not finite, header lines of an unknown kind, and numbers beyond
 * those that the header describes. Other properties are left out without a warning.
 *
 * @param file            the file's bytes
 * @param options.seams   default 'drop'; 'split' creates one vertex for each texture coordinate, as in glTF
 * @param options.origin  `[x, y, z]` in the file's unit, default `[0, 0, 0]`; a warning proposes another if rounding
 *   to single precision moves positions noticeably
 * @returns  the mesh, and `warnings`: one sentence for each kind of content that was not read as written
 * @throws {VolumetricError} `bad-file`, naming the line, byte, vertex or face where one is at fault; `bad-argument`
 * Cost: O(bytes); about O(n log n) for a concave polygon of n corners.
 *
 * @example
 * const header = 'ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\n';
 * const strips = 'element tristrips 1\nproperty list int int vertex_indices\nend_header\n';
 * const numbers = '0 0 0\n1 0 0\n0 1 0\n1 1 0\n4 0 1 2 3\n';
 * decodePly(new TextEncoder().encode(header + strips + numbers)).indices; // → [0, 1, 2, 2, 1, 3]
 */
export function decodePly(file: Bytes, options: DecodePlyOptions = {}): DecodedMesh {
  const bytes = toBytes('decodePly', file);
  checkOptions('decodePly', options, DECODE_PLY_DEFAULTS);
  const { seams, origin: given } = { ...DECODE_PLY_DEFAULTS, ...defined(options) };
  check(seams === 'drop' || seams === 'split', 'bad-argument', () => {
    return `decodePly: seams must be 'drop' or 'split', got ${seams}`;
  });
  const origin = checkOrigin('decodePly', given);
  const warnings = warningList();
  const header = readPlyHeader(bytes, warnings);
  checkPlySize(header, bytes);
  const vertex = header.elements.find(({ name }) => name === 'vertex') ?? { name: 'vertex', count: 0, properties: [] };
  const elements = faceElements(header, warnings);
  const scalars = new Map<PlyProperty, PlySink>();
  const lists = new Map<PlyProperty, PlyLists>();
  const columnsOf = <T extends Values>(name: keyof typeof NAMES, make: Make<T>): Columns<T> | undefined => {
    const properties = find(vertex, NAMES[name]);
    if (properties === undefined) return undefined;
    const step = properties.length;
    const types = properties.map(({ type }) => type);
    const type = types.every((each) => each === types[0]) ? types[0]! : 'float64';
    const values = make(step * vertex.count, type);
    for (const [at, property] of properties.entries()) scalars.set(property, { into: values, at, step });
    return { values, type };
  };
  const isBinary = header.format !== 'ascii';
  const isMoved = origin.some((value) => value !== 0);
  const floats = (length: number) => new Float32Array(length);
  const positions = columnsOf<Float32Array | Float64Array>('positions', (length) => {
    return isMoved ? new Float64Array(length) : floats(length);
  });
  check(positions !== undefined, 'bad-file', () => 'decodePly: file must have vertices with x, y, z');
  const [normals, uvs] = [columnsOf('normals', floats), columnsOf('uvs', floats)];
  // Colours are rounded to single precision only once, after the conversion to linear. ASCII files may contain any
  // number where the header declares bytes.
  const colors = columnsOf<Values>('colors', (length, type) => {
    return isBinary && type === 'uint8' ? new Uint8Array(length) : new Float64Array(length);
  });
  const listOf = (property: PlyProperty, count: number, below?: number): PlyLists => {
    const list = { values: growingDoubles(), ends: new Uint32Array(count), below };
    lists.set(property, list);
    return list;
  };
  const isOnlyPolygons = elements.length === 1 && elements[0]!.kind === 'polygons';
  const read = elements.map((faces) => ({
    faces,
    indices: listOf(faces.indices, faces.element.count, isOnlyPolygons ? vertex.count : undefined),
    uvs: faces.uvs && uvs === undefined ? listOf(faces.uvs, faces.element.count) : undefined,
  }));
  readPly(header, bytes, { scalars, lists, warnings });

  const placed = moved(positions.values, origin);
  warnOfLoss(placed, warnings, isBinary && positions.type === 'float32');
  const { corners, starts, sources } = polygonsOf(read, { count: vertex.count, warnings });
  const broken = brokenVertices(placed, corners);
  const places = starts && triangulate({ positions: placed, corners, starts }, { warnings });
  const indices = places && places.length !== corners.length ? places.map((place) => corners[place]!) : corners;
  const finite = (name: 'normals' | 'texture coordinates', columns: Columns<Float32Array> | undefined) =>
    columns && finiteOrLeftOut(name, columns.values, { broken, count: vertex.count, warnings });
  const ownUvs = finite('texture coordinates', uvs);
  const ownNormals = finite('normals', normals);
  const uvsOfCorners = ownUvs ? undefined : cornerUvs(read, sources, warnings);
  const linear = colors && linearOf(colors, broken, warnings);
  const mesh = uvsOfCorners
    ? attributesOf(
        {
          positions: placed,
          colors: linear,
          normals: ownNormals ?? new Float32Array(),
          normalCorners: ownNormals && indices,
          uvs: uvsOfCorners.values,
          uvCorners: places?.map((place) => uvsOfCorners.corners[place]!),
          corners: indices,
          warnings,
        },
        seams,
      )
    : {
        positions: placed,
        indices,
        ...(ownNormals?.length && { normals: ownNormals }),
        ...(linear && { colors: linear }),
        ...(ownUvs?.length && { uvs: ownUvs }),
      };
  return { ...withoutVertices(mesh, broken, { caller: 'decodePly', warnings }), warnings: warnings.list() };
}

type Values = Float32Array | Float64Array | Uint8Array;
type Make<T> = (length: number, type: PlyType) => T;

interface Columns<T extends Values> {
  readonly values: T;
  /** The type of the properties; 'float64' if their types differ. */
  readonly type: PlyType;
}

/** Returns the properties of the first set of names that are all present; undefined if no set is complete. */
function find({ properties }: PlyElement, sets: readonly (readonly string[])[]): PlyProperty[] | undefined {
  for (const names of sets) {
    const found = names.map((name) => properties.find((each) => each.name === name && each.length === undefined));
    if (found.every((each) => each !== undefined)) return found;
  }
  return undefined;
}

function moved(values: Float32Array | Float64Array, origin: Origin): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values, (value, i) => value - origin[i % 3]!);
}

/** Returns the vertices that are not finite, in order. Throws `bad-file` if a face uses one of them. */
function brokenVertices(positions: Float32Array, corners: Uint32Array): Uint32Array {
  if (allFinite(positions)) return new Uint32Array();
  const broken: number[] = [];
  for (let v = 0; 3 * v < positions.length; v++) {
    const at = 3 * v;
    const good =
      Number.isFinite(positions[at]) && Number.isFinite(positions[at + 1]) && Number.isFinite(positions[at + 2]);
    if (!good) broken.push(v);
  }
  const isBroken = new Set(broken);
  for (const v of corners) {
    check(!isBroken.has(v), 'bad-file', () => {
      return `decodePly: positions must be finite, got ${positions.subarray(3 * v, 3 * v + 3).join(' ')} at vertex ${v}`;
    });
  }
  return Uint32Array.from(broken);
}

interface Vertices {
  /** Vertices whose attributes are ignored, since the vertices are left out. */
  readonly broken: Uint32Array;
  readonly count: number;
  readonly warnings: Warnings;
}

function finiteOrLeftOut(
  name: string,
  values: Float32Array,
  { broken, count, warnings }: Vertices,
): Float32Array | undefined {
  const width = values.length / count;
  for (const v of broken) values.fill(0, width * v, width * v + width);
  if (allFinite(values)) return values;
  const bad = values.findIndex((value) => !Number.isFinite(value));
  warnings.add(`${name} were left out, since some are not finite`, () => `vertex ${Math.floor(bad / width)}`);
  return undefined;
}

function linearOf(
  { values, type }: Columns<Values>,
  broken: Uint32Array,
  warnings: Warnings,
): Float32Array | undefined {
  for (const v of broken) values.fill(0, 3 * v, 3 * v + 3);
  if (values instanceof Uint8Array) return byTable(values, 256, 255);
  let largest = 0;
  let isInteger = true;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    isInteger &&= value >= 0 && value <= 65_535 && Math.floor(value) === value;
    if (value > largest) largest = value;
  }
  if (type.startsWith('float') || !isInteger) return linearColors(values as Float64Array, warnings);
  return byTable(values, largest + 1, type === 'uint16' || largest > 255 ? 65_535 : 255);
}

/** Converts integers below `count`, on a scale of 0 to `scale`, from sRGB to linear. */
function byTable(values: Values, count: number, scale: number): Float32Array {
  const table = Float32Array.from({ length: count }, (_, value) => srgbToLinear(value / scale));
  const linear = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) linear[i] = table[values[i]!]!;
  return linear;
}
