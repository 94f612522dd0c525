// Reads NRRD files ("nearly raw raster data"), a volume format of medical imaging and science.

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
  /** `[rows, columns, slices]` if there is a grid, else the file's axes in reverse order. */
  readonly volume: Packed;
  /**
   * Position of the volume in the file's space; for oblique files, before `matrix` is applied. Undefined unless the
   * file's axes are three axes of space.
   */
  readonly grid?: Grid;
  /** For oblique files: matrix from the grid's coordinates to the file's space, for `transformMesh`. Column-major. */
  readonly matrix?: readonly number[];
  /** All fields of the header, by their names in lower case without spaces: `spacedirections`. */
  readonly fields: ReadonlyMap<string, string>;
  /** Keys and values of the lines `key:=value`. */
  readonly keyValues: ReadonlyMap<string, string>;
  /** Parts of the file that were ignored, or read although they violate the format. */
  readonly warnings: readonly string[];
}

/**
 * Reads the volume of a NRRD file with attached data: encodings raw, gzip and text; all integers and floats, either
 * byte order.
 *
 * A file of three axes becomes a volume by the conventions of this package: the axis along x becomes the columns, the
 * axis along y the rows (largest y first), the axis along z the slices (largest z first). `space directions` state
 * the direction of each axis, and `space origin` the centre of the first sample, by default (0, 0, 0). Without
 * directions the first axis is x, the second y, the third z. Steps are then `spacings`, or follow from `axis mins` and
 * `axis maxs`, or are 1; the first sample is at `space origin`, or where `axis mins` puts it, or at 0. The grid has the
 * file's own coordinates: in a patient's left-posterior-superior space z points upwards, and a left-handed space stays
 * left-handed.
 *
 * Files whose axes are not three axes of space (channels, time) have no grid; their axes are only reversed, since the
 * first axis of the file is the fastest. For oblique axes (rotated scans) the grid has the file's spacings and centre
 * but is aligned with x, y and z. `matrix` maps it to its position in space: it is a rotation, with a shear if the
 * file's axes are not perpendicular.
 *
 * `uchar` is decoded as `Uint8Array`, all else as `Float32Array`: exact for `float` and for integers up to 2²⁴, else
 * rounded. A finite `double` beyond the range of single precision is an error.
 *
 * @throws {VolumetricError} `bad-file`, naming the line, the field or the byte: also for headers whose data are in
 *   another file, for the encodings `hex` and `bzip2`, and for the type `block`. For raw and text data, nothing is
 *   allocated before the size in the header has been compared with the file's; gzip is decompressed up to 64 KiB more
 *   than the size in the header. `bad-argument` for anything but bytes; `no-eval` as {@link packed}.
 * Cost: O(samples).
 *
 * @example
 * const { volume, grid } = await decodeNrrd(await readFile('head.nrrd'));
 * marchingCubes(volume, { level: 300, grid });
 *
 * Source: "Definition of NRRD File Format", teem.sourceforge.net/nrrd/format.html. No library is used: nrrd-js 0.2
 * reads neither gzip nor the position of a volume.
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
  // Rows and slices start at the largest y and z, columns at the smallest x.
  const isReversed = [!place.falls[1], place.falls[0], !place.falls[2]];
  const stride = [y, x, z].map((axis, n) => (isReversed[n] ? -steps[axis]! : steps[axis]!));
  const offset = [y, x, z].reduce((sum, axis, n) => sum + (isReversed[n] ? (sizes[axis]! - 1) * steps[axis]! : 0), 0);
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

/**
 * Maximum number of decompressed bytes beyond the stated size. Up to this many are ignored, with a warning; more are
 * refused as a decompression bomb.
 */
const MAX_SURPLUS = 65_536;

/** Returns the bytes of the numbers, decompressed if the encoding is gzip. */
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
/** Maximum length of a number in text. */
const LONGEST_NUMBER = 400;

/** Parses numbers separated by white space or commas. */
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
  // Every number but the last takes at least a digit and a separator.
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

/** Whether an integer is in the range of an integer format. */
function isWithin(number: number, format: NumberFormat): boolean {
  const bits = 8 * NUMBER_FORMATS[format];
  return format[0] === 'u'
    ? number >= 0 && number < 2 ** bits
    : number >= -(2 ** (bits - 1)) && number < 2 ** (bits - 1);
}
