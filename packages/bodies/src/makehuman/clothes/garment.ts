// A cloth, a pair of shoes, hair or a hat, read from its files, with all that does not change from person to person.
import { check } from '@vrn/voxel';
import { trianglesOf, type UvMesh, uvMesh } from '../assets/baseMesh.js';
import { type Mhclo, mhclo } from '../assets/mhclo.js';
import { type Mhmat, mhmat } from '../assets/mhmat.js';
import { objGroups } from '../assets/objGroups.js';
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
  /** Whom it is made for; undefined: for all. */
  readonly sex: 'female' | 'male' | undefined;
  readonly cloth: Mhclo;
  readonly drawn: UvMesh;
  /** All its triangles, over its own vertices; triangle for triangle those drawn. */
  readonly sheet: Sheet;
  readonly skin: SkinWeights;
  /** [3C] on the base mesh, decimetres. */
  readonly fitted: Float32Array;
  /** Vertices of the base mesh that are not seen under it. */
  readonly hidden: Uint32Array;
  /** What of the body part lies under a suit. */
  readonly covered: Covered | undefined;
  /** [C] vertices of the body part (see bodyPart) nearest to each of its own. */
  readonly nearest: Uint32Array;
  readonly material: Mhmat;
  /** Path of its picture; undefined where it has none. */
  readonly texture: string | undefined;
}

/**
 * Reads a garment: its `.mhclo`, and the `.obj` and `.mhmat` that it names.
 *
 * What it is follows from its tags and names: below a folder `hair` hair, else shoes, a hat or a suit.
 *
 * @param path   of the `.mhclo` file, relative to the assets.
 * @param plain  names of garments that may lack their picture, and are then of one colour.
 * @throws {VolumetricError} `bad-file`, naming the file that is missing or damaged
 * Cost: some 30 ms for 3,000 vertices.
 */
export function readGarment(assets: Assets, path: string, plain: readonly string[]): Garment {
  const full = (file: string) => `${assets.name}/${file}`;
  const text = (file: string) => new TextDecoder().decode(assets.read(file));
  const cloth = mhclo(text(path), full(path));
  const objPath = beside(path, cloth.objFile);
  const obj = objGroups(assets.read(objPath), full(objPath));
  const vertices = obj.positions.length / 3;
  check(vertices === cloth.bases.length / 3, 'bad-file', () => {
    return `readGarment: ${full(path)} must have a line for each of ${vertices} vertices of ${cloth.objFile}, got ${cloth.bases.length / 3}`;
  });
  check(cloth.material !== undefined, 'bad-file', () => `readGarment: ${full(path)} must name its material, got none`);
  const materialPath = beside(path, cloth.material);
  const material = mhmat(text(materialPath), full(materialPath));
  const named = material.diffuseTexture;
  const picture = named && beside(materialPath, named.file);
  const there = picture === undefined || assets.paths.includes(picture);
  const name = nameOf(path);
  check(there || plain.includes(name), 'bad-file', () => {
    return `readGarment: ${full(materialPath)} line ${named!.line} must name a picture that is there, got ${named!.file}`;
  });
  const faces = Uint32Array.from({ length: obj.corners.length / 4 }, (_, face) => face);
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
    texture: there ? picture : undefined,
  };
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');

/** A path relative to a file's folder, as one from the root. */
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
