// Divides the triangles of a .glb file by material.
import { decodeGlb } from '@vrn/mesh';
import { check, type TriangleMesh } from '@vrn/voxel';
import { type GlbChunks, type GlbJson, type GlbPrimitive, writeChunks } from './glbChunks.js';

/** The triangles of one material. */
export interface GlbPart {
  /** Index of the material; undefined for triangles without one. */
  readonly material: number | undefined;
  /** Has only the attributes that all primitives of the material have. `uvs` is the set that the material uses. */
  readonly mesh: TriangleMesh;
}

const FLOAT = 5126;
const FIRST_TRIANGLE_MODE = 4;

/**
 * Divides a file that `decodeGlb` has accepted into one mesh per material.
 *
 * `decodeGlb` places all primitives in the world but does not return their materials. So the file is decoded with
 * missing attributes filled in, and if it has several materials, once more with the index of the material in place of
 * texture coordinates, which gives the same triangles in the same order.
 *
 * @param uvSetOf  returns the index of the set of texture coordinates that a material uses.
 * @throws {VolumetricError} `bad-file` if the two passes give different numbers of triangles
 * Cost: at most twice that of `decodeGlb`, however many materials there are.
 */
export async function glbParts(
  chunks: GlbChunks,
  uvSetOf: (material: number | undefined) => number,
): Promise<GlbPart[]> {
  const primitives = trianglesOf(chunks.json);
  const present = new Map<number | undefined, Set<string>>();
  for (const primitive of primitives) {
    const own = attributesOf(primitive, uvSetOf);
    const names = present.get(primitive.material);
    present.set(primitive.material, names === undefined ? own : new Set([...names].filter((name) => own.has(name))));
  }
  const materials = [...present.keys()];
  const complete = await decodeGlb(rewritten(chunks, completed(chunks, uvSetOf)));
  if (materials.length === 1) return [{ material: materials[0], mesh: only(complete, present.get(materials[0])!) }];
  const numbered = await decodeGlb(rewritten(chunks, tagged(materials)));
  const isSame =
    numbered.indices.length === complete.indices.length && numbered.uvs?.length === numbered.positions.length * (2 / 3);
  check(isSame, 'bad-file', () => 'file must give the same triangles for each of its materials, got different ones');
  const corners = cornersByTag(numbered, materials.length);
  const compact = compactor(complete);
  return materials
    .map((material, tag) => ({ material, mesh: only(compact(corners[tag]!), present.get(material)!) }))
    .filter(({ mesh }) => mesh.indices.length > 0);
}

const trianglesOf = ({ meshes = [] }: GlbJson): GlbPrimitive[] =>
  meshes.flatMap(({ primitives }) => primitives.filter(isTriangles));

/** Returns whether a primitive has triangles and positions. `decodeGlb` leaves out primitives without positions. */
const isTriangles = ({ mode = FIRST_TRIANGLE_MODE, attributes }: GlbPrimitive): boolean =>
  mode >= FIRST_TRIANGLE_MODE && attributes?.POSITION !== undefined;

function attributesOf({ attributes, material }: GlbPrimitive, uvSetOf: (material: number | undefined) => number) {
  const names = new Set<string>();
  if (attributes[`TEXCOORD_${uvSetOf(material)}`] !== undefined) names.add('uvs');
  if (attributes.NORMAL !== undefined) names.add('normals');
  if (attributes.COLOR_0 !== undefined) names.add('colors');
  return names;
}

/** Returns the attributes that replace those of a primitive; may add accessors to the file by calling `add`. */
type Rewrite = (primitive: GlbPrimitive, add: AddAccessor) => Readonly<Record<string, number>>;

/**
 * Returns the index of an accessor of `count` elements that all equal `values`. Adds the accessor at the first call
 * with a key and count; later calls with the same key and count return the same index.
 */
type AddAccessor = (key: string, count: number, type: 'VEC2' | 'VEC3', values: readonly number[]) => number;

/**
 * Gives every primitive normals, colours and, as TEXCOORD_0, the texture coordinates that its material uses. Missing
 * attributes are filled with constants.
 */
const completed =
  ({ json }: GlbChunks, uvSetOf: (material: number | undefined) => number): Rewrite =>
  ({ attributes, material }, add) => {
    const { TEXCOORD_0: _, ...rest } = attributes;
    const count = json.accessors?.[attributes.POSITION!]?.count ?? 0;
    return {
      ...rest,
      TEXCOORD_0: attributes[`TEXCOORD_${uvSetOf(material)}`] ?? add('uv', count, 'VEC2', [0, 0]),
      NORMAL: attributes.NORMAL ?? add('normal', count, 'VEC3', [0, 0, 1]),
      COLOR_0: attributes.COLOR_0 ?? add('colour', count, 'VEC3', [1, 1, 1]),
    };
  };

/** Replaces TEXCOORD_0 of every primitive by [tag, 0], where tag is the index of its material in `materials`. */
function tagged(materials: readonly (number | undefined)[]): Rewrite {
  const tags = new Map(materials.map((material, tag) => [material, tag]));
  return ({ attributes: { TEXCOORD_0: _, ...rest }, material }, add) => {
    const tag = tags.get(material)!;
    return { ...rest, TEXCOORD_0: add(`tag ${tag}`, COUNT_OF_POSITIONS, 'VEC2', [tag, 0]) };
  };
}

/** Value of `count` that stands for the number of positions of the primitive. */
const COUNT_OF_POSITIONS = -1;

/** Writes the file with the attributes that `rewrite` returns for its primitives of triangles. */
function rewritten({ json, binary }: GlbChunks, rewrite: Rewrite): Uint8Array {
  const accessors: unknown[] = [...(json.accessors ?? [])];
  const bufferViews: unknown[] = [...(json.bufferViews ?? [])];
  const pieces: Float32Array[] = [];
  const start = Math.ceil(binary.length / 4) * 4;
  let end = start;
  const known = new Map<string, number>();
  const addTo =
    (primitive: GlbPrimitive): AddAccessor =>
    (key, given, type, values) => {
      const count =
        given === COUNT_OF_POSITIONS ? (json.accessors?.[primitive.attributes.POSITION!]?.count ?? 0) : given;
      const name = `${key} ${count}`;
      const before = known.get(name);
      if (before !== undefined) return before;
      const piece = Float32Array.from({ length: count * values.length }, (_, at) => values[at % values.length]!);
      pieces.push(piece);
      const view = bufferViews.push({ buffer: 0, byteOffset: end, byteLength: piece.byteLength }) - 1;
      end += piece.byteLength;
      known.set(name, accessors.push({ bufferView: view, componentType: FLOAT, count, type }) - 1);
      return known.get(name)!;
    };
  const meshes = json.meshes?.map((mesh) => ({
    ...mesh,
    primitives: mesh.primitives.map((primitive) =>
      isTriangles(primitive) ? { ...primitive, attributes: rewrite(primitive, addTo(primitive)) } : primitive,
    ),
  }));
  const out = new Uint8Array(end);
  out.set(binary);
  let at = start;
  for (const piece of pieces) {
    out.set(new Uint8Array(piece.buffer), at);
    at += piece.byteLength;
  }
  const [first, ...others] = json.buffers ?? [];
  const buffers = [{ ...first, byteLength: end }, ...others];
  return writeChunks({ json: { ...json, meshes, accessors, bufferViews, buffers }, binary: out });
}

/**
 * Lists the corners of all triangles of each tag. Corners are indices into `indices`, not vertices, because meshes
 * decoded with different attributes may share vertices differently.
 */
function cornersByTag({ indices, uvs }: TriangleMesh, count: number): Uint32Array[] {
  const sizes = new Uint32Array(count);
  const tagOf = (corner: number): number => Math.min(count - 1, Math.max(0, Math.round(uvs![2 * indices[corner]!]!)));
  for (let corner = 0; corner < indices.length; corner += 3) sizes[tagOf(corner)]! += 3;
  const out = Array.from(sizes, (size) => new Uint32Array(size));
  sizes.fill(0);
  for (let corner = 0; corner < indices.length; corner += 3) {
    const tag = tagOf(corner);
    for (let n = 0; n < 3; n++) out[tag]![sizes[tag]!++] = corner + n;
  }
  return out;
}

/**
 * Creates a function that extracts triangles, given by their corners, with the vertices that they use. Cost of each
 * call: O(corners).
 */
function compactor(mesh: TriangleMesh): (corners: Uint32Array) => TriangleMesh {
  const order = new Int32Array(mesh.positions.length / 3).fill(-1);
  return (corners) => {
    const kept: number[] = [];
    const indices = corners.map((corner) => {
      const vertex = mesh.indices[corner]!;
      if (order[vertex]! < 0) order[vertex] = kept.push(vertex) - 1;
      return order[vertex]!;
    });
    for (const vertex of kept) order[vertex] = -1;
    const gather = (values: Float32Array, width: number): Float32Array =>
      Float32Array.from(
        { length: width * kept.length },
        (_, i) => values[width * kept[Math.floor(i / width)]! + (i % width)]!,
      );
    return {
      positions: gather(mesh.positions, 3),
      indices,
      ...(mesh.normals && { normals: gather(mesh.normals, 3) }),
      ...(mesh.colors && { colors: gather(mesh.colors, 3) }),
      ...(mesh.uvs && { uvs: gather(mesh.uvs, 2) }),
    };
  };
}

/** Removes all attributes of a mesh except the given ones. */
function only({ positions, indices, normals, colors, uvs }: TriangleMesh, names: ReadonlySet<string>): TriangleMesh {
  return {
    positions,
    indices,
    ...(normals && names.has('normals') && { normals }),
    ...(colors && names.has('colors') && { colors }),
    ...(uvs && names.has('uvs') && { uvs }),
  };
}
