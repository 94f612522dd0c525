// Writes meshes as binary glTF (.glb).
import { type TriangleMesh, type View, VolumetricError } from '@vrn/voxel';
import { check, checkMesh, checkOptions, defined, HOST_IS_LITTLE, swapBytes } from '@vrn/voxel/internal';
import { checkAttributes } from '../../edit/checkAttributes.js';
import { vertexNormals } from '../../edit/vertexNormals.js';
import { encodePng } from '../../texture/png.js';
import { BINARY_CHUNK, JSON_CHUNK, MAGIC } from './glbFile.js';

export interface EncodeGlbOptions {
  readonly name?: string;
  /** Plain JSON stored under `extras` of the mesh's node. */
  readonly extras?: Readonly<Record<string, unknown>>;
  /** Whether to add normals if the mesh has none: without normals, viewers use flat shading. */
  readonly normals?: boolean;
  /** Base colour, `[rows, columns, 3]` sRGB, bytes or 0..1; the mesh must have `uvs`, with v = 0 at row 0. */
  readonly texture?: View;
}

/** glTF's codes for the filter and wrapping modes of samplers, for component types, and for targets of buffer views. */
const LINEAR = 9729;
const LINEAR_MIPMAP_LINEAR = 9987;
const CLAMP_TO_EDGE = 33071;
const FLOAT = 5126;
const UNSIGNED_INT = 5125;
const ARRAY_BUFFER = 34962;
const ELEMENT_ARRAY_BUFFER = 34963;

export const ENCODE_GLB_DEFAULTS = { name: 'body', normals: true } as const;

/**
 * Writes a `.glb` file: one node, one mesh, and a rough white material, whose colour is multiplied by the texture and
 * by the vertex colours, where given. Positions, normals, colours (linear, as in glTF), texture coordinates and indices
 * are stored exactly; the texture is stored as an embedded PNG.
 *
 * @param mesh             must have faces, since glTF primitives cannot be empty
 * @param options.name     name of the scene, node, mesh, material and texture; default 'body'
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
  const { name, extras = {}, normals, texture } = { ...ENCODE_GLB_DEFAULTS, ...defined(options) };
  checkMesh(mesh, 'encodeGlb');
  checkAttributes(mesh, 'encodeGlb');
  check(texture === undefined || mesh.uvs !== undefined, 'bad-mesh', () => {
    return 'encodeGlb: mesh must have uvs for its texture, got none';
  });
  const buffer = bufferOf();
  const own = mesh.normals ?? (normals ? vertexNormals(mesh) : undefined);
  const primitive = {
    attributes: {
      POSITION: buffer.attribute(mesh.positions, 3, boundsOf(mesh.positions)),
      ...(own && { NORMAL: buffer.attribute(own, 3) }),
      ...(mesh.colors && { COLOR_0: buffer.attribute(mesh.colors, 3) }),
      ...(mesh.uvs && { TEXCOORD_0: buffer.attribute(mesh.uvs, 2) }),
    },
    indices: buffer.indices(mesh.indices),
    material: 0,
  };
  const image = texture && buffer.view(encodePng(texture, 'encodeGlb'));
  const json = {
    asset: { generator: '@vrn/mesh', version: '2.0' },
    scene: 0,
    scenes: [{ name, nodes: [0] }],
    nodes: [{ name, mesh: 0, ...(Object.keys(extras).length > 0 && { extras }) }],
    meshes: [{ name, primitives: [primitive] }],
    materials: [
      {
        name,
        pbrMetallicRoughness: {
          ...(image !== undefined && { baseColorTexture: { index: 0 } }),
          metallicFactor: 0,
          roughnessFactor: 0.9,
        },
      },
    ],
    ...(image !== undefined && {
      textures: [{ name, source: 0, sampler: 0 }],
      images: [{ name, mimeType: 'image/png', bufferView: image }],
      samplers: [{ magFilter: LINEAR, minFilter: LINEAR_MIPMAP_LINEAR, wrapS: CLAMP_TO_EDGE, wrapT: CLAMP_TO_EDGE }],
    }),
    ...buffer.json(),
  };
  let text: Uint8Array;
  try {
    text = new TextEncoder().encode(JSON.stringify(json));
  } catch (cause) {
    throw new VolumetricError('bad-argument', `encodeGlb: extras must be plain JSON, got ${String(cause)}`, { cause });
  }
  return fileOf(text, buffer.contents);
}

type Numbers = Float32Array | Uint32Array;

/** Collects the contents of the binary chunk, and describes them in glTF's JSON. */
function bufferOf() {
  const contents: (Numbers | Uint8Array)[] = [];
  const bufferViews: object[] = [];
  const accessors: object[] = [];
  let byteLength = 0;
  /** Appends the bytes of an array; returns the index of its buffer view. */
  const view = (array: Numbers | Uint8Array, target?: number): number => {
    bufferViews.push({ buffer: 0, byteOffset: byteLength, byteLength: array.byteLength, target });
    byteLength += aligned(array.byteLength);
    return contents.push(array) - 1;
  };
  /** Appends an array and describes its elements; returns the index of the accessor. */
  const accessor = (array: Numbers, target: number, description: object): number => {
    return accessors.push({ bufferView: view(array, target), ...description }) - 1;
  };
  return {
    contents,
    view,
    attribute: (given: Float32Array, width: 2 | 3, bounds?: Bounds): number => {
      const array = given instanceof Float32Array ? given : Float32Array.from(given);
      const description = { componentType: FLOAT, count: array.length / width, type: `VEC${width}`, ...bounds };
      return accessor(array, ARRAY_BUFFER, description);
    },
    indices: (given: Uint32Array): number => {
      const array = given instanceof Uint32Array ? given : Uint32Array.from(given);
      const description = { componentType: UNSIGNED_INT, count: array.length, type: 'SCALAR' };
      return accessor(array, ELEMENT_ARRAY_BUFFER, description);
    },
    json: () => ({ accessors, bufferViews, buffers: [{ byteLength }] }),
  };
}

/** Rounds a number of bytes up to a multiple of four, to which chunks and arrays are padded. */
const aligned = (bytes: number): number => Math.ceil(bytes / 4) * 4;

interface Bounds {
  readonly min: readonly number[];
  readonly max: readonly number[];
}

/** Returns the least and the greatest coordinate along each axis, which glTF requires for positions. */
function boundsOf(positions: Float32Array): Bounds {
  const min = [0, 1, 2].map((axis) => positions[axis]!);
  const max = [...min];
  for (let axis = 0; axis < 3; axis++) {
    let low = min[axis]!;
    let high = low;
    for (let i = axis; i < positions.length; i += 3) {
      const value = positions[i]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    min[axis] = low;
    max[axis] = high;
  }
  return { min, max };
}

/** Returns the file: the header, the JSON chunk (padded with spaces), and the binary chunk (padded with zeros). */
function fileOf(json: Uint8Array, contents: readonly (Numbers | Uint8Array)[]): Uint8Array {
  const start = 20 + aligned(json.length);
  const size = contents.reduce((sum, { byteLength }) => sum + aligned(byteLength), 0);
  const bytes = new Uint8Array(start + 8 + size);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of [MAGIC, 2, bytes.length, aligned(json.length), JSON_CHUNK].entries()) {
    view.setUint32(4 * i, word, true);
  }
  bytes.fill(SPACE, 20 + json.length, start).set(json, 20);
  view.setUint32(start, size, true);
  view.setUint32(start + 4, BINARY_CHUNK, true);
  let at = start + 8;
  for (const array of contents) {
    bytes.set(bytesOf(array), at);
    at += aligned(array.byteLength);
  }
  return bytes;
}

const SPACE = 32;

/** Returns the bytes of an array; numbers are little-endian. */
function bytesOf(array: Numbers | Uint8Array): Uint8Array {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  if (HOST_IS_LITTLE || array instanceof Uint8Array) return bytes;
  const swapped = bytes.slice();
  swapBytes(swapped, 4);
  return swapped;
}
