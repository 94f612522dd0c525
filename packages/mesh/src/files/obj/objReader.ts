// The statements of an .obj file: lists of numbers, and faces that point into them.
import { VolumetricError } from '@vrn/voxel';
import { srgbToLinear } from '../../texture/srgb.js';
import { type Growing, growingFloats, growingWholes, makeRoom, push3, taken } from '../text/growing.js';
import {
  badLine,
  lineGoesOn,
  nextLine,
  readNumber,
  readWhole,
  skipWord,
  type TextReader,
  textReader,
  wordAt,
} from '../text/textReader.js';

/** What is read; corners are numbers into the lists, three to a triangle. */
export interface ObjLists {
  readonly positions: Float32Array;
  /** Linear; only where every vertex has a colour. */
  readonly colors: Float32Array | undefined;
  readonly uvs: Float32Array;
  readonly normals: Float32Array;
  readonly corners: Uint32Array;
  /** Only where every corner has one. */
  readonly uvCorners: Uint32Array | undefined;
  readonly normalCorners: Uint32Array | undefined;
}

/** A list that corners point into, and the corners that do. */
interface List {
  readonly name: string;
  readonly width: number;
  readonly values: Growing<Float32Array>;
  readonly corners: Growing<Uint32Array>;
  /** Whether every corner so far points into it. */
  whole: boolean;
  /** The highest number that a corner has named, and where, since lists may go on behind the faces. */
  highest: number;
  place: number;
}

const list = (name: string, width: number): List => {
  return { name, width, values: growingFloats(), corners: growingWholes(), whole: true, highest: -1, place: 0 };
};

const [F, N, T, V] = [102, 110, 116, 118];
const [TAB, SPACE, SLASH] = [9, 32, 47];

export function readObj(bytes: Uint8Array): ObjLists {
  const text = textReader(bytes, 'decodeObj');
  const vertices = list('v', 3);
  const uvs = list('vt', 2);
  const normals = list('vn', 3);
  const colors = growingFloats();
  const lists = [vertices, uvs, normals];
  do {
    if (!lineGoesOn(text)) continue;
    const [first, second, third] = [bytes[text.at], bytes[text.at + 1], bytes[text.at + 2]];
    if (first === V && isGap(second)) readVertex(text, vertices.values, colors);
    else if (first === V && second === T && isGap(third)) readPair(text, uvs.values);
    else if (first === V && second === N && isGap(third)) readTriple(text, normals.values);
    else if (first === F && isGap(second)) readFace(text, lists);
    else while (lineGoesOn(text)) skipWord(text);
  } while (nextLine(text));
  if (vertices.values.length === 0) {
    throw new VolumetricError('bad-file', `decodeObj: file must have vertices, got none in ${bytes.length} bytes`);
  }
  for (const { name, width, values, highest, place } of lists) {
    if (highest >= values.length / width) {
      throw badIndex(text, place, name, values.length / width);
    }
  }
  return {
    positions: taken(vertices.values),
    colors: colors.length === vertices.values.length ? taken(colors) : undefined,
    uvs: taken(uvs.values),
    normals: taken(normals.values),
    corners: taken(vertices.corners),
    uvCorners: uvs.whole ? taken(uvs.corners) : undefined,
    normalCorners: normals.whole ? taken(normals.corners) : undefined,
  };
}

const isGap = (byte: number | undefined): boolean =>
  byte === SPACE || byte === TAB || byte === undefined || byte < SPACE;

/** The next number of a statement, finite in single precision. */
function finite(text: TextReader): number {
  const start = text.at;
  const value = readNumber(text);
  if (Number.isFinite(Math.fround(value))) return value;
  throw badLine(text, start, `must be finite numbers, got '${wordAt(text, start)}'`);
}

/** The numbers to the line's end into `ROW`, and how many there are. */
function readRow(text: TextReader): number {
  const start = text.at;
  skipWord(text);
  let count = 0;
  while (lineGoesOn(text)) {
    if (count === 64) throw badLine(text, start, 'v, vt and vn must have a few numbers, got more than 64');
    ROW[count++] = finite(text);
  }
  return count;
}

const ROW = new Float64Array(64);

function wrongCount(text: TextReader, start: number, what: string, count: number): VolumetricError {
  return badLine(text, start, `${what}, got ${count} numbers`);
}

function readVertex(text: TextReader, positions: Growing<Float32Array>, colors: Growing<Float32Array>): void {
  const start = text.at;
  const count = readRow(text);
  if (count < 3) throw wrongCount(text, start, 'v must have x y z', count);
  push3(positions, ROW[0]!, ROW[1]!, ROW[2]!);
  if (count < 6) return;
  const [red, green, blue] = [srgbToLinear(ROW[3]!), srgbToLinear(ROW[4]!), srgbToLinear(ROW[5]!)];
  // Colours near the largest number there is are none.
  if (!Number.isFinite(Math.fround(Math.abs(red) + Math.abs(green) + Math.abs(blue)))) {
    throw badLine(text, start, 'v must have colours that are finite in linear light, got too large a number');
  }
  push3(colors, red, green, blue);
}

function readTriple(text: TextReader, normals: Growing<Float32Array>): void {
  const start = text.at;
  const count = readRow(text);
  if (count !== 3) throw wrongCount(text, start, 'vn must have x y z', count);
  push3(normals, ROW[0]!, ROW[1]!, ROW[2]!);
}

function readPair(text: TextReader, uvs: Growing<Float32Array>): void {
  const start = text.at;
  const count = readRow(text);
  if (count < 1 || count > 3) throw wrongCount(text, start, 'vt must have u, u v or u v w', count);
  makeRoom(uvs, 2);
  uvs.data[uvs.length++] = ROW[0]!;
  uvs.data[uvs.length++] = count === 1 ? 0 : ROW[1]!;
}

/** A polygon's corners, cut into a fan from the first. */
function readFace(text: TextReader, lists: readonly List[]): void {
  const { bytes } = text;
  const start = text.at++;
  let count = 0;
  while (lineGoesOn(text)) {
    const word = text.at;
    for (let which = 0; which < 3; which++) {
      const of = lists[which]!;
      if (which > 0) {
        if (bytes[text.at] === SLASH) text.at++;
        else {
          of.whole = false;
          continue;
        }
        if (bytes[text.at] === SLASH || isGap(bytes[text.at])) {
          of.whole = false;
          continue;
        }
      }
      CORNER[which] = numberOf(text, of, word);
    }
    if (!isGap(bytes[text.at]) && lineHasMore(text)) throw badCorner(text, word);
    addCorner(lists, count++);
  }
  if (count < 3) throw badLine(text, start, `f must have three corners, got ${count}`);
}

const lineHasMore = (text: TextReader): boolean => {
  const before = text.at;
  return lineGoesOn(text) && text.at === before;
};

/** Numbers of the corner that is being read, of the first one and of the last one of its face. */
const CORNER = new Float64Array(3);
const FIRST = new Float64Array(3);
const LAST = new Float64Array(3);

function addCorner(lists: readonly List[], count: number): void {
  for (let which = 0; which < 3; which++) {
    const { corners, whole } = lists[which]!;
    const corner = CORNER[which]!;
    if (count === 0) FIRST[which] = corner;
    else if (count > 1 && whole) push3(corners, FIRST[which]!, LAST[which]!, corner);
    LAST[which] = corner;
  }
}

const badCorner = (text: TextReader, word: number): VolumetricError =>
  badLine(text, word, `f must have corners such as 1, 1/2, 1//3 or 1/2/3, got '${wordAt(text, word)}'`);

function badIndex(text: TextReader, word: number, name: string, count: number): VolumetricError {
  const range = `1 to ${count} or −${count} to −1`;
  return badLine(text, word, `index must be ${range}, as there are ${count} ${name}, got '${wordAt(text, word)}'`);
}

/** What is counted from 1, or backwards from −1, counted from 0. */
function numberOf(text: TextReader, of: List, word: number): number {
  const given = readWhole(text);
  if (Number.isNaN(given)) throw badCorner(text, word);
  const count = of.values.length / of.width;
  const at = given < 0 ? count + given : given - 1;
  if (at < 0 || at > 0xfffffffe) throw badIndex(text, word, of.name, count);
  if (at > of.highest) {
    of.highest = at;
    of.place = word;
  }
  return at;
}
