// The header of a .ply file: its format, and elements with their properties.
import { check } from '@vrn/voxel';

/** Bytes of a number, by its type. */
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

/** Types by their older names. */
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
  /** Of a list: the type of its length. */
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
  /** The byte behind it. */
  readonly end: number;
}

/** A header is longer than this in no file that is one. */
const LONGEST = 1 << 20;

const [NEWLINE, RETURN] = [10, 13];

/** Lines end as the first one does: in a line feed, with or without a carriage return, or in a carriage return alone. */
export function readPlyHeader(bytes: Uint8Array): PlyHeader {
  const ends = bytes[3] === RETURN && bytes[4] !== NEWLINE ? RETURN : NEWLINE;
  const elements: PlyElement[] = [];
  let format: PlyHeader['format'] | undefined;
  let start = 0;
  for (let number = 1; ; number++) {
    const end = bytes.subarray(0, LONGEST).indexOf(ends, start);
    const line = end === -1 ? '' : new TextDecoder('latin1').decode(bytes.subarray(start, end)).trim();
    const fail = (what: string) => () => `decodePly: line ${number}: ${what}, got '${line.slice(0, 80)}'`;
    check(number > 1 || line === 'ply', 'bad-file', () => {
      return `decodePly: file must begin with ply and a header, got ${bytes.length} bytes of something else`;
    });
    check(end !== -1, 'bad-file', () => `decodePly: line ${number}: header must go on to end_header: it is cut short`);
    start = end + 1;
    const [keyword, ...rest] = line.split(/\s+/);
    if (keyword === 'end_header') break;
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
      check(
        property !== undefined && elements.length > 0,
        'bad-file',
        fail('property must have a known type and a name'),
      );
      elements.at(-1)!.properties.push(property);
    } else {
      const said = ['ply', 'comment', 'obj_info', ''].includes(keyword ?? '');
      check(said, 'bad-file', fail('header must have format, comment, element, property or end_header'));
    }
  }
  check(format !== undefined, 'bad-file', () => 'decodePly: header must name the format, got none');
  return { format, elements, end: start };
}

function propertyOf(words: readonly string[]): PlyProperty | undefined {
  const list = words[0] === 'list';
  const [length, type] = list ? [typeOf(words[1]), typeOf(words[2])] : [undefined, typeOf(words[0])];
  const name = words[list ? 3 : 1];
  if (name === undefined || type === undefined || (list && length === undefined)) return undefined;
  return { name, type, ...(length && { length }) };
}

function typeOf(name = ''): PlyType | undefined {
  if (Object.hasOwn(OLDER, name)) return OLDER[name];
  return Object.hasOwn(PLY_BYTES, name) ? (name as PlyType) : undefined;
}
