// A .glb file cut by its materials, and the pictures in it.
import { check, VolumetricError } from '@vrn/voxel';

/** The triangles of one material as a file of its own. */
export interface GlbPart {
  /** Bytes of a .glb file. */
  readonly bytes: Uint8Array;
  /** Linear. */
  readonly colour: readonly [red: number, green: number, blue: number];
  /** The picture's bytes, or where it lies beside the file. */
  readonly picture?: Uint8Array | string;
}

interface Primitive {
  readonly mode?: number;
  readonly material?: number;
}

interface Json {
  readonly meshes?: readonly { readonly primitives: readonly Primitive[] }[];
  readonly nodes?: readonly { readonly mesh?: number }[];
  readonly materials?: readonly {
    readonly pbrMetallicRoughness?: {
      readonly baseColorFactor?: readonly number[];
      readonly baseColorTexture?: { readonly index: number; readonly texCoord?: number };
    };
  }[];
  readonly textures?: readonly {
    readonly source?: number;
    readonly extensions?: { EXT_texture_webp?: { source: number } };
  }[];
  readonly images?: readonly { readonly bufferView?: number; readonly uri?: string }[];
  readonly bufferViews?: readonly { readonly byteOffset?: number; readonly byteLength: number }[];
  readonly buffers?: readonly { readonly uri?: string }[];
}

/**
 * The file once for each material in use: its primitives alone, everything else as it was. The file must have been decoded
 * before, so that what it refers to is there.
 *
 * @throws {VolumetricError} `bad-file`
 */
export function glbParts(file: Uint8Array): GlbPart[] {
  const { json, binary } = chunksOf(file);
  const triangles = (json.meshes ?? []).flatMap(({ primitives }) => primitives.filter(({ mode = 4 }) => mode >= 4));
  const used = new Set(triangles.map(({ material }) => material));
  return [...used].map((material) => {
    const kept = (json.meshes ?? []).map(({ primitives, ...rest }) => {
      return { ...rest, primitives: primitives.filter((each) => each.material === material) };
    });
    // A mesh must have primitives: nodes of the others place nothing.
    const places = kept.map(({ primitives }) => primitives.length > 0);
    const first = kept.find(({ primitives }) => primitives.length > 0)!;
    const part = {
      ...json,
      meshes: kept.map((mesh) => (mesh.primitives.length > 0 ? mesh : first)),
      nodes: json.nodes?.map(({ mesh, ...rest }) => (mesh !== undefined && places[mesh] ? { ...rest, mesh } : rest)),
    };
    const look = material === undefined ? undefined : json.materials?.[material]?.pbrMetallicRoughness;
    const [red = 1, green = 1, blue = 1] = look?.baseColorFactor ?? [];
    const picture = pictureOf(json, binary, look?.baseColorTexture);
    return { bytes: glbOf(part, binary), colour: [red, green, blue], ...(picture !== undefined && { picture }) };
  });
}

function pictureOf(
  json: Json,
  binary: Uint8Array,
  texture: { readonly index: number; readonly texCoord?: number } | undefined,
): Uint8Array | string | undefined {
  if (texture === undefined) return undefined;
  check((texture.texCoord ?? 0) === 0, 'bad-file', () => {
    return `textures must use the first texture coordinates, got TEXCOORD_${texture.texCoord}`;
  });
  const { source, extensions } = json.textures?.[texture.index] ?? {};
  const image = json.images?.[source ?? extensions?.EXT_texture_webp?.source ?? -1];
  check(image !== undefined, 'bad-file', () => `texture ${texture.index} must have a picture, got none that is known`);
  if (image.uri !== undefined) {
    const [, base64, data] = /^data:[^,]*?(;base64)?,(.*)$/s.exec(image.uri) ?? [];
    if (data === undefined) return decodeURIComponent(image.uri);
    return new Uint8Array(Buffer.from(decodeURIComponent(data), base64 === undefined ? 'latin1' : 'base64'));
  }
  const view = json.bufferViews?.[image.bufferView ?? -1];
  const start = view?.byteOffset ?? 0;
  check(view !== undefined && start + view.byteLength <= binary.length, 'bad-file', () => {
    return `picture of texture ${texture.index} must lie within the file, got bytes beyond its end`;
  });
  return binary.subarray(start, start + view.byteLength);
}

function chunksOf(file: Uint8Array): { json: Json; binary: Uint8Array } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = view.getUint32(12, true);
  const text = new TextDecoder().decode(file.subarray(20, 20 + length));
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch (cause) {
    throw new VolumetricError('bad-file', `file must hold JSON, got: ${(cause as Error).message}`, { cause });
  }
  const next = 20 + length;
  const binary = next + 8 <= file.length ? file.subarray(next + 8, next + 8 + view.getUint32(next, true)) : undefined;
  return { json, binary: binary ?? new Uint8Array(0) };
}

function glbOf(json: unknown, binary: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(json));
  const [first, second] = [Math.ceil(text.length / 4) * 4, Math.ceil(binary.length / 4) * 4];
  const out = new Uint8Array(20 + first + (binary.length > 0 ? 8 + second : 0));
  const view = new DataView(out.buffer);
  view.setUint32(0, 0x46546c67, true);
  view.setUint32(4, 2, true);
  view.setUint32(8, out.length, true);
  view.setUint32(12, first, true);
  view.setUint32(16, 0x4e4f534a, true);
  out.fill(0x20, 20, 20 + first);
  out.set(text, 20);
  if (binary.length === 0) return out;
  view.setUint32(20 + first, second, true);
  view.setUint32(24 + first, 0x004e4942, true);
  out.set(binary, 28 + first);
  return out;
}
