// Reads a .ply file with the texture that it names.
import { decodePly } from '@vrn/mesh';
import { type Context, type DecodedMesh, meshOf, namedTexture, type ReadMesh } from './context.js';

/** Number of bytes at the start of a file that are searched for the name of a texture. */
const MAX_HEADER_BYTES = 65_536;

const TEXTURE_COMMENT = 'comment TextureFile';

export async function readPly(bytes: Uint8Array, context: Context): Promise<ReadMesh> {
  const picture = textureFile(bytes);
  if (picture === undefined) return { mesh: meshOf(decodePly(bytes), context) };
  // Splits vertices at texture seams for the surface only; the solid keeps its vertices.
  const split = meshOf(decodePly(bytes, { seams: 'split' }), context);
  const { warnings: _, ...mesh }: DecodedMesh = decodePly(bytes);
  if (split.uvs === undefined) {
    context.warn(`texture '${picture}' was left out, since there are no texture coordinates`);
    return { mesh };
  }
  const texture = await namedTexture(context, context.path, picture);
  if (texture === undefined) return { mesh };
  return { mesh, surfaces: [{ what: 'body', name: context.path, mesh: split, texture }] };
}

/** Finds the name of the texture in a comment of the header, as MeshLab writes it; undefined if there is none. */
function textureFile(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder().decode(bytes.subarray(0, MAX_HEADER_BYTES));
  for (const line of head.split(/[\r\n]/)) {
    if (line.startsWith('end_header')) return undefined;
    if (!line.startsWith(TEXTURE_COMMENT)) continue;
    const name = line.slice(TEXTURE_COMMENT.length).trim();
    if (name !== '') return name;
  }
  return undefined;
}
