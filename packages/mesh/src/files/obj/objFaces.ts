// Reads the faces of .obj files: polygons whose corners index the lists of vertices, texture coordinates and normals.
import type { VolumetricError } from '@vrn/voxel';
import { NONE } from '../polygons/attributesOf.js';
import { type Growing, growingFloats, growingIntegers, push, taken } from '../text/growing.js';
import { badLine, lineGoesOn, readInteger, type TextReader, wordAt } from '../text/textReader.js';
import { isGap } from './objStatements.js';

/** A list to which corners refer, and the corners' indices into it. */
export interface CornerList {
  readonly name: 'v' | 'vt' | 'vn';
  readonly width: number;
  readonly values: Growing<Float32Array>;
  /**
   * Index of each corner, NONE for corners without one. Until `finishCorners`, the list may end before the last corners
   * without one.
   */
  readonly corners: Growing<Uint32Array>;
  /**
   * The highest index that a corner uses, and in `place` the byte offset of that corner. The index is checked at the
   * end of the file, since lists may continue after faces.
   */
  highest: number;
  place: number;
  /** Whether some texture coordinates or normals are NaN; unused for vertices. */
  broken: boolean;
}

export type CornerLists = readonly [vertices: CornerList, uvs: CornerList, normals: CornerList];

/** Adds a warning with the number of the line that contains byte `at` of the file. */
export type Note = (warning: string, at: number) => void;

export const cornerList = (name: CornerList['name'], width: number): CornerList => {
  return { name, width, values: growingFloats(), corners: growingIntegers(), highest: -1, place: 0, broken: false };
};

const SLASH = 47;
const NAMES = { vt: 'texture coordinates', vn: 'normals' };

/**
 * Reads the corners of one face and appends them to the lists. Returns their number.
 *
 * @throws {VolumetricError} `bad-file` for malformed corners, and for vertex indices that are 0, at least 2³², or count
 *   back beyond the first vertex
 */
export function readFace(text: TextReader, lists: CornerLists, note: Note): number {
  const { bytes } = text;
  const corners = lists[0].corners;
  const first = corners.length;
  while (lineGoesOn(text)) {
    const word = text.at;
    const corner = corners.length;
    push(corners, vertexNumber(text, lists[0], word));
    for (let which = 1; which < 3 && bytes[text.at] === SLASH; which++) {
      text.at++;
      if (bytes[text.at] === SLASH || isGap(bytes[text.at])) continue;
      const list = lists[which]!;
      const number = attributeNumber(text, list, word, note);
      if (number === NONE) continue;
      padTo(list.corners, corner);
      push(list.corners, number);
    }
    if (!isGap(bytes[text.at])) throw badCorner(text, word);
  }
  return corners.length - first;
}

/** Removes the corners from `first` on. */
export function dropCorners(lists: CornerLists, first: number): void {
  for (const { corners } of lists) corners.length = Math.min(corners.length, first);
}

/**
 * Returns the indices of all corners; those of texture coordinates or normals are undefined if no corner has one.
 * Indices beyond the end of these two lists (with a warning) and indices of their NaN entries become NONE.
 *
 * @throws {VolumetricError} `bad-file` for indices beyond the vertices
 */
export function finishCorners(text: TextReader, lists: CornerLists, note: Note) {
  const [vertices, uvs, normals] = lists;
  const count = vertices.values.length / vertices.width;
  if (vertices.highest >= count) throw badIndex(text, vertices.place, vertices.name, count);
  return {
    corners: taken(vertices.corners),
    uvCorners: finish(uvs, vertices.corners.length, note),
    normalCorners: finish(normals, vertices.corners.length, note),
  };
}

function finish(list: CornerList, corners: number, note: Note): Uint32Array | undefined {
  const { values, width, highest, place, name } = list;
  if (list.corners.length === 0) return undefined;
  padTo(list.corners, corners);
  const numbers = taken(list.corners);
  const count = values.length / width;
  if (highest >= count) note(`corners point at ${NAMES[name as 'vt']} (${name}) that the file does not have`, place);
  if (highest < count && !list.broken) return numbers;
  for (let corner = 0; corner < corners; corner++) {
    const number = numbers[corner]!;
    if (number >= count || Number.isNaN(values.data[width * number])) numbers[corner] = NONE;
  }
  return numbers;
}

function padTo(corners: Growing<Uint32Array>, length: number): void {
  while (corners.length < length) push(corners, NONE);
}

/**
 * Converts an index counted from 1, or backwards from −1, to one counted from 0; NaN if it is 0, before the start of
 * the list, or not below `NONE`.
 */
function counted(list: CornerList, given: number): number {
  const at = given < 0 ? list.values.length / list.width + given : given - 1;
  return at >= 0 && at < NONE ? at : Number.NaN;
}

function vertexNumber(text: TextReader, list: CornerList, word: number): number {
  const given = readInteger(text);
  if (Number.isNaN(given)) throw badCorner(text, word);
  const at = counted(list, given);
  if (Number.isNaN(at)) throw badIndex(text, word, list.name, list.values.length / list.width);
  if (at > list.highest) {
    list.highest = at;
    list.place = word;
  }
  return at;
}

function attributeNumber(text: TextReader, list: CornerList, word: number, note: Note): number {
  const given = readInteger(text);
  if (Number.isNaN(given)) throw badCorner(text, word);
  const at = counted(list, given);
  if (Number.isNaN(at)) {
    note(`corners point at ${NAMES[list.name as 'vt']} (${list.name}) that the file does not have`, word);
    return NONE;
  }
  if (at > list.highest) {
    list.highest = at;
    list.place = word;
  }
  return at;
}

const badCorner = (text: TextReader, word: number): VolumetricError =>
  badLine(text, word, `f must have corners such as 1, 1/2, 1//3 or 1/2/3, got '${wordAt(text, word)}'`);

function badIndex(text: TextReader, word: number, name: string, count: number): VolumetricError {
  const range = `1 to ${count} or −${count} to −1`;
  return badLine(text, word, `index must be ${range}, as there are ${count} ${name}, got '${wordAt(text, word)}'`);
}
