// Splits a .glb file into its chunks of JSON and binary data, and writes such files.
import { VolumetricError } from '@vrn/voxel';

/** The subset of glTF 2.0 that determines the colours and textures of triangles. */
export interface GlbJson {
  readonly meshes?: readonly GlbMesh[];
  readonly materials?: readonly GlbMaterial[];
  readonly textures?: readonly GlbTexture[];
  readonly images?: readonly { readonly bufferView?: number; readonly uri?: string }[];
  readonly accessors?: readonly { readonly count: number }[];
  readonly bufferViews?: readonly {
    readonly buffer?: number;
    readonly byteOffset?: number;
    readonly byteLength: number;
  }[];
  readonly buffers?: readonly { readonly uri?: string; readonly byteLength: number }[];
}

export interface GlbMesh {
  readonly primitives: readonly GlbPrimitive[];
}

export interface GlbPrimitive {
  readonly mode?: number;
  readonly material?: number;
  readonly attributes: Readonly<Record<string, number>>;
}

export interface GlbMaterial {
  readonly pbrMetallicRoughness?: {
    readonly baseColorFactor?: readonly number[];
    readonly baseColorTexture?: GlbTextureInfo;
  };
  readonly extensions?: {
    readonly KHR_materials_pbrSpecularGlossiness?: {
      readonly diffuseFactor?: readonly number[];
      readonly diffuseTexture?: GlbTextureInfo;
    };
  };
}

export interface GlbTextureInfo {
  readonly index: number;
  readonly texCoord?: number;
  readonly extensions?: { readonly KHR_texture_transform?: GlbTextureTransform };
}

export interface GlbTextureTransform {
  readonly offset?: readonly number[];
  /** Angle in radians, counter-clockwise. */
  readonly rotation?: number;
  readonly scale?: readonly number[];
  readonly texCoord?: number;
}

export interface GlbTexture {
  readonly source?: number;
  readonly extensions?: Readonly<Record<string, { readonly source?: number } | undefined>>;
}

export interface GlbChunks {
  readonly json: GlbJson;
  readonly binary: Uint8Array;
}

const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BINARY_CHUNK = 0x004e4942;

/**
 * Splits a .glb file that `decodeGlb` has accepted. `binary` is empty if the file has no second chunk.
 *
 * @throws {VolumetricError} `bad-file` if the first chunk is not JSON
 */
export function readChunks(file: Uint8Array): GlbChunks {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const start = HEADER_BYTES + CHUNK_HEADER_BYTES;
  const end = start + view.getUint32(HEADER_BYTES, true);
  let json: GlbJson;
  try {
    json = JSON.parse(new TextDecoder().decode(file.subarray(start, end))) as GlbJson;
  } catch (cause) {
    throw new VolumetricError('bad-file', `file must hold JSON, got: ${(cause as Error).message}`, { cause });
  }
  if (end + CHUNK_HEADER_BYTES > file.length) return { json, binary: new Uint8Array(0) };
  const first = end + CHUNK_HEADER_BYTES;
  return { json, binary: file.subarray(first, first + view.getUint32(end, true)) };
}

/** Writes a .glb file; without a second chunk if there is no binary data. */
export function writeChunks({ json, binary }: { readonly json: unknown; readonly binary: Uint8Array }): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(json));
  const textBytes = Math.ceil(text.length / 4) * 4;
  const binaryBytes = Math.ceil(binary.length / 4) * 4;
  const start = HEADER_BYTES + CHUNK_HEADER_BYTES;
  const out = new Uint8Array(start + textBytes + (binary.length > 0 ? CHUNK_HEADER_BYTES + binaryBytes : 0));
  const view = new DataView(out.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, 2, true);
  view.setUint32(8, out.length, true);
  view.setUint32(12, textBytes, true);
  view.setUint32(16, JSON_CHUNK, true);
  out.fill(0x20, start, start + textBytes);
  out.set(text, start);
  if (binary.length === 0) return out;
  view.setUint32(start + textBytes, binaryBytes, true);
  view.setUint32(start + textBytes + 4, BINARY_CHUNK, true);
  out.set(binary, start + textBytes + CHUNK_HEADER_BYTES);
  return out;
}
