// Reads the materials of a .glb file: colour, texture, and transform of texture coordinates.
import { check } from '@vrn/voxel';
import type { GlbChunks, GlbMaterial, GlbTextureInfo, GlbTextureTransform } from './glbChunks.js';

export interface GlbLook {
  /** Linear RGB, 0..1. */
  readonly colour: readonly [red: number, green: number, blue: number];
  readonly texture?: GlbTextureInfo;
  /** Index of the set of texture coordinates that the texture uses. */
  readonly uvSet: number;
  readonly transform?: GlbTextureTransform;
}

/**
 * Reads the base colour and the base colour texture of a material. Whichever is missing is taken from the extension
 * KHR_materials_pbrSpecularGlossiness. If the extension has no colour either, the colour is white.
 */
export function lookOf(material: GlbMaterial | undefined): GlbLook {
  const metallic = material?.pbrMetallicRoughness;
  const glossy = material?.extensions?.KHR_materials_pbrSpecularGlossiness;
  const texture = metallic?.baseColorTexture ?? glossy?.diffuseTexture;
  const [red = 1, green = 1, blue = 1] = metallic?.baseColorFactor ?? glossy?.diffuseFactor ?? [];
  const colour = [red, green, blue].map(unit) as unknown as GlbLook['colour'];
  if (texture === undefined) return { colour, uvSet: 0 };
  const transform = texture.extensions?.KHR_texture_transform;
  const uvSet = transform?.texCoord ?? texture.texCoord ?? 0;
  return { colour, texture, uvSet, ...(transform && { transform }) };
}

const unit = (value: unknown): number => (typeof value === 'number' ? Math.min(1, Math.max(0, value)) : 1);

/** glTF extensions that give a texture an alternative image in a supported format. */
const SOURCES = ['EXT_texture_webp', 'EXT_texture_avif'] as const;

/**
 * Finds the index of the image of a texture.
 *
 * @throws {VolumetricError} `bad-file` for a texture without an image that can be decoded
 */
export function imageOf({ json }: GlbChunks, { index }: GlbTextureInfo): number {
  const { source, extensions } = json.textures?.[index] ?? {};
  const other = SOURCES.map((name) => extensions?.[name]?.source).find((each) => each !== undefined);
  const image = source ?? other ?? -1;
  check(json.images?.[image] !== undefined, 'bad-file', () => {
    const names = Object.keys(extensions ?? {}).join(', ');
    return `texture ${index} must have an image, got ${names === '' ? 'none' : `one in an unsupported format (${names})`}`;
  });
  return image;
}

/**
 * Returns the bytes of an embedded image, or the name of an external image file.
 *
 * @throws {VolumetricError} `bad-file` for an image that does not lie within the file, and for a data URI without a
 *   comma
 */
export function pictureOf({ json, binary }: GlbChunks, index: number): Uint8Array | string {
  const image = json.images![index]!;
  if (typeof image.uri === 'string')
    return image.uri.startsWith('data:') ? dataOf(image.uri, index) : nameOf(image.uri);
  const view = json.bufferViews?.[image.bufferView ?? -1];
  const start = view?.byteOffset ?? 0;
  const isInside =
    view !== undefined && (view.buffer ?? 0) === 0 && start >= 0 && start + view.byteLength <= binary.length;
  check(isInside, 'bad-file', () => `image ${index} must lie within the file, got bytes beyond its end`);
  return binary.subarray(start, start + view!.byteLength);
}

/** Returns the bytes of a data URI. */
function dataOf(uri: string, index: number): Uint8Array {
  const comma = uri.indexOf(',');
  check(comma >= 0, 'bad-file', () => `image ${index} must be a data URI with a comma, got none`);
  const isBase64 = uri.slice(0, comma).endsWith(';base64');
  return new Uint8Array(Buffer.from(nameOf(uri.slice(comma + 1)), isBase64 ? 'base64' : 'latin1'));
}

/** Decodes the percent-escapes of a URI. Returns it unchanged if they are malformed. */
function nameOf(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

/** Applies KHR_texture_transform to texture coordinates `[2V]`, v from the top: scale, then rotation, then offset. */
export function transformUvs(uvs: Float32Array, transform: GlbTextureTransform): Float32Array {
  const numbers = (values: readonly number[] | undefined, otherwise: number): [number, number] => {
    const x = values?.[0] ?? otherwise;
    const y = values?.[1] ?? otherwise;
    return [Number.isFinite(x) ? x : otherwise, Number.isFinite(y) ? y : otherwise];
  };
  const [offsetU, offsetV] = numbers(transform.offset, 0);
  const [scaleU, scaleV] = numbers(transform.scale, 1);
  const rotation = Number.isFinite(transform.rotation) ? transform.rotation! : 0;
  const cosine = Math.cos(rotation);
  const sine = Math.sin(rotation);
  const out = new Float32Array(uvs.length);
  for (let at = 0; at < uvs.length; at += 2) {
    const u = uvs[at]! * scaleU;
    const v = uvs[at + 1]! * scaleV;
    out[at] = cosine * u + sine * v + offsetU;
    out[at + 1] = cosine * v - sine * u + offsetV;
  }
  return out;
}
