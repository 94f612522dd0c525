// Reads consecutive .obj triangles of the usual forms in one loop: corners such as 1, 1/2, 1//3 or 1/2/3.
import { makeRoom } from '../text/growing.js';
import { LOWER_CASE, type TextReader } from '../text/textReader.js';
import type { CornerList, CornerLists } from './objFaces.js';

const [TAB, NEWLINE, RETURN, SPACE, SLASH, ZERO, F] = [9, 10, 13, 32, 47, 48, 102];

/** Maximum number of digits of an index, so that it is a 32-bit integer. */
const MAX_DIGITS = 9;

/** Indices of a line: three of vertices, three of texture coordinates, three of normals; 0 for none. */
const ROW = new Int32Array(9);
/** Byte offsets of the corners of a line. */
const WORDS = new Float64Array(3);

/**
 * Reads lines as long as they are triangles with indices counted from 1, corners of one form, and a line feed at their
 * end, with or without a carriage return. Stops at the start of the first line that differs, or that has texture
 * coordinates or normals which earlier corners lack; the caller must read or reject that line.
 *
 * @param end  offset of the file's last line feed: only lines that start before it are read
 * @returns    number of triangles
 */
export function readObjTriangles(text: TextReader, lists: CornerLists, end: number): number {
  const { bytes } = text;
  const [vertices, uvs, normals] = lists;
  for (let count = 0; ; count++) {
    let { at } = text;
    if (at >= end || (bytes[at]! | LOWER_CASE) !== F) return count;
    at++;
    for (let corner = 0; corner < 3; corner++) {
      if (bytes[at] !== SPACE && bytes[at] !== TAB) return count;
      while (bytes[at] === SPACE || bytes[at] === TAB) at++;
      WORDS[corner] = at;
      ROW[3 + corner] = 0;
      ROW[6 + corner] = 0;
      for (let which = corner; ; which += 3) {
        const first = at;
        let value = 0;
        let byte = bytes[at]!;
        for (; byte >= ZERO && byte < ZERO + 10; byte = bytes[++at]!) value = (Math.imul(10, value) + byte - ZERO) | 0;
        const isNone = at === first && which > corner;
        if ((value === 0 && !isNone) || at - first > MAX_DIGITS) return count;
        ROW[which] = value;
        if (byte !== SLASH) break;
        if (which >= 6) return count;
        at++;
      }
    }
    while (bytes[at] === SPACE || bytes[at] === TAB) at++;
    if (bytes[at] === RETURN) at++;
    if (bytes[at] !== NEWLINE) return count;
    const [hasUvs, hasNormals] = [ROW[3]! > 0, ROW[6]! > 0];
    const isMixed =
      ROW[4]! > 0 !== hasUvs || ROW[5]! > 0 !== hasUvs || ROW[7]! > 0 !== hasNormals || ROW[8]! > 0 !== hasNormals;
    const { length } = vertices.corners;
    // Lists that lack earlier corners must be filled up first.
    const lacks = (hasUvs && uvs.corners.length !== length) || (hasNormals && normals.corners.length !== length);
    if (isMixed || lacks) return count;
    add(vertices, 0);
    if (hasUvs) add(uvs, 3);
    if (hasNormals) add(normals, 6);
    text.at = at + 1;
  }
}

/** Appends the three indices of ROW from `first` on, converted to count from 0. */
function add(list: CornerList, first: number): void {
  const { corners } = list;
  makeRoom(corners, 3);
  for (let corner = 0; corner < 3; corner++) {
    const index = ROW[first + corner]! - 1;
    corners.data[corners.length++] = index;
    if (index > list.highest) {
      list.highest = index;
      list.place = WORDS[corner]!;
    }
  }
}
