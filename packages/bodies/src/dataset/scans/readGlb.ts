// Reads a .glb file with the colours and textures of its materials.
import { join } from 'node:path';
import { decodeGlb } from '@vrn/mesh';
import type { Surface, Texture } from '../../person/person.js';
import { reasonOf } from '../files/about.js';
import { readPicture } from '../files/readPicture.js';
import { type Context, meshOf, namedTexture, painted, type ReadMesh } from './context.js';
import { type GlbChunks, readChunks } from './glbChunks.js';
import { type GlbLook, imageOf, lookOf, pictureOf, transformUvs } from './glbMaterials.js';
import { glbParts } from './glbParts.js';

export async function readGlb(bytes: Uint8Array, context: Context): Promise<ReadMesh> {
  const mesh = meshOf(await decodeGlb(bytes), context);
  const chunks = readChunks(bytes);
  const looks = new Map<number | undefined, GlbLook>();
  const lookFor = (material: number | undefined): GlbLook => {
    const look = looks.get(material) ?? lookOf(material === undefined ? undefined : chunks.json.materials?.[material]);
    looks.set(material, look);
    return look;
  };
  const textures = textureReader(chunks, context);
  const surfaces: Surface[] = [];
  for (const part of await glbParts(chunks, (material) => lookFor(material).uvSet)) {
    const look = lookFor(part.material);
    const texture = part.mesh.uvs && (await textures(look, part.material));
    const isColoured = texture !== undefined || part.mesh.colors !== undefined;
    const own = isColoured ? part.mesh : painted(part.mesh, look.colour);
    const uvs = own.uvs && (look.transform ? transformUvs(own.uvs, look.transform) : own.uvs);
    const placed = uvs === undefined ? own : { ...own, uvs: fromBottom(uvs) };
    surfaces.push({ what: 'body', name: context.path, mesh: placed, ...(texture && { texture }) });
  }
  return { mesh, surfaces };
}

/** Creates a function that reads the texture of a material. Decodes each image once, even if materials share it. */
function textureReader(chunks: GlbChunks, context: Context) {
  const known = new Map<number, Promise<Texture | undefined>>();
  const read = async (image: number): Promise<Texture | undefined> => {
    const picture = pictureOf(chunks, image);
    if (typeof picture === 'string') return namedTexture(context, context.path, picture);
    return readPicture(picture, `${join(context.folder.folder, context.path)}: a texture in it`);
  };
  return ({ texture }: GlbLook, material: number | undefined): Promise<Texture | undefined> | undefined => {
    if (texture === undefined) return undefined;
    let image: number;
    try {
      image = imageOf(chunks, texture);
    } catch (error) {
      context.warn(`the texture of material ${material} was left out: ${reasonOf(error)}`);
      return undefined;
    }
    const promise = known.get(image) ?? read(image);
    known.set(image, promise);
    return promise;
  };
}

/** Flips v, which glTF measures from the top of the picture, and surfaces from the bottom. */
const fromBottom = (uvs: Float32Array): Float32Array => uvs.map((value, i) => (i % 2 === 0 ? value : 1 - value));
