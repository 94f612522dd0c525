// Corners with numbers of their own for position, texture coordinate and normal, made vertices.
import type { TriangleMesh } from '@vrn/voxel';
import type { ObjLists } from './objReader.js';

/** A list and, for every corner, the number into it. */
interface Attribute {
  readonly values: Float32Array;
  readonly width: number;
  readonly corners: Uint32Array;
  /** What a vertex without a corner has. */
  readonly none: readonly number[];
}

const NOT_YET = 0xffffffff;

export function attributesOf(lists: ObjLists, seams: 'drop' | 'split'): TriangleMesh {
  const { positions, colors, corners } = lists;
  const uvs = attribute(lists, lists.uvs, lists.uvCorners, 2);
  const normals = attribute(lists, lists.normals, lists.normalCorners, 3);
  const split = seams === 'split' ? splitVertices(positions.length / 3, corners, [uvs, normals]) : undefined;
  const indices = split?.indices ?? corners;
  const vertices = split?.vertices;
  const place = (values: Float32Array): Float32Array => (vertices ? gather(values, 3, vertices) : values);
  const count = vertices?.length ?? positions.length / 3;
  const [ownUvs, ownNormals] = [uvs && own(uvs, indices, count), normals && own(normals, indices, count)];
  return {
    positions: place(positions),
    indices,
    ...(ownNormals && { normals: ownNormals }),
    ...(colors && { colors: place(colors) }),
    ...(ownUvs && { uvs: ownUvs }),
  };
}

/** None where the file has none, or where some corner has none. */
function attribute(
  { positions, corners }: ObjLists,
  values: Float32Array,
  numbers: Uint32Array | undefined,
  width: number,
): Attribute | undefined {
  if (values.length === 0 || numbers === undefined) return undefined;
  // Without faces, only lists written vertex by vertex belong to anything.
  if (corners.length === 0 && values.length / width !== positions.length / 3) return undefined;
  return { values, width, corners: numbers, none: width === 3 ? [0, 0, 1] : [0, 0] };
}

/** The one entry of every vertex; undefined where some vertex has two. */
function own(
  { values, width, corners, none }: Attribute,
  indices: Uint32Array,
  count: number,
): Float32Array | undefined {
  const entry = new Uint32Array(count).fill(NOT_YET);
  let parallel = values.length === width * count;
  for (let corner = 0; corner < indices.length; corner++) {
    const v = indices[corner]!;
    const number = corners[corner]!;
    if (entry[v] !== NOT_YET && entry[v] !== number) return undefined;
    entry[v] = number;
    parallel &&= v === number;
  }
  if (parallel) return values;
  const out = new Float32Array(width * count);
  for (let v = 0, to = 0; v < count; v++) {
    const at = width * entry[v]!;
    for (let n = 0; n < width; n++) out[to++] = entry[v] === NOT_YET ? none[n]! : values[at + n]!;
  }
  return out;
}

/** For every pair or triple of numbers at a corner a vertex: the first of a position in its place, others at the end. */
function splitVertices(count: number, corners: Uint32Array, attributes: readonly (Attribute | undefined)[]) {
  const [uvs, normals] = attributes.map((each) => each?.corners);
  const vertices: number[] = [];
  // What stands in a vertex' own place, and where all others are, by their three numbers.
  const uvOf = new Uint32Array(count).fill(NOT_YET);
  const normalOf = new Uint32Array(count).fill(NOT_YET);
  const others = new Map<string, number>();
  const indices = corners.slice();
  for (let corner = 0; corner < corners.length; corner++) {
    const v = corners[corner]!;
    const uv = uvs?.[corner] ?? 0;
    const normal = normals?.[corner] ?? 0;
    if (uvOf[v] === NOT_YET) {
      uvOf[v] = uv;
      normalOf[v] = normal;
    }
    if (uvOf[v] === uv && normalOf[v] === normal) continue;
    const key = `${v}/${uv}/${normal}`;
    let other = others.get(key);
    if (other === undefined) {
      other = count + vertices.length;
      others.set(key, other);
      vertices.push(v);
    }
    indices[corner] = other;
  }
  return {
    indices,
    vertices: Uint32Array.from({ length: count + vertices.length }, (_, v) => vertices[v - count] ?? v),
  };
}

function gather(values: Float32Array, width: number, vertices: Uint32Array): Float32Array {
  const out = new Float32Array(width * vertices.length);
  for (let i = 0; i < out.length; i++) out[i] = values[width * vertices[Math.floor(i / width)]! + (i % width)]!;
  return out;
}
