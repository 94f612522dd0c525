// Converts corners with separate indices for position, texture coordinate and normal to vertices.
import type { TriangleMesh } from '@vrn/voxel';
import { allFinite } from '../../edit/allFinite.js';
import { growingIntegers, push } from '../text/growing.js';
import type { Warnings } from '../text/warnings.js';
/** Marks a corner that has no entry in a list. */
export const NONE = 0xffffffff;

/** How to treat a vertex whose corners have several entries of an attribute: drop the attribute or split the vertex. */
export type Seams = 'drop' | 'split';

/** Triangles whose corners index separate lists. */
export interface CornerMesh {
  readonly positions: Float32Array;
  readonly colors: Float32Array | undefined;
  readonly uvs: Float32Array;
  readonly normals: Float32Array;
  /** `[3F]`: vertex index of each corner. */
  readonly corners: Uint32Array;
  /** `[3F]`: index in `uvs` of each corner, or NONE; undefined if no corner has one. */
  readonly uvCorners: Uint32Array | undefined;
  /** `[3F]`: index in `normals` of each corner, or NONE; undefined if no corner has one. */
  readonly normalCorners: Uint32Array | undefined;
  readonly warnings: Warnings;
}

/** A list of values and, for every corner, the index of its entry. */
interface Attribute {
  readonly values: Float32Array;
  readonly width: number;
  readonly corners: Uint32Array;
  /** Default value for vertices without a corner. */
  readonly none: readonly number[];
  /** Name used in warnings. */
  readonly label: string;
}

/**
 * Converts triangles whose corners index separate lists to a mesh. Attributes that some corner lacks are left out with
 * a warning.
 *
 * @param seams  'drop': leaves out, with a warning, an attribute of which some vertex has several entries, even equal
 *   ones; 'split': splits such a vertex; the first of the resulting vertices keeps the vertex's index, the others are
 *   appended
 */
export function attributesOf(lists: CornerMesh, seams: Seams): TriangleMesh {
  const { positions, colors, corners, warnings } = lists;
  const uvs = attribute(lists, { values: lists.uvs, width: 2, corners: lists.uvCorners });
  const normals = attribute(lists, { values: lists.normals, width: 3, corners: lists.normalCorners });
  const split = seams === 'split' ? splitVertices(positions.length / 3, corners, [uvs, normals]) : undefined;
  const indices = split?.indices ?? corners;
  const vertices = split?.vertices;
  const place = (values: Float32Array): Float32Array => (vertices ? gather(values, 3, vertices) : values);
  const count = vertices?.length ?? positions.length / 3;
  const ownOf = (each: Attribute | undefined): Float32Array | undefined => {
    const values = each && own(each, indices, count);
    if (each && !values) {
      warnings.add(`${each.label} were left out, since some vertices have several: { seams: 'split' } keeps them`);
    }
    return values;
  };
  const [ownUvs, ownNormals] = [ownOf(uvs), ownOf(normals)];
  return {
    positions: place(positions),
    indices,
    ...(ownNormals && { normals: ownNormals }),
    ...(colors && { colors: place(colors) }),
    ...(ownUvs && { uvs: ownUvs }),
  };
}

/**
 * Returns an attribute of which every corner has an entry; undefined if the list of entries is empty, and, with a
 * warning, if some corner has none.
 */
function attribute(
  { positions, corners, warnings }: CornerMesh,
  list: { readonly values: Float32Array; readonly width: number; readonly corners: Uint32Array | undefined },
): Attribute | undefined {
  const { values, width } = list;
  const label = width === 2 ? 'texture coordinates' : 'normals';
  const attributes = { values, width, none: width === 3 ? [0, 0, 1] : [0, 0], label };
  if (values.length === 0) return undefined;
  // Without faces, only lists with one finite entry per vertex can be assigned to vertices.
  if (corners.length === 0) {
    const isList = values.length / width === positions.length / 3 && allFinite(values);
    return isList ? { ...attributes, corners } : undefined;
  }
  let missing = list.corners ? 0 : corners.length;
  const { corners: numbers } = list;
  for (let corner = 0; numbers && corner < numbers.length; corner++) if (numbers[corner] === NONE) missing++;
  if (missing > 0) {
    warnings.add(`${label} were left out, since ${missing} of ${corners.length} corners of triangles have none`);
    return undefined;
  }
  return { ...attributes, corners: list.corners! };
}

/**
 * Returns the single entry of every vertex; undefined if some vertex has two. Vertices without a corner get the
 * default value. One exception: if the list has one finite entry per vertex, and every vertex with a corner has the
 * entry with its own index, the list is returned as it is.
 */
function own(
  { values, width, corners, none }: Attribute,
  indices: Uint32Array,
  count: number,
): Float32Array | undefined {
  const entry = new Uint32Array(count).fill(NONE);
  let parallel = values.length === width * count;
  for (let corner = 0; corner < indices.length; corner++) {
    const v = indices[corner]!;
    const number = corners[corner]!;
    if (entry[v] !== NONE && entry[v] !== number) return undefined;
    entry[v] = number;
    parallel &&= v === number;
  }
  // Entries that no corner uses may be NaN.
  if (parallel && allFinite(values)) return values;
  const out = new Float32Array(width * count);
  for (let v = 0, to = 0; v < count; v++) {
    const at = width * entry[v]!;
    for (let n = 0; n < width; n++) out[to++] = entry[v] === NONE ? none[n]! : values[at + n]!;
  }
  return out;
}

/**
 * Creates a vertex for each distinct combination of a corner's indices (position, texture coordinate, normal). The
 * first vertex at a position has the position's index; others are appended. Returns the vertex of each corner, and the
 * position's index of each vertex.
 */
function splitVertices(count: number, corners: Uint32Array, attributes: readonly (Attribute | undefined)[]) {
  const [uvs, normals] = attributes.map((each) => each?.corners);
  const indices = corners.slice();
  // Indices of the texture coordinate and the normal of each vertex's first corner.
  const uvOf = new Uint32Array(count).fill(NONE);
  const normalOf = new Uint32Array(count).fill(NONE);
  // Other combinations are in a hash table of new vertices, with the three indices of their corners as keys.
  const firstCorner = growingIntegers();
  let table = new Uint32Array(1 << 8).fill(NONE);
  const slotOf = (corner: number): number => {
    const mask = table.length - 1;
    let slot = hash(corners[corner]!, uvs?.[corner] ?? 0, normals?.[corner] ?? 0) & mask;
    for (; table[slot] !== NONE; slot = (slot + 1) & mask) {
      const other = firstCorner.data[table[slot]!]!;
      if (corners[other] !== corners[corner]) continue;
      if (uvs?.[other] === uvs?.[corner] && normals?.[other] === normals?.[corner]) break;
    }
    return slot;
  };
  for (let corner = 0; corner < corners.length; corner++) {
    const v = corners[corner]!;
    const uv = uvs?.[corner] ?? 0;
    const normal = normals?.[corner] ?? 0;
    if (uvOf[v] === NONE) {
      uvOf[v] = uv;
      normalOf[v] = normal;
    }
    if (uvOf[v] === uv && normalOf[v] === normal) continue;
    let slot = slotOf(corner);
    if (table[slot] === NONE) {
      table[slot] = firstCorner.length;
      push(firstCorner, corner);
      indices[corner] = count + firstCorner.length - 1;
      if (2 * firstCorner.length < table.length) continue;
      table = new Uint32Array(2 * table.length).fill(NONE);
      for (let n = 0; n < firstCorner.length; n++) {
        slot = slotOf(firstCorner.data[n]!);
        table[slot] = n;
      }
    } else indices[corner] = count + table[slot]!;
  }
  const vertices = new Uint32Array(count + firstCorner.length);
  for (let v = 0; v < count; v++) vertices[v] = v;
  for (let n = 0; n < firstCorner.length; n++) vertices[count + n] = corners[firstCorner.data[n]!]!;
  return { indices, vertices };
}

/** Hashes three integers, with the finaliser of MurmurHash3. */
function hash(a: number, b: number, c: number): number {
  let h = Math.imul(a, 0xcc9e2d51) ^ Math.imul(b, 0x1b873593) ^ Math.imul(c, 0x2545f491);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function gather(values: Float32Array, width: number, vertices: Uint32Array): Float32Array {
  const out = new Float32Array(width * vertices.length);
  for (let v = 0; v < vertices.length; v++) {
    for (let n = 0; n < width; n++) out[width * v + n] = values[width * vertices[v]! + n]!;
  }
  return out;
}
