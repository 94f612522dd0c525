// Parses the header of a .ply file: its format, and its elements with their properties.
import { check, nearestName, oneLine } from '@vrn/voxel/internal';
import { checkUtf8 } from '../text/textReader.js';
import type { Warnings } from '../text/warnings.js';

/** Size of each type in bytes. */
export const PLY_BYTES = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  float64: 8,
} as const;

export type PlyType = keyof typeof PLY_BYTES;

/** Types by their older names (before 2000), which most programs write. */
const OLDER: Readonly<Record<string, PlyType>> = {
  char: 'int8',
  uchar: 'uint8',
  short: 'int16',
  ushort: 'uint16',
  int: 'int32',
  uint: 'uint32',
  float: 'float32',
  double: 'float64',
};

export const PLY_FORMATS = ['ascii', 'binary_little_endian', 'binary_big_endian'] as const;

export interface PlyProperty {
  readonly name: string;
  readonly type: PlyType;
  /** For a list: the type of its length. */
  readonly length?: PlyType;
}

export interface PlyElement {
  readonly name: string;
  readonly count: number;
  readonly properties: PlyProperty[];
}

export interface PlyHeader {
  readonly format: (typeof PLY_FORMATS)[number];
  readonly elements: readonly PlyElement[];
  /** Offset of the first byte after the header. */
  readonly end: number;
}

/** Maximum length of a header in bytes; real headers are far shorter. */
const MAX_HEADER = 1 << 20;

const KEYWORDS = ['format', 'comment', 'obj_info', 'element', 'property', 'end_header'];

const [NEWLINE, RETURN] = [10, 13];

/**
 * Parses the header. All lines end like the first one: in a line feed, with or without a carriage return, or in a
 * carriage return alone. Lines of an unknown kind are skipped with a warning, or rejected if their first word resembles
 * a keyword.
 *
 * @throws {VolumetricError} `bad-file`, naming the line where one is at fault
 */
export function readPlyHeader(bytes: Uint8Array, warnings: Warnings): PlyHeader {
  checkUtf8(bytes, 'decodePly');
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const header = bytes.subarray(0, MAX_HEADER);
  const ends = endOfLines(header);
  const elements: PlyElement[] = [];
  let format: PlyHeader['format'] | undefined;
  for (let number = 1; ; number++) {
    const end = header.indexOf(ends, start);
    const line = end === -1 ? '' : new TextDecoder('latin1').decode(bytes.subarray(start, end)).trim();
    const fail = (problem: string) => () =>
      `decodePly: line ${number}: ${problem}, got '${oneLine(line.slice(0, 80))}'`;
    check(number > 1 || line.toLowerCase() === 'ply', 'bad-file', () => {
      return `decodePly: file must begin with a ply header, got ${bytes.length} bytes without one`;
    });
    check(
      end !== -1,
      'bad-file',
      () => `decodePly: line ${number}: header must end in end_header, got a file that is cut short`,
    );
    start = end + 1;
    const [keyword = '', ...rest] = line.split(/\s+/);
    if (keyword === 'end_header') break;
    if (number === 1 || ['', 'comment', 'obj_info'].includes(keyword)) continue;
    if (keyword === 'format') {
      const known = PLY_FORMATS.find((each) => each === rest[0]);
      check(known !== undefined, 'bad-file', fail(`format must be ${PLY_FORMATS.join(' or ')}`));
      format = known;
    } else if (keyword === 'element') {
      const count = Number(rest[1]);
      const good = rest.length === 2 && /^\d+$/.test(rest[1]!) && Number.isSafeInteger(count);
      check(good, 'bad-file', fail('element must have a name and a count'));
      elements.push({ name: rest[0]!, count, properties: [] });
    } else if (keyword === 'property') {
      const property = propertyOf(rest);
      const good = property !== undefined && elements.length > 0;
      check(good, 'bad-file', fail('property must have a known type and a name'));
      elements.at(-1)!.properties.push(property);
    } else {
      const meant = nearestName(keyword, KEYWORDS);
      const isKnown = meant !== undefined || KEYWORDS.some((each) => keyword.startsWith(each));
      check(!isKnown, 'bad-file', fail(`header must have ${KEYWORDS.join(', ')}`));
      warnings.add('header lines of an unknown kind were skipped', () => `line ${number}`);
    }
  }
  check(format !== undefined, 'bad-file', () => 'decodePly: header must name the format, got none');
  return { format, elements, end: start };
}

/** Returns the byte that ends lines. */
function endOfLines(header: Uint8Array): number {
  const first = header.findIndex((byte) => byte === NEWLINE || byte === RETURN);
  return header[first] === RETURN && header[first + 1] !== NEWLINE ? RETURN : NEWLINE;
}

function propertyOf(words: readonly string[]): PlyProperty | undefined {
  const list = words[0] === 'list';
  const [length, type] = list ? [typeOf(words[1]), typeOf(words[2])] : [undefined, typeOf(words[0])];
  const name = words[list ? 3 : 1];
  if (name === undefined || type === undefined || (list && length === undefined)) return undefined;
  return { name, type, ...(length && { length }) };
}

function typeOf(given = ''): PlyType | undefined {
  const name = given.toLowerCase();
  if (Object.hasOwn(OLDER, name)) return OLDER[name];
  return Object.hasOwn(PLY_BYTES, name) ? (name as PlyType) : undefined;
}
