// Writes meshes as binary glTF (.glb), with glTF-Transform.
import { type TriangleMesh, type View, VolumetricError } from '@vrn/voxel';
import { check, checkMesh, checkOptions } from '@vrn/voxel/internal';
import { checkAttributes } from '../../edit/checkAttributes.js';
import { vertexNormals } from '../../edit/vertexNormals.js';
import { encodePng } from '../../texture/png.js';
import { Document, WebIO } from './gltfTransform.js';

export interface EncodeGlbOptions {
  readonly name?: string;
  /** Plain JSON stored under `extras` of the mesh's node. */
  readonly extras?: Readonly<Record<string, unknown>>;
  /** Whether to add normals if the mesh has none: without normals, viewers use flat shading. */
  readonly normals?: boolean;
  /** Base colour, `[rows, columns, 3]` sRGB, bytes or 0..1; the mesh must have `uvs`, with v = 0 at row 0. */
  readonly texture?: View;
}

/** glTF's codes of a sampler's filter and wrapping modes. */
const LINEAR = 9729;
const LINEAR_MIPMAP_LINEAR = 9987;
const CLAMP_TO_EDGE = 33071;

export const ENCODE_GLB_DEFAULTS = { name: 'body', normals: true } as const;

/**
 * Writes a `.glb` file: one node, one mesh, and a rough white material that is multiplied by the texture and by the
 * vertex colours, where given. Positions, normals, colours (linear, as in glTF), texture coordinates and indices are
 * stored exactly; the texture is stored as an embedded PNG.
 *
 * @param mesh             must have faces, since glTF primitives cannot be empty
 * @param options.name     name of the node, the mesh and the material; default 'body'
 * @param options.extras   plain JSON, stored under `extras` of the node
 * @param options.normals  default true: adds normals if the mesh has none; without them viewers use flat shading
 * @param options.texture  `[rows, columns, 3]`, sRGB bytes or 0..1, as `textureAtlas` returns; requires `uvs`
 * @returns  the file's bytes
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`; `bad-volume`, `shape-mismatch` for textures
 * Cost: O(V + F + texels).
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
  checkOptions('encodeGlb', options, ['name', 'extras', 'normals', 'texture']);
  const { name, extras = {}, normals, texture } = { ...ENCODE_GLB_DEFAULTS, ...options };
  checkMesh(mesh, 'encodeGlb');
  checkAttributes(mesh, 'encodeGlb');
  check(texture === undefined || mesh.uvs !== undefined, 'bad-mesh', () => {
    return 'encodeGlb: mesh must have uvs for its texture, got none';
  });
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
  if (texture) {
    const image = document
      .createTexture(name)
      .setMimeType('image/png')
      .setImage(encodePng(texture, 'encodeGlb') as Uint8Array<ArrayBuffer>);
    material.setBaseColorTexture(image).getBaseColorTextureInfo()!.setWrapS(CLAMP_TO_EDGE).setWrapT(CLAMP_TO_EDGE);
    material.getBaseColorTextureInfo()!.setMagFilter(LINEAR).setMinFilter(LINEAR_MIPMAP_LINEAR);
  }
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
