// Selects the part of a garment that becomes solid, without its transparent triangles.
import type { Texture } from '../../person/person.js';
import type { Garment } from './garment.js';
import { opaqueFaces } from './opaqueFaces.js';
import { type Sheet, sheetOf } from './thicken.js';

/**
 * Returns the triangles of a garment that are not transparent, over all of its vertices; all triangles if every one is
 * transparent. Cached per garment, since all of its colour variants have the same holes.
 */
export function solidSheet(garment: Garment, texture: Texture): Sheet {
  const before = cache.get(garment);
  if (before !== undefined) return before;
  const { sheet, drawn } = garment;
  const faces = opaqueFaces(drawn, texture);
  const corner = (at: number): number => sheet.indices[3 * faces[Math.floor(at / 3)]! + (at % 3)]!;
  const corners = Uint32Array.from({ length: 3 * faces.length }, (_, at) => corner(at));
  const made = faces.length === 0 ? sheet : sheetOf(sheet.vertices, corners);
  cache.set(garment, made);
  return made;
}

const cache = new WeakMap<Garment, Sheet>();
