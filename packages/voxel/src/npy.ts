// NumPy's .npy files: arrays of numbers with a shape.
import { check, VolumetricError } from './errors.js';
import { checkView, type Packed, packed, type View } from './volume.js';

type Read = (view: DataView, at: number, little: boolean) => number;
interface Kind {
  readonly bytes: number;
  readonly read: Read;
  /** Whether the values fit into bytes. */
  readonly isByte?: true;
}

/** NumPy's type codes without their byte order. */
const KINDS: Readonly<Record<string, Kind>> = {
  b1: { bytes: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1), isByte: true },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at), isByte: true },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  u2: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  i2: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  u4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  i4: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  u8: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  i8: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  f2: { bytes: 2, read: (view, at, little) => half(view.getUint16(at, little)) },
  f4: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
};

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** NumPy pads its header so that the data begins at a multiple of this. */
const ALIGNMENT = 64;

/**
 * Bytes of a `.npy` file (version 1.0, C order, little-endian) that holds the array.
 *
 * Bytes are written as `|u1`, all else as `<f4`. What `numpy.load` gives is indexed as the volume is.
 *
 * @param array  any number of axes, any strides.
 * @throws {VolumetricError} `bad-volume`
 *
 * @example
 * await writeFile('body.npy', encodeNpy(volume));  // numpy.load('body.npy').shape  → (rows, columns, slices)
 *
 * Source: NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays".
 */
export function encodeNpy(array: View): Uint8Array {
  checkView(array, 'encodeNpy', 'array', array?.shape?.length ?? 0);
  const { data, shape, stride, offset } = array;
  const isBytes = data instanceof Uint8Array;
  const size = shape.reduce((product, n) => product * n, 1);
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const words = `{'descr': '${isBytes ? '|u1' : '<f4'}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const room = Math.ceil((MAGIC.length + 4 + words.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(room + size * (isBytes ? 1 : 4));
  const view = new DataView(bytes.buffer);
  bytes.set([...MAGIC, 1, 0]);
  view.setUint16(8, room - 10, true);
  bytes.set(new TextEncoder().encode(`${words.padEnd(room - 11)}\n`), 10);
  const index = shape.map(() => 0);
  let from = offset;
  for (let to = 0; to < size; to++) {
    const value = data[from]!;
    if (isBytes) bytes[room + to] = value;
    else view.setFloat32(room + 4 * to, value, true);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += stride[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= shape[axis]! * stride[axis]!;
      index[axis] = 0;
    }
  }
  return bytes;
}

/**
 * The array in a `.npy` file: versions 1, 2 and 3; booleans, integers and floats of any size, either byte order, either
 * axis order.
 *
 * Booleans and unsigned bytes come as `Uint8Array`, all else as `Float32Array` (64-bit numbers are rounded to single
 * precision). The result is packed, last axis fastest, whatever the order in the file.
 *
 * @throws {VolumetricError} `bad-file`, naming the byte or the field; nothing is allocated before the header's promise has
 *   been compared with the file's length.
 *
 * Source: NumPy Enhancement Proposal 1.
 */
export function decodeNpy(bytes: Uint8Array): Packed {
  check(bytes instanceof Uint8Array, 'bad-argument', () => 'decodeNpy: bytes must be a Uint8Array');
  check(bytes.length >= 10 && MAGIC.every((byte, i) => bytes[i] === byte), 'bad-file', () => {
    return `decodeNpy: file must begin with \\x93NUMPY, got ${bytes.length} bytes that begin otherwise`;
  });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6]!;
  check(
    version >= 1 && version <= 3,
    'bad-file',
    () => `decodeNpy: byte 6, the version, must be 1 to 3, got ${version}`,
  );
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : bytes.length >= 12 ? view.getUint32(8, true) : Infinity;
  check(start + length <= bytes.length, 'bad-file', () => {
    return `decodeNpy: header must end within the file, got ${bytes.length} bytes and a header up to byte ${start + length}`;
  });
  const header = parseHeader(new TextDecoder().decode(bytes.subarray(start, start + length)));
  return read(view, start + length, header);
}

interface Header {
  readonly kind: Kind;
  readonly little: boolean;
  readonly fortran: boolean;
  readonly shape: readonly number[];
}

function parseHeader(text: string): Header {
  const field = (name: string, value: RegExp): string => {
    const found = new RegExp(`['"]${name}['"]\\s*:\\s*${value.source}`).exec(text)?.[1];
    if (found !== undefined) return found;
    throw new VolumetricError('bad-file', `decodeNpy: header must name ${name}, got ${text.trim().slice(0, 120)}`);
  };
  const descr = field('descr', /['"]([^'"]*)['"]/);
  const kind = KINDS[descr.slice(1)];
  check(kind !== undefined && '<>|='.includes(descr[0] ?? ' '), 'bad-file', () => {
    return `decodeNpy: descr must be a boolean, an integer or a float such as '<f4', got '${descr}'`;
  });
  const fortran = field('fortran_order', /(True|False)/) === 'True';
  const shape = field('shape', /\(([\d\s,L]*)\)/)
    .split(',')
    .map((part) => part.replace('L', '').trim())
    .filter((part) => part !== '')
    .map(Number);
  check(
    shape.every((n) => Number.isSafeInteger(n) && n > 0),
    'bad-file',
    () => {
      return `decodeNpy: shape must be positive integers, got (${shape.join(', ')})`;
    },
  );
  return { kind, little: descr[0] !== '>', fortran, shape };
}

function read(view: DataView, start: number, { kind, little, fortran, shape }: Header): Packed {
  const size = shape.reduce((product, n) => product * n, 1);
  const wanted = size * kind.bytes;
  const got = view.byteLength - start;
  check(wanted === got, 'bad-file', () => {
    const cut = got < wanted ? 'is cut short' : 'has bytes too many';
    return `decodeNpy: shape (${shape.join(', ')}) must be ${wanted} bytes of data from byte ${start}, got ${got}: the file ${cut}`;
  });
  const data = kind.isByte ? new Uint8Array(size) : new Float32Array(size);
  // In Fortran order the first axis runs fastest.
  const steps = shape.map((_, axis) =>
    shape.slice(fortran ? 0 : axis + 1, fortran ? axis : undefined).reduce((a, n) => a * n, 1),
  );
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < size; to++) {
    data[to] = kind.read(view, start + from * kind.bytes, little);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= shape[axis]! * steps[axis]!;
      index[axis] = 0;
    }
  }
  return packed(data, shape);
}

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
