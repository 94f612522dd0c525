// NRRD files, "nearly raw raster data": volumes as medicine and science exchange them.

import { type Bytes, toBytes } from '../core/bytes.js';
import { check } from '../core/errors.js';
import { gather } from '../core/gather.js';
import type { Grid } from '../core/grid.js';
import { type Packed, packed, type VolumeData } from '../core/volume.js';
import { checkElements, refuseUtf16, trailing } from './fileKind.js';
import { gunzip } from './gzip/gunzip.js';
import { nrrdGrid } from './nrrdGrid.js';
import { parseNrrdHeader } from './nrrdHeader.js';
import { decodeNumbers } from './numbers/decodeNumbers.js';
import { NUMBER_FORMATS, type NumberFormat } from './numbers/numberFormat.js';
import { parseDecimal } from './numbers/parseDecimal.js';

export interface NrrdFile {
  /** With a grid `[rows, columns, slices]`; without one the file's axes in reverse. */
  readonly volume: Packed;
  /** Where the volume stands: in the coordinates of the file's space, or in rotated ones where there is a `matrix`. */
  readonly grid?: Grid;
  /** Of oblique files: takes a mesh in the grid's coordinates to the file's space, by `transformMesh`. Columns first. */
  readonly matrix?: readonly number[];
  /** All fields of the header, under their names in small letters without blanks: `spacedirections`. */
  readonly fields: ReadonlyMap<string, string>;
  /** What stands in lines `key:=value`. */
  readonly keyValues: ReadonlyMap<string, string>;
  /** What in the file was left out, or read although it breaks the format. */
  readonly warnings: readonly string[];
}

/**
 * The volume in a NRRD file with its data attached: encodings raw, gzip and text; all integers and floats, either byte order.
 *
 * A file of three axes is turned into a volume as everywhere here: the axis along x becomes the columns, that along y the
 * rows, from the largest y on, that along z the slices, from the largest z on. `space directions` say which axis runs along
 * which, up or down, and `space origin` is the centre of the first sample, (0, 0, 0) if not said. Without them the first axis
 * is x, the second y, the third z, stepping by `spacings` (1 if not said) from `axis mins` on. The grid has the file's own
 * coordinates, whatever they are called: a patient's left-posterior-superior has z upwards, a left-handed space stays so.
 *
 * There is no grid where axes are not three, or not of space (channels, time). Then
 * nothing is moved: the first axis of the file, its fastest, is the last one of the result. Where axes are not along the
 * space's (oblique scans), the grid keeps the spacing and the centre, along the nearest axes, and `matrix` turns it to its place.
 *
 * `uchar` comes as `Uint8Array`, all else as `Float32Array`: exactly for integers up to 2²⁴ and floats, else rounded.
 *
 * @throws {VolumetricError} `bad-file`, naming the line, the field or the byte: also for headers whose data are in another
 *   file, `hex`, `bzip2` and blocks. Nothing is allocated before the promised size has been compared with the file's, and gzip
 *   is unfolded no further than that.
 * Cost: O(samples).
 *
 * @example
 * const { volume, grid } = await decodeNrrd(await readFile('head.nrrd'));
 * marchingCubes(volume, { level: 300, grid });
 *
 * Source: "Definition of NRRD File Format", teem.sourceforge.net/nrrd/format.html. No library: the one on npm, nrrd-js 0.2, reads
 * no gzip and leaves places to its caller; the header is text, and gzip is in the platform.
 */
export async function decodeNrrd(file: Bytes): Promise<NrrdFile> {
  const bytes = toBytes('decodeNrrd', file);
  refuseUtf16('decodeNrrd', bytes);
  const header = parseNrrdHeader(bytes);
  const { format, encoding, little, sizes, start, fields, keyValues } = header;
  const warnings = [...header.warnings];
  const warn = (warning: string) => void warnings.push(warning);
  const place = nrrdGrid(header, warn);
  const size = sizes.reduce((product, n) => product * n, 1);
  checkElements('decodeNrrd', 'sizes', sizes, 'bad-file');
  const data = bytes.subarray(start);
  const numbers =
    encoding === 'text'
      ? readText(data, { size, format, start, warn })
      : decodeNumbers(binary(data, { encoding, length: size * NUMBER_FORMATS[format], start, warn }), {
          format,
          little,
          caller: 'decodeNrrd',
        });
  if (place === undefined) return { volume: packed(numbers, sizes.toReversed()), fields, keyValues, warnings };

  const steps = [1, sizes[0]!, sizes[0]! * sizes[1]!];
  const [x, y, z] = place.axes;
  // Rows and slices begin where y and z are largest, columns where x is smallest.
  const turned = [!place.falls[1], place.falls[0], !place.falls[2]];
  const stride = [y, x, z].map((axis, n) => (turned[n] ? -steps[axis]! : steps[axis]!));
  const offset = [y, x, z].reduce((sum, axis, n) => sum + (turned[n] ? (sizes[axis]! - 1) * steps[axis]! : 0), 0);
  const { grid, matrix } = place;
  const ordered = gather({ data: numbers, shape: grid.shape, stride, offset }, { mayShare: true });
  return {
    volume: packed(ordered as VolumeData, grid.shape),
    grid,
    ...(matrix && { matrix }),
    fields,
    keyValues,
    warnings,
  };
}

type Warn = (warning: string) => void;

/** Bytes that compressed data may hold beyond those promised, which are then ignored; more of them are refused as a bomb. */
const MAX_SURPLUS = 65_536;

/** The bytes of the numbers, decompressed. */
function binary(
  data: Uint8Array,
  {
    encoding,
    length,
    start,
    warn,
  }: { readonly encoding: 'raw' | 'gzip'; readonly length: number; readonly start: number; readonly warn: Warn },
): Uint8Array {
  const onTrailing = (bytes: number) => warn(trailing(bytes));
  const unpacked =
    encoding === 'gzip' ? gunzip(data, { limit: length + MAX_SURPLUS, caller: 'decodeNrrd', onTrailing }) : data;
  check(unpacked.length >= length, 'bad-file', () => {
    const where = encoding === 'gzip' ? 'after decompression' : `from byte ${start}`;
    return `decodeNrrd: sizes and type must be ${length} bytes of data ${where}, got ${unpacked.length}: the file is cut short`;
  });
  if (unpacked.length > length) warn(trailing(unpacked.length - length));
  return unpacked.subarray(0, length);
}

const SPECIAL: ReadonlyMap<string, number> = /* @__PURE__ */ (() =>
  new Map([
    ['nan', Number.NaN],
    ['inf', Infinity],
    ['+inf', Infinity],
    ['-inf', -Infinity],
  ]))();
/** No number is longer. */
const LONGEST_NUMBER = 400;

/** Numbers with blanks or commas between. */
function readText(
  data: Uint8Array,
  {
    size,
    format,
    start,
    warn,
  }: { readonly size: number; readonly format: NumberFormat; readonly start: number; readonly warn: Warn },
): VolumeData {
  const fail = (at: number, what: string) => () => `decodeNrrd: byte ${start + at} must ${what}`;
  // A digit and a blank each, but for the last.
  check(
    size <= (data.length + 1) / 2,
    'bad-file',
    fail(data.length, `have ${size} numbers before it: the file is cut short`),
  );
  const out = format === 'u1' ? new Uint8Array(size) : new Float32Array(size);
  const fits = (number: number) =>
    format[0] === 'f' ? Number.isFinite(Math.fround(number)) : Number.isInteger(number) && isWithin(number, format);
  let n = 0;
  for (let at = 0; at < data.length; ) {
    if (isGap(data[at]!)) {
      at++;
      continue;
    }
    const from = at;
    while (at < data.length && !isGap(data[at]!)) at++;
    if (n === size) {
      warn(trailing(data.length - from));
      break;
    }
    check(at - from <= LONGEST_NUMBER, 'bad-file', fail(from, `begin a number, got ${at - from} bytes without a gap`));
    const word = String.fromCharCode(...data.subarray(from, at));
    const special = format[0] === 'f' ? SPECIAL.get(word.toLowerCase()) : undefined;
    const number = special ?? parseDecimal(word);
    check(
      special !== undefined || fits(number),
      'bad-file',
      fail(from, `begin a number of the header's type, got '${word.slice(0, 40)}'`),
    );
    out[n++] = number;
  }
  check(n === size, 'bad-file', fail(data.length, `have ${size} numbers before it, got ${n}: the file is cut short`));
  return out;
}

const isGap = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13) || byte === 44;

/** Whether an integer format holds a number. */
function isWithin(number: number, format: NumberFormat): boolean {
  const bits = 8 * NUMBER_FORMATS[format];
  return format[0] === 'u'
    ? number >= 0 && number < 2 ** bits
    : number >= -(2 ** (bits - 1)) && number < 2 ** (bits - 1);
}
