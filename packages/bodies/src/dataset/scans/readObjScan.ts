// Reads an .obj file with the materials and textures of its .mtl files.
import { join } from 'node:path';
import { decodeObj, srgbToLinear } from '@vrn/mesh';
import { type ObjFile, type ObjMaterial, objParts, readMtl, readObj } from '@vrn/mesh/internal';
import type { Surface, Texture } from '../../person/person.js';
import { reasonOf } from '../files/about.js';
import { type Context, type DecodedMesh, namedTexture, painted, type ReadMesh } from './context.js';

/** A material, and the file that describes it. */
interface NamedMaterial extends ObjMaterial {
  readonly library: string;
}

export async function readObjScan(bytes: Uint8Array, context: Context): Promise<ReadMesh> {
  // Its warnings are those of `readObj` and `objParts`, reported below, and others about attributes and vertices that
  // the solid does not use.
  const { warnings: _, ...mesh }: DecodedMesh = decodeObj(bytes);
  const obj = readObj(bytes, { caller: 'decodeObj' });
  const materials = mesh.indices.length === 0 ? new Map() : await readMaterials(obj.libraries, context);
  const surfaces = await surfacesOf(obj, materials, context);
  for (const warning of obj.warnings.list()) context.warn(warning);
  return { mesh, ...(surfaces && { surfaces }) };
}

/**
 * Creates one surface for each material that has faces, and one for the faces without a material. Returns undefined if
 * no material could be read.
 */
async function surfacesOf(
  obj: ObjFile,
  materials: ReadonlyMap<string, NamedMaterial>,
  context: Context,
): Promise<Surface[] | undefined> {
  // Also without materials: it warns of polygons that were cut into fans.
  const parts = objParts(obj);
  if (materials.size === 0) return undefined;
  const textures = new Map<string, Promise<Texture | undefined>>();
  const surfaces: Surface[] = [];
  for (const part of parts) {
    const material = materials.get(part.material);
    const linear = material?.colour?.map((value) => srgbToLinear(Math.min(1, Math.max(0, value))));
    const texture = part.mesh.uvs && material && (await textureOf(material, context, textures));
    const isColoured = texture !== undefined || part.mesh.colors !== undefined;
    const own = isColoured ? part.mesh : painted(part.mesh, linear);
    surfaces.push({ what: 'body', name: context.path, mesh: own, ...(texture && { texture }) });
  }
  return surfaces;
}

/** Reads the materials of all .mtl files, by name. If several materials have the same name, the last one is used. */
async function readMaterials(
  libraries: readonly string[],
  { folder, path, warn }: Context,
): Promise<Map<string, NamedMaterial>> {
  const materials = new Map<string, NamedMaterial>();
  for (const name of libraries) {
    const library = folder.find(path, name);
    if (library === undefined) {
      warn(`materials '${name}' were left out, since there is no such file below the folder of scans`);
      continue;
    }
    const bytes = await folder.read(library);
    try {
      for (const each of readMtl(bytes, join(folder.folder, library))) materials.set(each.name, { ...each, library });
    } catch (error) {
      warn(`materials '${name}' were left out: ${reasonOf(error)}`);
    }
  }
  return materials;
}

/** Reads the texture of a material once, even if several materials share it. */
function textureOf(
  { library, picture }: NamedMaterial,
  context: Context,
  read: Map<string, Promise<Texture | undefined>>,
): Promise<Texture | undefined> | undefined {
  if (picture === undefined) return undefined;
  const key = JSON.stringify([library, picture]);
  let texture = read.get(key);
  if (texture === undefined) {
    texture = namedTexture(context, library, picture);
    read.set(key, texture);
  }
  return texture;
}
