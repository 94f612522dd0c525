// The bytes of an .stl file, binary or ASCII, to a mesh.
import { check, type TriangleMesh, VolumetricError } from '@vrn/voxel';
import { weld as welded } from '../../edit/weld.js';
import { growingFloats, push3, taken } from '../text/growing.js';
import {
  badLine,
  nextLine,
  readNumber,
  skipWord,
  type TextReader,
  textGoesOn,
  textReader,
  wordAt,
  wordIs,
} from '../text/textReader.js';
import { STL_HEADER, STL_TRIANGLE } from './encodeStl.js';

export interface DecodeStlOptions {
  /** Whether corners at one place become one vertex. */
  readonly weld?: boolean;
}

export const DECODE_STL_DEFAULTS = { weld: true } as const;

/**
 * The mesh in an `.stl` file, binary or ASCII. Corners at one place become one vertex, in the order of their first use, and
 * triangles that have two corners at one place are left out; with `weld` false every triangle stays, with corners of its own.
 * What the file says about normals and colours is left out.
 *
 * @throws {VolumetricError} `bad-file`, naming the byte or line; `bad-argument`
 * Cost: O(bytes).
 */
export function decodeStl(bytes: Uint8Array, options: DecodeStlOptions = {}): TriangleMesh {
  const { weld } = { ...DECODE_STL_DEFAULTS, ...options };
  check(typeof weld === 'boolean', 'bad-argument', () => `decodeStl: weld must be true or false, got ${weld}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.length >= STL_HEADER + 4 ? view.getUint32(STL_HEADER, true) : -1;
  // Some binary files begin with "solid" too: the length tells.
  const binary = count >= 0 && bytes.length === STL_HEADER + 4 + STL_TRIANGLE * count;
  const positions = binary ? readBinary(view, count) : readAscii(bytes, count);
  const indices = new Uint32Array(positions.length / 3);
  for (let corner = 0; corner < indices.length; corner++) indices[corner] = corner;
  return weld ? welded({ positions, indices }) : { positions, indices };
}

function readBinary(view: DataView, count: number): Float32Array {
  const positions = new Float32Array(9 * count);
  for (let face = 0, to = 0; face < count; face++) {
    const start = STL_HEADER + 4 + STL_TRIANGLE * face + 12;
    for (let byte = start; byte < start + 36; byte += 4) {
      const value = view.getFloat32(byte, true);
      if (!Number.isFinite(value)) {
        throw new VolumetricError('bad-file', `decodeStl: byte ${byte}: must be a finite number, got ${value}`);
      }
      positions[to++] = value;
    }
  }
  return positions;
}

function readAscii(bytes: Uint8Array, count: number): Float32Array {
  const text = textReader(bytes, 'decodeStl');
  if (!textGoesOn(text) || !wordIs(text, 'solid')) {
    const wanted = count < 0 ? STL_HEADER + 4 : STL_HEADER + 4 + STL_TRIANGLE * count;
    const what = `file must begin with solid, or have ${wanted} bytes, got ${bytes.length}`;
    throw new VolumetricError('bad-file', `decodeStl: ${what}`);
  }
  // A name of any words may follow.
  nextLine(text);
  const positions = growingFloats();
  let inLoop = 0;
  let ended = false;
  while (textGoesOn(text)) {
    const start = text.at;
    if (wordIs(text, 'vertex')) {
      push3(positions, coordinate(text), coordinate(text), coordinate(text));
      inLoop++;
    } else if (wordIs(text, 'endloop')) {
      if (inLoop !== 3) throw badLine(text, start, `facet must have three vertices, got ${inLoop}`);
      inLoop = 0;
    } else if (wordIs(text, 'endsolid')) {
      ended = true;
      nextLine(text);
    } else if (wordIs(text, 'solid')) {
      ended = false;
      nextLine(text);
    } else if (bytes[start] === HASH) nextLine(text);
    else skipWord(text);
  }
  if (!ended || inLoop !== 0) {
    throw badLine(text, text.at, `file must go on to endsolid, got ${positions.length / 3} vertices: it is cut short`);
  }
  return taken(positions);
}

const HASH = 35;

function coordinate(text: TextReader): number {
  textGoesOn(text);
  const start = text.at;
  const value = readNumber(text);
  if (Number.isFinite(Math.fround(value))) return value;
  throw badLine(text, start, `vertex must have three finite numbers, got '${wordAt(text, start)}'`);
}
