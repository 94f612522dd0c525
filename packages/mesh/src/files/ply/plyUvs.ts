// Reads the texture coordinates of .ply face corners as a list of distinct values and an index per corner.
import { type Growing, growingFloats, makeRoom } from '../text/growing.js';
import type { Warnings } from '../text/warnings.js';
import type { PlyLists } from './plyReader.js';

interface ReadFaces {
  readonly indices: PlyLists;
  readonly uvs: PlyLists | undefined;
}

interface CornerUvs {
  /** `[T, 2]`: the distinct texture coordinates. */
  readonly values: Float32Array;
  /** `[C]`: index of each corner's texture coordinate. */
  readonly corners: Uint32Array;
}

/**
 * Returns the texture coordinates of all polygon corners; undefined if the file has none, and, with a warning, if some
 * face has none or not two numbers per corner, if several elements have faces, or if some numbers are not finite.
 *
 * @param read     the data of the elements with faces
 * @param sources  `[C]`: index of each corner in its element's list of vertex indices; undefined for faces that
 *   `readTriangles` read, which have no other list
 */
export function cornerUvs(
  read: readonly ReadFaces[],
  sources: Uint32Array | undefined,
  warnings: Warnings,
): CornerUvs | undefined {
  if (sources === undefined) return undefined;
  if (read.every(({ uvs }) => uvs === undefined || uvs.values.length === 0)) return undefined;
  const filled = read.filter(({ indices }) => indices.ends.length > 0);
  const [{ indices, uvs } = { indices: undefined, uvs: undefined }] = filled;
  const isComplete =
    filled.length === 1 && indices && uvs && indices.ends.every((end, face) => uvs.ends[face] === 2 * end);
  if (!isComplete) {
    warnings.add(`texture coordinates of corners were left out, since ${faultOf(filled)}`);
    return undefined;
  }
  const { data } = uvs.values;
  const values = growingFloats();
  const table = new Uint32Array(2 ** Math.ceil(Math.log2(2 * sources.length + 2))).fill(EMPTY);
  const corners = new Uint32Array(sources.length);
  for (let corner = 0; corner < sources.length; corner++) {
    const at = 2 * sources[corner]!;
    const number = find(Math.fround(data[at]!), Math.fround(data[at + 1]!), values, table);
    if (number === EMPTY) {
      warnings.add('texture coordinates of corners were left out, since some are not finite');
      return undefined;
    }
    corners[corner] = number;
  }
  return { values: values.data.slice(0, values.length), corners };
}

/** Returns why the texture coordinates of faces cannot be used. */
function faultOf(read: readonly ReadFaces[]): string {
  const haveNone = read.some(({ indices, uvs }) => {
    return indices.ends.some((end, face) => {
      return end > startOf(indices, face) && (uvs === undefined || uvs.ends[face] === startOf(uvs, face));
    });
  });
  if (haveNone) return 'some faces have none';
  return read.length > 1 ? 'several elements have faces' : 'some faces do not have two numbers per corner';
}

const startOf = ({ ends }: PlyLists, face: number): number => (face === 0 ? 0 : ends[face - 1]!);

const EMPTY = 0xffffffff;
const pair = new Float32Array(2);
const bits = new Int32Array(pair.buffer);

/** Returns the index of a texture coordinate, adding it if it is new; EMPTY if it is not finite. */
function find(u: number, v: number, values: Growing<Float32Array>, table: Uint32Array): number {
  if (!Number.isFinite(u) || !Number.isFinite(v)) return EMPTY;
  // 0 and −0 count as equal.
  pair[0] = u + 0;
  pair[1] = v + 0;
  let hash = Math.imul(bits[0]!, 0xcc9e2d51) ^ Math.imul(bits[1]!, 0x1b873593);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  const mask = table.length - 1;
  let slot = (hash ^ (hash >>> 13)) & mask;
  for (; table[slot] !== EMPTY; slot = (slot + 1) & mask) {
    const at = 2 * table[slot]!;
    if (values.data[at] === u && values.data[at + 1] === v) return table[slot]!;
  }
  makeRoom(values, 2);
  table[slot] = values.length / 2;
  values.data[values.length++] = u;
  values.data[values.length++] = v;
  return table[slot]!;
}
