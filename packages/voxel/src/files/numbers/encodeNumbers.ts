// Encodes arrays of numbers as little-endian bytes of a file.
import type { Gathered } from '../../core/gather.js';
import { toFloat16 } from './half.js';
import { HOST_IS_LITTLE, NUMBER_FORMATS, swapBytes } from './numberFormat.js';

/** Formats that can be written: the range of booleans and integers, and the array type of the encoded numbers. */
const WRITTEN = /* @__PURE__ */ (() =>
  ({
    b1: { range: [0, 1], array: Uint8Array },
    u1: { range: [0, 255], array: Uint8Array },
    i1: { range: [-128, 127], array: Int8Array },
    i2: { range: [-32_768, 32_767], array: Int16Array },
    i4: { range: [-(2 ** 31), 2 ** 31 - 1], array: Int32Array },
    f2: { range: undefined, array: Uint16Array },
    f4: { range: undefined, array: Float32Array },
    f8: { range: undefined, array: Float64Array },
  }) as const)();

export type WrittenFormat = keyof typeof WRITTEN;

/** Whether a format can be written. */
export function isWrittenFormat(format: unknown): format is WrittenFormat {
  return typeof format === 'string' && Object.hasOwn(WRITTEN, format);
}

/**
 * Writes numbers into `bytes` from byte `start` to the end, which they must fill exactly. The offset of byte `start` in
 * the buffer must be a multiple of 8.
 *
 * @returns  the index of the first number that the format cannot represent, or −1 if all were written. Integer
 *   formats cannot represent fractions, NaN or numbers out of range; booleans can represent only 0 and 1; float formats
 *   cannot represent finite numbers that would become infinite. Floats are rounded to the nearest, ties to even.
 * Cost: a copy of memory where the numbers have the format already, else at most one pass to check and one to convert.
 */
export function encodeNumbers(
  numbers: Gathered,
  format: WrittenFormat,
  { bytes, start }: { readonly bytes: Uint8Array<ArrayBuffer>; readonly start: number },
): number {
  const { array, range } = WRITTEN[format];
  const out = new array(bytes.buffer, bytes.byteOffset + start, numbers.length);
  let wrong = -1;
  if (format === 'f2') wrong = writeHalves(numbers, out as Uint16Array);
  else {
    if (range !== undefined) wrong = numbers instanceof Uint8Array && range[1] >= 255 ? -1 : notWhole(numbers, range);
    else if (format === 'f4' && numbers instanceof Float64Array) wrong = tooLarge(numbers);
    if (wrong < 0) out.set(numbers);
  }
  if (!HOST_IS_LITTLE) swapBytes(bytes.subarray(start), NUMBER_FORMATS[format]);
  return wrong;
}

/** Bits of an infinite half, without its sign. */
const INFINITE_HALF = 0x7c00;

function writeHalves(numbers: Gathered, out: Uint16Array): number {
  for (let n = 0; n < numbers.length; n++) {
    out[n] = toFloat16(numbers[n]!);
    if ((out[n]! & 0x7fff) === INFINITE_HALF && Number.isFinite(numbers[n])) return n;
  }
  return -1;
}

function notWhole(numbers: Gathered, [low, high]: readonly [number, number]): number {
  for (let n = 0; n < numbers.length; n++) {
    const number = numbers[n]!;
    if (!(number >= low && number <= high && Math.trunc(number) === number)) return n;
  }
  return -1;
}

function tooLarge(numbers: Float64Array): number {
  for (let n = 0; n < numbers.length; n++) {
    const size = Math.abs(numbers[n]!);
    if (size < Infinity && Math.fround(size) === Infinity) return n;
  }
  return -1;
}
