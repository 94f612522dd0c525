// Binary glTF, .glb, by way of glTF-Transform.
import { Document, type Primitive, WebIO } from '@gltf-transform/core';
import { check, checkMesh, type TriangleMesh, transformMesh, VolumetricError } from '@vrn/voxel';
import { vertexNormals } from './vertexNormals.js';

export interface EncodeGlbOptions {
  readonly name?: string;
  /** Plain JSON kept with the mesh, under `extras` of its node. */
  readonly extras?: Readonly<Record<string, unknown>>;
}

export const ENCODE_GLB_DEFAULTS = { name: 'body' } as const;

/**
 * Bytes of a `.glb` file: one node, one mesh, a rough white material that colours multiply. Colours are linear, as
 * glTF has them; normals are added where there are none.
 *
 * @throws {VolumetricError} `bad-mesh`
 *
 * @example
 * await writeFile('body.glb', await encodeGlb(mesh));
 *
 * Source: Khronos, glTF 2.0.
 */
export async function encodeGlb(mesh: TriangleMesh, options: EncodeGlbOptions = {}): Promise<Uint8Array> {
  const { name, extras = {} } = { ...ENCODE_GLB_DEFAULTS, ...options };
  checkMesh(mesh, 'encodeGlb');
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
    .setAttribute('POSITION', attribute(mesh.positions, 'VEC3'))
    .setAttribute('NORMAL', attribute(mesh.normals ?? vertexNormals(mesh), 'VEC3'));
  if (mesh.colors) primitive.setAttribute('COLOR_0', attribute(mesh.colors, 'VEC3'));
  if (mesh.uvs) primitive.setAttribute('TEXCOORD_0', attribute(mesh.uvs, 'VEC2'));
  const node = document.createNode(name).setMesh(document.createMesh(name).addPrimitive(primitive));
  document.createScene(name).addChild(node.setExtras({ ...extras }));
  return new WebIO().writeBinary(document);
}

/**
 * All triangles of a `.glb` file as one mesh, in the world of its scene: positions, and normals and colours where every
 * part has them. Textures, lines and points are left out.
 *
 * @throws {VolumetricError} `bad-file`
 */
export async function decodeGlb(bytes: Uint8Array): Promise<TriangleMesh> {
  const document = await read(bytes);
  const parts: TriangleMesh[] = [];
  for (const node of document.getRoot().listNodes()) {
    for (const primitive of node.getMesh()?.listPrimitives() ?? []) {
      if (primitive.getMode() === 4) parts.push(transformMesh(part(primitive), node.getWorldMatrix()));
    }
  }
  check(parts.length > 0, 'bad-file', () => 'decodeGlb: file must hold triangles, got none');
  const join = (field: 'positions' | 'normals' | 'colors'): Float32Array | undefined => {
    const arrays = parts.map((each) => each[field]);
    if (arrays.some((each) => each === undefined)) return undefined;
    return Float32Array.from(arrays.flatMap((each) => Array.from(each!)));
  };
  let first = 0;
  const indices = parts.flatMap((each) => {
    const shifted = Array.from(each.indices, (v) => v + first);
    first += each.positions.length / 3;
    return shifted;
  });
  const [normals, colors] = [join('normals'), join('colors')];
  return {
    positions: join('positions')!,
    indices: Uint32Array.from(indices),
    ...(normals && { normals }),
    ...(colors && { colors }),
  };
}

async function read(bytes: Uint8Array): Promise<Document> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length >= 12 ? view.getUint32(8, true) : 0;
  check(bytes.length >= 12 && view.getUint32(0, true) === 0x46546c67, 'bad-file', () => {
    return `decodeGlb: file must begin with glTF, got ${bytes.length} bytes that begin otherwise`;
  });
  check(length <= bytes.length, 'bad-file', () => {
    return `decodeGlb: file must have the ${length} bytes that byte 8 promises, got ${bytes.length}: it is cut short`;
  });
  try {
    return await new WebIO().readBinary(bytes as Uint8Array<ArrayBuffer>);
  } catch (cause) {
    throw new VolumetricError('bad-file', `decodeGlb: file must be binary glTF, got: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** Numbers of an accessor as floats, the first three of each element. */
function triples(primitive: Primitive, semantic: string): Float32Array | undefined {
  const accessor = primitive.getAttribute(semantic);
  if (accessor === null) return undefined;
  const out = new Float32Array(3 * accessor.getCount());
  const element: number[] = [];
  for (let i = 0; i < accessor.getCount(); i++) out.set(accessor.getElement(i, element).slice(0, 3), 3 * i);
  return out;
}

function part(primitive: Primitive): TriangleMesh {
  const positions = triples(primitive, 'POSITION');
  if (positions === undefined)
    throw new VolumetricError('bad-file', 'decodeGlb: triangles must have positions, got none');
  const [normals, colors] = [triples(primitive, 'NORMAL'), triples(primitive, 'COLOR_0')];
  const given = primitive.getIndices()?.getArray();
  const indices = given ? Uint32Array.from(given) : Uint32Array.from({ length: positions.length / 3 }, (_, v) => v);
  const mesh = { positions, indices, ...(normals && { normals }), ...(colors && { colors }) };
  checkMesh(mesh, 'decodeGlb', { faces: 'any' });
  return mesh;
}
