// Reads and writes NumPy's .npy files: arrays of numbers with a shape.

import { type Bytes, toBytes } from '../core/bytes.js';
import { check } from '../core/errors.js';
import { gather } from '../core/gather.js';
import { checkOptions } from '../core/options.js';
import { checkView, type Packed, packed, type View } from '../core/volume.js';
import { checkElements, refuseUtf16, trailing } from './fileKind.js';
import { npyHeaderText, parseNpyHeader } from './npyHeader.js';
import { decodeNumbers } from './numbers/decodeNumbers.js';
import { encodeNumbers, isWrittenFormat, type WrittenFormat } from './numbers/encodeNumbers.js';
import { NUMBER_FORMATS } from './numbers/numberFormat.js';

export interface EncodeNpyOptions {
  /** Number format of the file, by NumPy's code. Default: `u1` for a `Uint8Array`, else `f4`. */
  readonly dtype?: WrittenFormat;
  /** `C` (the default): last axis fastest; `F`: first axis fastest. Either reads back as the same array. */
  readonly order?: 'C' | 'F';
  /** Version of the format. Default 1, which every reader supports; 2 and 3 store the header's length in more bytes. */
  readonly version?: 1 | 2 | 3;
}

export const ENCODE_NPY_DEFAULTS = { order: 'C', version: 1 } as const;

/** A decoded array, with warnings about ignored parts of the file. */
export type NpyFile = Packed & { readonly warnings: readonly string[] };

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** NumPy pads headers so that the data begins at a multiple of this number of bytes. */
const ALIGNMENT = 64;
/** Maximum length of a header, the limit of version 1; headers of arrays of numbers have about a hundred bytes. */
const LONGEST_HEADER = 65_535;

/**
 * Encodes an array as a `.npy` file, little-endian. The result of `numpy.load` has the same indices.
 *
 * Integer formats reject fractions and numbers out of range, booleans everything but 0 and 1. Floats are rounded to the
 * nearest, ties to even; NaN and infinities are kept, but no finite number may become infinite.
 *
 * @param array  any number of axes (also none: a single number), any strides.
 * @throws {VolumetricError} `bad-volume`, `bad-argument`
 * Cost: a copy of memory for packed arrays in C order and their own dtype, else one conversion per number.
 *
 * @example
 * await writeFile('body.npy', encodeNpy(volume));  // numpy.load('body.npy').shape  → (rows, columns, slices)
 * encodeNpy(soft, { dtype: 'f2' });  // half the bytes, three digits
 *
 * Source: NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays"; `numpy/lib/format.py`.
 */
export function encodeNpy(array: View, options: EncodeNpyOptions = {}): Uint8Array {
  checkOptions('encodeNpy', options, ['dtype', ...Object.keys(ENCODE_NPY_DEFAULTS)]);
  const { order = ENCODE_NPY_DEFAULTS.order, version = ENCODE_NPY_DEFAULTS.version } = options;
  checkView(array, 'encodeNpy', 'array', array?.shape?.length ?? 0);
  const dtype = options.dtype ?? (array.data instanceof Uint8Array ? 'u1' : 'f4');
  check(isWrittenFormat(dtype), 'bad-argument', () => {
    return `encodeNpy: dtype must be u1, i1, i2, i4, f2, f4, f8 or b1, got ${String(dtype)}`;
  });
  check(
    order === 'C' || order === 'F',
    'bad-argument',
    () => `encodeNpy: order must be 'C' or 'F', got ${String(order)}`,
  );
  check(version === 1 || version === 2 || version === 3, 'bad-argument', () => {
    return `encodeNpy: version must be 1, 2 or 3, got ${String(version)}`;
  });
  const numbers = gather(order === 'C' ? array : transposed(array), { mayShare: true });
  const width = NUMBER_FORMATS[dtype];
  const words = npyHeaderText(`${width === 1 ? '|' : '<'}${dtype}`, order === 'F', array.shape);
  const start = version === 1 ? 10 : 12;
  const room = Math.ceil((start + words.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(room + numbers.length * width);
  const view = new DataView(bytes.buffer);
  bytes.set([...MAGIC, version, 0]);
  if (version === 1) view.setUint16(8, room - start, true);
  else view.setUint32(8, room - start, true);
  bytes.set(new TextEncoder().encode(`${words.padEnd(room - start - 1)}\n`), start);
  const wrong = encodeNumbers(numbers, dtype, { bytes, start: room });
  check(wrong < 0, 'bad-volume', () => {
    return `encodeNpy: array must have values that ${dtype} can hold, got ${numbers[wrong]}`;
  });
  return bytes;
}

/**
 * Decodes the array in a `.npy` file: versions 1, 2 and 3; the number formats below, either byte order, either axis
 * order.
 *
 * | in the file | decoded as |
 * |---|---|
 * | `b1` | `Uint8Array` of 0 and 1 |
 * | `u1` | `Uint8Array` |
 * | `i1`, `i2`, `u2`, `f2`, `f4` | `Float32Array`, exactly |
 * | `i4`, `u4`, `i8`, `u8`, `f8` | `Float32Array`, rounded: integers are exact up to 2²⁴ |
 *
 * NaN and infinities are kept; a finite `f8` beyond the range of single precision is an error. The result is packed,
 * last axis fastest, for either order in the file. An array without axes has shape `[]` and one number; arrays without
 * elements are refused. Bytes after the array, such as further arrays, are ignored with a warning.
 *
 * @throws {VolumetricError} `bad-file`, naming the byte or the entry; nothing is allocated before the size in the
 *   header has been compared with the file's length. `bad-argument` for anything but bytes; `no-eval` as
 *   {@link packed}.
 * Cost: a copy of memory for `u1` and little-endian `f4` in C order, else one conversion per number.
 *
 * Source: NumPy Enhancement Proposal 1; `numpy/lib/format.py`.
 */
export function decodeNpy(file: Bytes): NpyFile {
  const bytes = toBytes('decodeNpy', file);
  refuseUtf16('decodeNpy', bytes);
  check(bytes.length >= 10 && MAGIC.every((byte, i) => bytes[i] === byte), 'bad-file', () => {
    return `decodeNpy: file must begin with \\x93NUMPY, got ${bytes.length} bytes that begin otherwise`;
  });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6]!;
  check(version >= 1 && version <= 3, 'bad-file', () => {
    return `decodeNpy: byte 6, the version, must be 1 to 3, got ${version}`;
  });
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : bytes.length >= 12 ? view.getUint32(8, true) : Infinity;
  check(start + length <= bytes.length, 'bad-file', () => {
    return `decodeNpy: header must end within the file, got ${bytes.length} bytes and a header up to byte ${start + length}`;
  });
  check(length <= LONGEST_HEADER, 'bad-file', () => {
    return `decodeNpy: header must have ${LONGEST_HEADER} bytes at most, got ${length}`;
  });
  const data = start + length;
  const { format, little, fortran, shape } = parseNpyHeader(new TextDecoder().decode(bytes.subarray(start, data)));
  checkElements('decodeNpy', 'shape', shape, 'bad-file');
  const wanted = shape.reduce((product, n) => product * n, NUMBER_FORMATS[format]);
  const got = bytes.length - data;
  check(wanted <= got, 'bad-file', () => {
    return `decodeNpy: shape (${shape.join(', ')}) must be ${wanted} bytes of data from byte ${data}, got ${got}: the file is cut short`;
  });
  const end = data + wanted;
  const warnings = got === wanted ? [] : [afterData(bytes.subarray(end))];
  const numbers = decodeNumbers(bytes.subarray(data, end), { format, little, caller: 'decodeNpy' });
  if (!fortran || shape.length < 2) return Object.assign(packed(numbers, shape), { warnings });
  const stride = shape.map((_, axis) => shape.slice(0, axis).reduce((product, n) => product * n, 1));
  const ordered = gather({ data: numbers, shape, stride, offset: 0 }) as typeof numbers;
  return Object.assign(packed(ordered, shape), { warnings });
}

/** Describes the bytes after the array: a file may contain several arrays, of which only the first is read. */
const afterData = (rest: Uint8Array): string =>
  MAGIC.every((byte, i) => rest[i] === byte)
    ? `the file holds several .npy arrays: the first is read, ${rest.length} bytes after it are not`
    : trailing(rest.length);

/** Returns the same elements with the axes reversed. */
function transposed({ data, shape, stride, offset }: View): View {
  return { data, shape: shape.toReversed(), stride: stride.toReversed(), offset };
}
