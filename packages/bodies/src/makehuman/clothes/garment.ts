// Reads a garment (clothes, shoes, hair or a hat) and precomputes data that do not depend on the wearer.
import { check } from '@vrn/voxel';
import { readAssetObj, trianglesOf, type UvMesh, uvMesh } from '../assets/assetObj.js';
import { type Mhclo, mhclo } from '../assets/mhclo.js';
import { type Mhmat, mhmat } from '../assets/mhmat.js';
import type { Assets } from '../assets/readAssets.js';
import type { SkinWeights } from '../assets/skinning.js';
import { bodyPart } from '../shape/bodyPart.js';
import { type Covered, coveredBody } from './coveredBody.js';
import { fitClothes } from './fitClothes.js';
import { nearestVertices } from './nearestVertices.js';
import { skinClothes } from './skinClothes.js';
import { type Sheet, sheetOf } from './thicken.js';

export type GarmentKind = 'suit' | 'shoes' | 'hair' | 'hat';

export interface Garment {
  readonly kind: GarmentKind;
  readonly name: string;
  /** Sex of the intended wearer; undefined for everyone. */
  readonly sex: 'female' | 'male' | undefined;
  readonly cloth: Mhclo;
  readonly drawn: UvMesh;
  /** All triangles over the garment's own vertices, in the same order as those of `drawn`. */
  readonly sheet: Sheet;
  readonly skin: SkinWeights;
  /** [3C] vertices fitted to the base mesh, in decimetres. */
  readonly fitted: Float32Array;
  /** Vertices of the base mesh that are invisible below the garment. */
  readonly hidden: Uint32Array;
  /** The skin below the garment, for suits only. */
  readonly covered: Covered | undefined;
  /** [C] the nearest vertex of the body part (see bodyPart) for each of the garment's own vertices. */
  readonly nearest: Uint32Array;
  readonly material: Mhmat;
  /** Path of the texture image; undefined where the garment has none. */
  readonly texture: string | undefined;
}

/**
 * Reads a garment: its `.mhclo`, and the `.obj` and `.mhmat` files that it names.
 *
 * Garments below a folder `hair` are hair. Others are shoes or hats if the file name or a tag says so, else suits. File
 * name and tags also determine the sex.
 *
 * @param path   path of the `.mhclo` file, relative to the assets.
 * @param plain  names of garments whose texture image may be missing; they are then plain in colour.
 * @throws {VolumetricError} `bad-file`, naming the file that is missing or damaged
 * Cost: O((N + C) log (N + C)) for N vertices of the body and C of the garment.
 */
export function readGarment(assets: Assets, path: string, plain: readonly string[]): Garment {
  const full = (file: string) => `${assets.name}/${file}`;
  const text = (file: string) => new TextDecoder().decode(assets.read(file));
  const cloth = mhclo(text(path), full(path));
  const objPath = beside(path, cloth.objFile);
  const obj = readAssetObj(assets.read(objPath), full(objPath));
  const vertices = obj.positions.length / 3;
  check(vertices === cloth.bases.length / 3, 'bad-file', () => {
    return `readGarment: ${full(path)} must have a line for each of ${vertices} vertices of ${cloth.objFile}, got ${cloth.bases.length / 3}`;
  });
  check(cloth.material !== undefined, 'bad-file', () => `readGarment: ${full(path)} must name its material, got none`);
  const materialPath = beside(path, cloth.material);
  const material = mhmat(text(materialPath), full(materialPath));
  const named = material.diffuseTexture;
  const picture = named && beside(materialPath, named.file);
  const exists = picture === undefined || assets.paths.includes(picture);
  const name = nameOf(path);
  check(exists || plain.includes(name), 'bad-file', () => {
    return `readGarment: ${full(materialPath)} line ${named!.line} must name an existing image, got ${named!.file}`;
  });
  const faces = Uint32Array.from({ length: obj.starts.length - 1 }, (_, face) => face);
  const { positions } = assets.base();
  const part = bodyPart(assets);
  const fitted = fitClothes(cloth, positions);
  const rest = part.gather(positions);
  const sheet = sheetOf(vertices, trianglesOf(obj, faces));
  const kind = kindOf(path, cloth);
  const body = { positions: rest, indices: part.indices };
  const covered = kind.kind === 'suit' ? coveredBody(body, { positions: fitted, sheet }) : undefined;
  return {
    ...kind,
    name,
    cloth,
    drawn: uvMesh(obj, faces),
    sheet,
    skin: skinClothes(cloth, assets.weights()),
    fitted,
    hidden: Uint32Array.from([...cloth.hidden, ...Array.from(covered?.hidden ?? [], (v) => part.vertices[v]!)]),
    covered,
    nearest: nearestVertices(fitted, rest),
    material,
    texture: exists ? picture : undefined,
  };
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');

/** Resolves a path relative to a file's folder to a path relative to the root. */
function beside(file: string, relative: string): string {
  const parts = file.split('/').slice(0, -1);
  for (const part of relative.replaceAll('\\', '/').split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function kindOf(path: string, { tags }: Mhclo): Pick<Garment, 'kind' | 'sex'> {
  const words = [nameOf(path), ...tags].join(' ').toLowerCase();
  const sex = /\bfemale/.test(words) ? 'female' : /\bmale/.test(words) ? 'male' : undefined;
  if (`/${path}`.includes('/hair/')) return { kind: 'hair', sex };
  if (/shoe|boot|sandal|sneaker/.test(words)) return { kind: 'shoes', sex };
  return { kind: /\b(hats?|caps?|fedora)/.test(words) ? 'hat' : 'suit', sex };
}
