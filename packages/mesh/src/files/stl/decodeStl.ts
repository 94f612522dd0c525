// Reads the bytes of an .stl file, binary or ASCII, as a mesh.
import { VolumetricError } from '@vrn/voxel';
import { type Bytes, check, checkOptions, defined, toBytes } from '@vrn/voxel/internal';
import { allFinite } from '../../edit/allFinite.js';
import { weld as welded } from '../../edit/weld.js';
import { triangulate } from '../polygons/triangulate.js';
import { growingFloats, growingIntegers, push, push3, taken } from '../text/growing.js';
import { checkOrigin, type Origin, warnOfLoss } from '../text/precision.js';
import {
  badLine,
  lineGoesOn,
  lineOf,
  nextLine,
  readNumber,
  skipWord,
  type TextReader,
  textGoesOn,
  textReader,
  wordAt,
  wordIs,
} from '../text/textReader.js';
import { type DecodedMesh, type Warnings, warningList } from '../text/warnings.js';
import { STL_HEADER, STL_TRIANGLE } from './encodeStl.js';

export interface DecodeStlOptions {
  /** Whether to merge coincident corners into one vertex. */
  readonly weld?: boolean;
  /** Subtracted from all positions, in double precision: for coordinates far from the origin, such as UTM. */
  readonly origin?: Origin;
}

export const DECODE_STL_DEFAULTS = { weld: true, origin: [0, 0, 0] } as const satisfies DecodeStlOptions;

/** Triangle count in files of programs that write the header before they know the number of triangles. */
const UNKNOWN_COUNT = 0xffffffff;

/**
 * Reads an `.stl` file, binary or ASCII. Coincident corners are merged into one vertex, in the order of their first
 * use, and triangles with two coincident corners are removed; with `weld` false every triangle is kept, with its own
 * corners. The file's normals and colours are ignored. Facets of more than three corners are triangulated; those of
 * fewer are left out with a warning.
 *
 * If the triangle count of a binary file is unknown (2³² − 1, or 0 although triangles follow), it is derived from the
 * file's length, with a warning. Bytes after the last declared triangle are ignored, with a warning.
 *
 * @param file            the file's bytes
 * @param options.weld    default true
 * @param options.origin  `[x, y, z]` in the file's unit, default `[0, 0, 0]`; a warning proposes another if rounding
 *   to single precision moves positions noticeably
 * @returns  the mesh, and `warnings`: one sentence for each kind of content that was not read as written
 * @throws {VolumetricError} `bad-file`, naming the byte or line where one is at fault; `bad-argument`
 * Cost: O(bytes); about O(n log n) for a concave facet of n corners.
 *
 * @example
 * const facet = 'facet normal 0 0 1 outer loop vertex 0 0 0 vertex 1 0 0 vertex 0 1 0 endloop endfacet';
 * decodeStl(new TextEncoder().encode(`solid a ${facet} ${facet} endsolid a`)).indices; // → [0, 1, 2, 0, 1, 2]
 */
export function decodeStl(file: Bytes, options: DecodeStlOptions = {}): DecodedMesh {
  const bytes = toBytes('decodeStl', file);
  checkOptions('decodeStl', options, DECODE_STL_DEFAULTS);
  const { weld, origin: given } = { ...DECODE_STL_DEFAULTS, ...defined(options) };
  check(typeof weld === 'boolean', 'bad-argument', () => `decodeStl: weld must be true or false, got ${weld}`);
  const origin = checkOrigin('decodeStl', given);
  const warnings = warningList();
  const count = countOf(bytes, warnings);
  const positions = count === undefined ? readAscii(bytes, origin, warnings) : readBinary(bytes, count, origin);
  const indices = new Uint32Array(positions.length / 3);
  for (let corner = 0; corner < indices.length; corner++) indices[corner] = corner;
  const mesh = weld ? welded({ positions, indices }) : { positions, indices };
  return { ...mesh, warnings: warnings.list() };
}

/** Returns the number of triangles of a binary file; undefined for text, and for binary files that are cut short. */
function countOf(bytes: Uint8Array, warnings: Warnings): number | undefined {
  const rest = bytes.length - STL_HEADER - 4;
  if (rest < 0) return undefined;
  const declared = new DataView(bytes.buffer, bytes.byteOffset).getUint32(STL_HEADER, true);
  const fits = Math.floor(rest / STL_TRIANGLE);
  if ((declared === 0 && fits > 0) || declared === UNKNOWN_COUNT) {
    warnings.add(`the header's triangle count was ${declared}: ${fits} were read, as the file's length requires`);
    return fits;
  }
  // Text, read as a count, gives more than 100 million triangles, more than the file can hold. The word "solid" does
  // not decide, since some binary files begin with it too.
  if (declared > fits) return undefined;
  const more = rest - STL_TRIANGLE * declared;
  if (more > 0) warnings.add(`${more} bytes after the last triangle were ignored`);
  return declared;
}

function readBinary(bytes: Uint8Array, count: number, [x, y, z]: Origin): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const positions = new Float32Array(9 * count);
  const first = STL_HEADER + 4 + 12;
  for (let to = 0, at = first; to < positions.length; to += 9, at += STL_TRIANGLE) {
    positions[to] = view.getFloat32(at, true);
    positions[to + 1] = view.getFloat32(at + 4, true);
    positions[to + 2] = view.getFloat32(at + 8, true);
    positions[to + 3] = view.getFloat32(at + 12, true);
    positions[to + 4] = view.getFloat32(at + 16, true);
    positions[to + 5] = view.getFloat32(at + 20, true);
    positions[to + 6] = view.getFloat32(at + 24, true);
    positions[to + 7] = view.getFloat32(at + 28, true);
    positions[to + 8] = view.getFloat32(at + 32, true);
  }
  if (x !== 0 || y !== 0 || z !== 0) {
    for (let i = 0; i < positions.length; i += 3) {
      positions[i]! -= x;
      positions[i + 1]! -= y;
      positions[i + 2]! -= z;
    }
  }
  if (!allFinite(positions)) {
    const bad = positions.findIndex((value) => !Number.isFinite(value));
    const byte = first + STL_TRIANGLE * Math.floor(bad / 9) + 4 * (bad % 9);
    const value = view.getFloat32(byte, true);
    throw new VolumetricError('bad-file', `decodeStl: byte ${byte}: must be a finite number, got ${value}`);
  }
  return positions;
}

function readAscii(bytes: Uint8Array, [x, y, z]: Origin, warnings: Warnings): Float32Array {
  const text = textReader(bytes, 'decodeStl');
  if (!textGoesOn(text) || !wordIs(text, 'solid')) {
    const rest = bytes.length - STL_HEADER - 4;
    const count = rest < 0 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(STL_HEADER, true);
    const expected = STL_HEADER + 4 + STL_TRIANGLE * count;
    const problem = `file must begin with solid, or have ${expected} bytes, got ${bytes.length}`;
    throw new VolumetricError('bad-file', `decodeStl: ${problem}`);
  }
  skipName(text);
  const positions = growingFloats();
  /** First corner of each facet with at least three corners. */
  const starts = growingIntegers();
  let inLoop = 0;
  let ended = false;
  while (textGoesOn(text)) {
    const start = text.at;
    if (wordIs(text, 'vertex')) {
      push3(positions, coordinate(text, x), coordinate(text, y), coordinate(text, z));
      inLoop++;
    } else if (wordIs(text, 'endloop')) {
      if (inLoop >= 3) push(starts, positions.length / 3 - inLoop);
      else {
        positions.length -= 3 * inLoop;
        warnings.add('facets of fewer than three corners were left out', () => `line ${lineOf(text, start)}`);
      }
      inLoop = 0;
    } else if (wordIs(text, 'endsolid')) {
      ended = true;
      skipName(text);
    } else if (wordIs(text, 'solid')) {
      ended = false;
      skipName(text);
    } else if (bytes[start] === HASH) nextLine(text);
    else skipWord(text);
  }
  if (!ended || inLoop !== 0) {
    throw badLine(
      text,
      text.at,
      `file must end in endsolid, got a file cut short after ${positions.length / 3} vertices`,
    );
  }
  const corners = taken(positions);
  warnOfLoss(corners, warnings);
  return triangles(corners, taken(starts), warnings);
}

const HASH = 35;

/** Skips the name of a solid: up to the line's end, or to a facet, `endsolid` or `solid` on the same line. */
function skipName(text: TextReader): void {
  while (lineGoesOn(text)) {
    const { at } = text;
    const isFacet = wordIs(text, 'facet') && textGoesOn(text) && wordIs(text, 'normal');
    if (isFacet && lineGoesOn(text) && !Number.isNaN(readNumber(text))) {
      text.at = at;
      return;
    }
    text.at = at;
    if (wordIs(text, 'endsolid') || wordIs(text, 'solid')) {
      text.at = at;
      return;
    }
    skipWord(text);
    if (text.at === at) text.at++;
  }
  nextLine(text);
}

function coordinate(text: TextReader, offset: number): number {
  textGoesOn(text);
  const start = text.at;
  const value = readNumber(text);
  if (Number.isFinite(Math.fround(value - offset))) return value - offset;
  throw badLine(text, start, `vertex must have three finite numbers, got '${wordAt(text, start)}'`);
}

/** Returns the corner positions of all triangles, `[9F]`. Facets of more than three corners are triangulated. */
function triangles(positions: Float32Array, starts: Uint32Array, warnings: Warnings): Float32Array {
  if (positions.length === 9 * starts.length) return positions;
  const count = positions.length / 3;
  const corners = Uint32Array.from({ length: count }, (_, corner) => corner);
  const ends = new Uint32Array(starts.length + 1);
  ends.set(starts);
  ends[starts.length] = count;
  const places = triangulate({ positions, corners, starts: ends }, { warnings });
  const out = new Float32Array(3 * places.length);
  for (let i = 0; i < out.length; i++) out[i] = positions[3 * places[Math.floor(i / 3)]! + (i % 3)]!;
  return out;
}
