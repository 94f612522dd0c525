// Decodes arrays of numbers from the bytes of a file.
import { VolumetricError } from '../../core/errors.js';
import type { VolumeData } from '../../core/volume.js';
import { float16ToFloat32 } from './half.js';
import { HOST_IS_LITTLE, NUMBER_FORMATS, type NumberFormat, swapBytes } from './numberFormat.js';

export interface DecodeNumbersOptions {
  readonly format: NumberFormat;
  /** Whether multi-byte numbers are little-endian. */
  readonly little: boolean;
  /** Name of the calling function, for messages. */
  readonly caller: string;
}

/**
 * Decodes numbers in order: a `Uint8Array` for booleans (0 and 1) and unsigned bytes, else a `Float32Array`.
 *
 * Integers beyond 2²⁴ and doubles are rounded to single precision; NaN and infinities are kept.
 *
 * @param bytes  complete numbers, at any offset in their buffer. Read only; the result shares no memory with them.
 * @throws {VolumetricError} `bad-file` for a finite double that single precision would round to infinity
 * Cost: a copy of memory for unsigned bytes, and for single-precision floats in the machine's byte order; else one
 * conversion per number.
 */
export function decodeNumbers(bytes: Uint8Array, { format, little, caller }: DecodeNumbersOptions): VolumeData {
  const size = NUMBER_FORMATS[format];
  if (format === 'u1') return new Uint8Array(bytes);
  if (format === 'b1') return booleans(bytes);
  const swapped = size > 1 && little !== HOST_IS_LITTLE;
  // Copies the bytes if they are swapped in place, if the result would share them (f4), or if typed arrays cannot read
  // them at their offset. (slice() of a Node.js Buffer does not copy.)
  const isFit = !swapped && format !== 'f4' && bytes.byteOffset % size === 0;
  const from = isFit ? bytes : new Uint8Array(bytes);
  if (swapped) swapBytes(from, size);
  const { buffer, byteOffset } = from;
  const length = bytes.length / size;
  switch (format) {
    case 'f4':
      return new Float32Array(buffer, byteOffset, length);
    case 'i1':
      return new Float32Array(new Int8Array(buffer, byteOffset, length));
    case 'u2':
      return new Float32Array(new Uint16Array(buffer, byteOffset, length));
    case 'i2':
      return new Float32Array(new Int16Array(buffer, byteOffset, length));
    case 'u4':
      return new Float32Array(new Uint32Array(buffer, byteOffset, length));
    case 'i4':
      return new Float32Array(new Int32Array(buffer, byteOffset, length));
    case 'f8':
      return doubles(new Float64Array(buffer, byteOffset, length), caller);
    case 'f2':
      return float16ToFloat32(new Uint16Array(buffer, byteOffset, length));
    default:
      return long(buffer, byteOffset, { length, isSigned: format === 'i8' });
  }
}

function booleans(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes);
  for (let n = 0; n < out.length; n++) if (out[n]! > 1) out[n] = 1;
  return out;
}

function doubles(numbers: Float64Array, caller: string): Float32Array {
  const out = new Float32Array(numbers);
  for (let n = 0; n < out.length; n++) {
    if (Math.abs(out[n]!) < Infinity || !Number.isFinite(numbers[n]!)) continue;
    throw new VolumetricError(
      'bad-file',
      `${caller}: numbers must be within single precision, got ${numbers[n]} at place ${n}`,
    );
  }
  return out;
}

/**
 * Decodes 64-bit integers from their halves: upper · 2³² is exact, so the sum is the double nearest to the integer. It
 * is then rounded to single precision.
 */
function long(
  buffer: ArrayBufferLike,
  byteOffset: number,
  { length, isSigned }: { readonly length: number; readonly isSigned: boolean },
): Float32Array {
  const low = new Uint32Array(buffer, byteOffset, 2 * length);
  const high = isSigned ? new Int32Array(buffer, byteOffset, 2 * length) : low;
  const [upper, lower] = HOST_IS_LITTLE ? [1, 0] : [0, 1];
  const out = new Float32Array(length);
  for (let n = 0; n < length; n++) out[n] = high[2 * n + upper]! * 2 ** 32 + low[2 * n + lower]!;
  return out;
}
