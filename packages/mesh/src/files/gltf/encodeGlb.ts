// Binary glTF, .glb, by way of glTF-Transform.
import type { JSONDocument, Mesh, Primitive } from '@gltf-transform/core';
import { check, checkMesh, type TriangleMesh, transformMesh, VolumetricError } from '@vrn/voxel';
import { checkAttributes } from '../../edit/checkAttributes.js';
import { vertexNormals } from '../../edit/vertexNormals.js';
import { checkGltf } from './gltfCheck.js';
import { placesOf } from './gltfNodes.js';
import { Document, WebIO } from './gltfTransform.js';

export interface EncodeGlbOptions {
  readonly name?: string;
  /** Plain JSON kept with the mesh, under `extras` of its node. */
  readonly extras?: Readonly<Record<string, unknown>>;
  /** Whether to add normals where there are none: without any, viewers show every face flat. */
  readonly normals?: boolean;
}

export const ENCODE_GLB_DEFAULTS = { name: 'body', normals: true } as const;

/**
 * Bytes of a `.glb` file: one node, one mesh, a rough white material that colours multiply. Positions, normals, colours
 * (linear, as glTF has them), texture coordinates and indices stand in it to the bit.
 *
 * @param mesh  must have faces: glTF has no primitive without any.
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 * Cost: O(V + F).
 *
 * @example
 * await writeFile('body.glb', await encodeGlb(mesh));
 *
 * Source: Khronos, glTF 2.0.
 */
export async function encodeGlb(mesh: TriangleMesh, options: EncodeGlbOptions = {}): Promise<Uint8Array> {
  const { name, extras = {}, normals } = { ...ENCODE_GLB_DEFAULTS, ...options };
  checkMesh(mesh, 'encodeGlb');
  checkAttributes(mesh, 'encodeGlb');
  const document = new Document();
  document.getRoot().getAsset().generator = '@vrn/mesh';
  const buffer = document.createBuffer();
  const attribute = (array: Float32Array | Uint32Array, type: 'SCALAR' | 'VEC2' | 'VEC3') =>
    document
      .createAccessor()
      .setArray(array.slice() as Float32Array<ArrayBuffer>)
      .setType(type)
      .setBuffer(buffer);
  const material = document.createMaterial(name).setRoughnessFactor(0.9).setMetallicFactor(0);
  const primitive = document
    .createPrimitive()
    .setMaterial(material)
    .setIndices(attribute(mesh.indices, 'SCALAR'))
    .setAttribute('POSITION', attribute(mesh.positions, 'VEC3'));
  const own = mesh.normals ?? (normals ? vertexNormals(mesh) : undefined);
  if (own) primitive.setAttribute('NORMAL', attribute(own, 'VEC3'));
  if (mesh.colors) primitive.setAttribute('COLOR_0', attribute(mesh.colors, 'VEC3'));
  if (mesh.uvs) primitive.setAttribute('TEXCOORD_0', attribute(mesh.uvs, 'VEC2'));
  const node = document.createNode(name).setMesh(document.createMesh(name).addPrimitive(primitive));
  document.createScene(name).addChild(node.setExtras({ ...extras }));
  try {
    return await new WebIO().writeBinary(document);
  } catch (cause) {
    throw new VolumetricError('bad-argument', `encodeGlb: extras must be plain JSON, got: ${String(cause)}`, { cause });
  }
}

/** So many vertices or corners would take gigabytes; meshes that are placed many times over can ask for them. */
const MOST = 2 ** 27;

/**
 * All triangles of a `.glb` file as one mesh, in the world of its scene, node after node: positions, and normals, colours
 * (linear) and texture coordinates (the first set) where every part has them. Strips and fans become triangles; lines,
 * points, textures, skins, morphs and what is scaled to nothing are left out.
 *
 * @throws {VolumetricError} `bad-file`: also for what is in files besides, and for extensions that must be known, such as Draco's
 * Cost: O(bytes), and the sizes of meshes that are placed several times.
 */
export async function decodeGlb(bytes: Uint8Array): Promise<TriangleMesh> {
  try {
    const { json, resources } = await new WebIO().binaryToJSON(whole(bytes));
    checkGltf(json, resources, bytes.length);
    const meshes = await readMeshes({ json, resources });
    const parts: TriangleMesh[] = [];
    const places = placesOf(json);
    const sizes = meshes.map(sizeOf);
    const total = places.reduce((sum, { mesh }) => sum + sizes[mesh]!, 0);
    check(
      total <= MOST,
      'bad-file',
      () => `decodeGlb: file must have at most ${MOST} vertices and corners, got ${total}`,
    );
    for (const { mesh, matrix } of places) {
      for (const primitive of meshes[mesh]!.listPrimitives()) {
        const part = partOf(primitive);
        if (part) parts.push(matrix ? transformMesh(part, matrix) : part);
      }
    }
    check(parts.length > 0, 'bad-file', () => 'decodeGlb: file must hold triangles, got none');
    const mesh = parts.length === 1 ? parts[0]! : joined(parts);
    checkMesh(mesh, 'decodeGlb');
    checkAttributes(mesh, 'decodeGlb');
    return mesh;
  } catch (cause) {
    if (cause instanceof VolumetricError && cause.code === 'bad-file') throw cause;
    const { message } = cause as Error;
    const text = cause instanceof VolumetricError ? message : `decodeGlb: file must be binary glTF, got: ${message}`;
    throw new VolumetricError('bad-file', text, { cause });
  }
}

/** The file alone in memory of its own, as it is read by words of four bytes and beyond what it promises. */
function whole(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length >= 12 ? view.getUint32(8, true) : 0;
  check(bytes.length >= 20 && view.getUint32(0, true) === 0x46546c67, 'bad-file', () => {
    return `decodeGlb: file must begin with glTF, got ${bytes.length} bytes that begin otherwise`;
  });
  check(length >= 20 && length <= bytes.length, 'bad-file', () => {
    return `decodeGlb: file must have the ${length} bytes that byte 8 promises, got ${bytes.length}: it is cut short`;
  });
  for (let at = 12; at < length; ) {
    const chunk = at + 8 <= length ? view.getUint32(at, true) : -1;
    check(chunk >= 0 && at + 8 + chunk <= length && chunk % 4 === 0, 'bad-file', () => {
      return `decodeGlb: byte ${at}: chunk must end within the file, on a word of four bytes, got ${chunk} bytes`;
    });
    at += 8 + chunk;
  }
  // Not slice(): of a Buffer in Node it is no copy.
  return new Uint8Array(bytes.subarray(0, length));
}

/** The meshes alone: no other part of the file needs to be understood. */
async function readMeshes({ json, resources }: JSONDocument): Promise<Mesh[]> {
  const { asset, buffers = [], bufferViews = [], accessors = [], meshes = [] } = json;
  const primitives = meshes.map((mesh) => ({
    primitives: mesh.primitives.map(({ attributes, indices, mode }) => ({
      ...{ attributes, ...(indices !== undefined && { indices }), ...(mode !== undefined && { mode }) },
    })),
  }));
  const document = await new WebIO().readJSON({
    json: { asset, buffers, bufferViews, accessors, meshes: primitives },
    resources,
  });
  return document.getRoot().listMeshes();
}

const sizeOf = (mesh: Mesh): number =>
  mesh.listPrimitives().reduce((sum, primitive) => {
    const corners = primitive.getIndices()?.getCount() ?? 0;
    return sum + 3 * corners + (primitive.getAttribute('POSITION')?.getCount() ?? 0);
  }, 0);

/** The triangles of a primitive; none of lines and points. */
function partOf(primitive: Primitive): TriangleMesh | undefined {
  const mode = primitive.getMode();
  if (mode < 4) return undefined;
  const positions = numbersOf(primitive, 'POSITION', 3);
  check(positions !== undefined, 'bad-file', () => 'decodeGlb: triangles must have positions, got none');
  const given = primitive.getIndices()?.getArray() ?? Uint32Array.from({ length: positions.length / 3 }, (_, v) => v);
  const indices = mode === 4 ? Uint32Array.from(given) : unrolled(given, mode === 5);
  if (indices.length === 0) return undefined;
  const [normals, colors] = [numbersOf(primitive, 'NORMAL', 3), numbersOf(primitive, 'COLOR_0', 3)];
  const uvs = numbersOf(primitive, 'TEXCOORD_0', 2);
  const part = { positions, indices, ...(normals && { normals }), ...(colors && { colors }), ...(uvs && { uvs }) };
  checkMesh(part, 'decodeGlb');
  return part;
}

/** Triangles of a strip or a fan, without those that only lead on to the next. */
function unrolled(corners: ArrayLike<number>, strip: boolean): Uint32Array {
  const indices: number[] = [];
  for (let i = 0; i + 2 < corners.length; i++) {
    const [a, b, c] = strip ? [i, i + 1 + (i % 2), i + 2 - (i % 2)] : [i + 1, i + 2, 0];
    const [u, v, w] = [corners[a]!, corners[b]!, corners[c]!];
    if (u !== v && v !== w && w !== u) indices.push(u, v, w);
  }
  return Uint32Array.from(indices);
}

/** Numbers of an accessor as floats, the first `width` of each element. */
function numbersOf(primitive: Primitive, semantic: string, width: number): Float32Array | undefined {
  const accessor = primitive.getAttribute(semantic);
  if (accessor === null) return undefined;
  const size = accessor.getElementSize();
  check(size >= width, 'bad-file', () => `decodeGlb: ${semantic} must have ${width} numbers a vertex, got ${size}`);
  const array = accessor.getArray();
  if (array instanceof Float32Array && size === width) return array.slice();
  const out = new Float32Array(width * accessor.getCount());
  const element: number[] = [];
  for (let v = 0; v < accessor.getCount(); v++) {
    accessor.getElement(v, element);
    for (let n = 0; n < width; n++) out[width * v + n] = element[n]!;
  }
  return out;
}

/** One mesh of several; what some of them have not, it has not. */
function joined(parts: readonly TriangleMesh[]): TriangleMesh {
  const join = (field: 'positions' | 'normals' | 'colors' | 'uvs'): Float32Array | undefined => {
    const arrays = parts.flatMap((part) => part[field] ?? []);
    if (arrays.length < parts.length) return undefined;
    const out = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
    let to = 0;
    for (const array of arrays) {
      out.set(array, to);
      to += array.length;
    }
    return out;
  };
  const indices = new Uint32Array(parts.reduce((sum, part) => sum + part.indices.length, 0));
  let first = 0;
  let to = 0;
  for (const part of parts) {
    for (const v of part.indices) indices[to++] = v + first;
    first += part.positions.length / 3;
  }
  const [normals, colors, uvs] = [join('normals'), join('colors'), join('uvs')];
  return {
    ...{ positions: join('positions')!, indices },
    ...(normals && { normals }),
    ...(colors && { colors }),
    ...(uvs && { uvs }),
  };
}
