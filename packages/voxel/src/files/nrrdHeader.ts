// Reads the header of NRRD files.

import { check, VolumetricError } from '../core/errors.js';
import { startOfText } from './fileKind.js';
import { NUMBER_FORMATS, type NumberFormat } from './numbers/numberFormat.js';
import { parseDecimal } from './numbers/parseDecimal.js';
import { oneLine } from './oneLine.js';

export interface NrrdHeader {
  readonly format: NumberFormat;
  readonly encoding: 'raw' | 'gzip' | 'text';
  /** Whether multi-byte numbers are little-endian. */
  readonly little: boolean;
  /** Lengths of the axes, first axis fastest. */
  readonly sizes: readonly number[];
  /** Offset of the data in bytes. */
  readonly start: number;
  /** All fields, by their names in lower case without spaces (`spacedirections`). */
  readonly fields: ReadonlyMap<string, string>;
  /** Keys and values of the lines `key:=value`. */
  readonly keyValues: ReadonlyMap<string, string>;
  /** Lines that violate the format and were read nevertheless. */
  readonly warnings: readonly string[];
}

/**
 * Maximum length of a header: files of diffusion images and of segmentations have hundreds of lines of `key:=value`.
 */
const LONGEST_HEADER = 1 << 20;
/** Maximum number of axes: NRRD's own limit. */
const MAX_AXES = 16;

const types = (format: NumberFormat, names: string) => names.split('|').map((name) => [name, format] as const);
const TYPES: ReadonlyMap<string, NumberFormat> = /* @__PURE__ */ (() =>
  new Map([
    ...types('i1', 'signed char|int8|int8_t'),
    ...types('u1', 'uchar|unsigned char|uint8|uint8_t'),
    ...types('i2', 'short|short int|signed short|signed short int|int16|int16_t'),
    ...types('u2', 'ushort|unsigned short|unsigned short int|uint16|uint16_t'),
    ...types('i4', 'int|signed int|int32|int32_t'),
    ...types('u4', 'uint|unsigned int|uint32|uint32_t'),
    ...types('i8', 'longlong|long long|long long int|signed long long|signed long long int|int64|int64_t'),
    ...types('u8', 'ulonglong|unsigned long long|unsigned long long int|uint64|uint64_t'),
    ...types('f4', 'float'),
    ...types('f8', 'double'),
  ]))();

const ENCODINGS: ReadonlyMap<string, NrrdHeader['encoding']> = /* @__PURE__ */ new Map([
  ['raw', 'raw'],
  ['gz', 'gzip'],
  ['gzip', 'gzip'],
  ['txt', 'text'],
  ['text', 'text'],
  ['ascii', 'text'],
] as const);

/**
 * Reads the header of a file with attached data, up to the blank line.
 *
 * @throws {VolumetricError} `bad-file`, naming the line or the field
 * Cost: O(length of the header).
 */
export function parseNrrdHeader(bytes: Uint8Array): NrrdHeader {
  const text = new TextDecoder('latin1').decode(bytes.subarray(startOfText(bytes), LONGEST_HEADER));
  const warnings: string[] = [];
  check(/^NRRD000[1-5][ \t]*\r?\n/.test(text), 'bad-file', () => {
    return `decodeNrrd: line 1 must be NRRD0001 to NRRD0005, got '${oneLine(text.slice(0, 40).split('\n', 1)[0])}'`;
  });
  const fields = new Map<string, string>();
  const keyValues = new Map<string, string>();
  let start = text.indexOf('\n') + 1;
  for (let number = 2; ; number++) {
    const end = text.indexOf('\n', start);
    check(end >= 0, 'bad-file', () => {
      return `decodeNrrd: header must end with a blank line before the data, got none in ${text.length} bytes${detached(fields)}`;
    });
    const line = text.slice(start, end).trim();
    start = end + 1;
    if (line === '') break;
    if (line.startsWith('#')) continue;
    const [at, isKey, isTight] = split(line);
    if (isTight) warnings.push(`line ${number} has no blank after the colon`);
    check(at > 0, 'bad-file', () => {
      return `decodeNrrd: line ${number} must be 'field: value' or 'key:=value', got '${oneLine(line.slice(0, 80))}'`;
    });
    const name = isKey ? line.slice(0, at) : line.slice(0, at).replaceAll(' ', '').toLowerCase();
    const into = isKey ? keyValues : fields;
    check(isKey || !into.has(name), 'bad-file', () => {
      return `decodeNrrd: header must have field ${name} once, got it again in line ${number}`;
    });
    into.set(name, line.slice(at + (isTight ? 1 : 2)).trim());
  }
  check(!fields.has('datafile'), 'bad-file', () => {
    return `decodeNrrd: data must be in the file itself, got a header alone${detached(fields)}`;
  });
  return { ...readFields(fields), start: start + startOfText(bytes), fields, keyValues, warnings };
}

const detached = (fields: ReadonlyMap<string, string>): string =>
  fields.has('datafile') ? ` (its data are in '${oneLine(fields.get('datafile')!.slice(0, 80))}')` : '';

/**
 * Finds where the name ends and what kind of line it is: by the first `: `, `:=` or colon at the end of the line, or
 * else by the first bare colon (`isTight`). `at` is −1 without a colon.
 */
function split(line: string): [at: number, isKey: boolean, isTight: boolean] {
  for (let at = line.indexOf(':'); at >= 0; at = line.indexOf(':', at + 1)) {
    if (line[at + 1] === '=') return [at, true, false];
    if (line[at + 1] === ' ' || at + 1 === line.length) return [at, false, false];
  }
  return [line.indexOf(':'), false, line.includes(':')];
}

function readFields(
  fields: ReadonlyMap<string, string>,
): Omit<NrrdHeader, 'start' | 'fields' | 'keyValues' | 'warnings'> {
  const field = (name: string): string => {
    const value = fields.get(name);
    if (value === undefined) throw new VolumetricError('bad-file', `decodeNrrd: header must have field ${name}`);
    return value;
  };
  const format = TYPES.get(field('type').toLowerCase());
  check(format !== undefined, 'bad-file', () => {
    return `decodeNrrd: type must be an integer of 8 to 64 bits, float or double, got '${oneLine(field('type').slice(0, 80))}'`;
  });
  const encoding = ENCODINGS.get(field('encoding').toLowerCase());
  check(encoding !== undefined, 'bad-file', () => {
    return `decodeNrrd: encoding must be raw, gzip or text, got '${oneLine(field('encoding').slice(0, 80))}'`;
  });
  const dimension = parseDecimal(field('dimension'));
  check(Number.isInteger(dimension) && dimension >= 1 && dimension <= MAX_AXES, 'bad-file', () => {
    return `decodeNrrd: dimension must be 1 to ${MAX_AXES}, got '${oneLine(field('dimension').slice(0, 80))}'`;
  });
  const sizes = field('sizes')
    .split(/[ \t]+/)
    .map(parseDecimal);
  check(sizes.length === dimension && sizes.every((n) => Number.isSafeInteger(n) && n > 0), 'bad-file', () => {
    return `decodeNrrd: sizes must be ${dimension} positive integers, got '${oneLine(field('sizes').slice(0, 80))}'`;
  });
  const isOrdered = NUMBER_FORMATS[format] > 1 && encoding !== 'text';
  const endian = isOrdered ? field('endian').toLowerCase() : 'little';
  check(endian === 'little' || endian === 'big', 'bad-file', () => {
    return `decodeNrrd: endian must be little or big, got '${oneLine(endian.slice(0, 80))}'`;
  });
  // Skips are for data in another file, which may begin with a header of its own. A byte skip of −1 ("the data are at
  // the end of the file"), which the format allows for raw data only, has no effect on attached data.
  for (const [name, harmless] of [
    ['lineskip', ['0']],
    ['byteskip', encoding === 'raw' ? ['0', '-1'] : ['0']],
  ] as const) {
    const skip = fields.get(name) ?? '0';
    check(
      harmless.some((each) => each === skip),
      'bad-file',
      () => {
        return `decodeNrrd: ${name} must be 0 where header and data are one file, got '${oneLine(skip.slice(0, 80))}'`;
      },
    );
  }
  return { format, encoding, little: endian === 'little', sizes };
}
