// Provides what the readers of mesh files share: their context, and helpers for textures, colours and warnings.
import { join } from 'node:path';
import type { TriangleMesh } from '@vrn/voxel';
import type { Surface, Texture } from '../../person/person.js';
import { readPicture } from '../files/readPicture.js';
import type { ScanFolder } from './scanFolder.js';

export interface Context {
  readonly folder: ScanFolder;
  /** Path of the mesh file in the folder; also the name of the person. */
  readonly path: string;
  /** Reports a warning, such as one about content that is left out. */
  readonly warn: (text: string) => void;
}

/** A scan without its name and landmarks. */
export interface ReadMesh {
  readonly mesh: TriangleMesh;
  readonly surfaces?: readonly Surface[];
}

/** The result of a decoder. */
export type DecodedMesh = TriangleMesh & { readonly warnings?: readonly string[] };

/** Reports the warnings of a decoder and returns the mesh alone. */
export function meshOf({ warnings = [], ...mesh }: DecodedMesh, { warn }: Pick<Context, 'warn'>): TriangleMesh {
  for (const warning of warnings) warn(warning);
  return mesh;
}

/**
 * Reads the picture that a mesh or material file names. Warns and returns undefined if it is not below the folder.
 *
 * @param from  path of the file that contains the name.
 * @throws {VolumetricError} naming the picture: `bad-image` for pictures that are damaged, too large or of an
 *   unsupported format; `bad-file` if the picture cannot be read; `not-found` without the package sharp
 */
export async function namedTexture(
  { folder, warn }: Context,
  from: string,
  name: string,
): Promise<Texture | undefined> {
  const path = folder.find(from, name);
  if (path === undefined) {
    warn(`texture '${name}' was left out, since there is no such file below the folder of scans`);
    return undefined;
  }
  return readPicture(await folder.read(path), join(folder.folder, path));
}

/** Paints all vertices of a mesh with one linear colour. Returns the mesh unchanged if `colour` is undefined. */
export function painted(mesh: TriangleMesh, colour: readonly number[] | undefined): TriangleMesh {
  if (colour === undefined) return mesh;
  return { ...mesh, colors: Float32Array.from(mesh.positions, (_, i) => colour[i % 3]!) };
}
