// The part of a garment that becomes solid: what is painted on it, not what is clear.
import type { Texture } from '../../person/person.js';
import type { Garment } from './garment.js';
import { opaqueFaces } from './opaqueFaces.js';
import { type Sheet, sheetOf } from './thicken.js';

/** The triangles of a garment that are not clear, over all its vertices; made once a garment, whose pictures all have the same holes. */
export function solidSheet(garment: Garment, texture: Texture): Sheet {
  const before = known.get(garment);
  if (before !== undefined) return before;
  const { sheet, drawn } = garment;
  const faces = opaqueFaces(drawn, texture);
  const corner = (at: number): number => sheet.indices[3 * faces[Math.floor(at / 3)]! + (at % 3)]!;
  const corners = Uint32Array.from({ length: 3 * faces.length }, (_, at) => corner(at));
  const made = faces.length === 0 ? sheet : sheetOf(sheet.vertices, corners);
  known.set(garment, made);
  return made;
}

const known = new WeakMap<Garment, Sheet>();
