// Writes meshes as binary glTF (.glb), with glTF-Transform.
import { type TriangleMesh, VolumetricError } from '@vrn/voxel';
import { checkMesh, checkOptions } from '@vrn/voxel/internal';
import { checkAttributes } from '../../edit/checkAttributes.js';
import { vertexNormals } from '../../edit/vertexNormals.js';
import { Document, WebIO } from './gltfTransform.js';

export interface EncodeGlbOptions {
  readonly name?: string;
  /** Plain JSON stored under `extras` of the mesh's node. */
  readonly extras?: Readonly<Record<string, unknown>>;
  /** Whether to add normals if the mesh has none: without normals, viewers use flat shading. */
  readonly normals?: boolean;
}

export const ENCODE_GLB_DEFAULTS = { name: 'body', normals: true } as const;

/**
 * Writes a `.glb` file: one node, one mesh, and a rough white material that is multiplied by the vertex colours.
 * Positions, normals, colours (linear, as in glTF), texture coordinates and indices are stored exactly.
 *
 * @param mesh             must have faces, since glTF primitives cannot be empty
 * @param options.name     name of the node, the mesh and the material; default 'body'
 * @param options.extras   plain JSON, stored under `extras` of the node
 * @param options.normals  default true: adds normals if the mesh has none; without them viewers use flat shading
 * @returns  the file's bytes
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 * Cost: O(V + F).
 *
 * @example
 * const triangle = { positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0), indices: Uint32Array.of(0, 1, 2) };
 * const file = await encodeGlb(triangle, { name: 'triangle' });
 * new TextDecoder().decode(file.subarray(0, 4)); // → 'glTF'
 * (await decodeGlb(file)).normals; // → [0, 0, 1, 0, 0, 1, 0, 0, 1]
 *
 * Source: Khronos, glTF 2.0.
 */
export async function encodeGlb(mesh: TriangleMesh, options: EncodeGlbOptions = {}): Promise<Uint8Array> {
  checkOptions('encodeGlb', options, ['name', 'extras', 'normals']);
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
    throw new VolumetricError('bad-argument', `encodeGlb: extras must be plain JSON, got ${String(cause)}`, { cause });
  }
}
