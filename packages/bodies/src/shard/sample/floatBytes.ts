// Encodes single-precision numbers as bytes: directly, or as four deflated byte planes.
import { check } from '@vrn/voxel';
import { deflated, inflated } from '../bytes/deflated.js';
import { viewOf } from '../bytes/frame.js';

/** Bits that represent every NaN, so that equal data give equal bytes. */
const NAN_BITS = 0x7fc0_0000;

/** Encodes numbers as little-endian float32. */
export function encodeFloats(data: ArrayLike<number>): Uint8Array {
  const out = new Uint8Array(4 * data.length);
  const view = viewOf(out);
  for (let at = 0; at < data.length; at++) {
    const value = data[at]!;
    if (Number.isNaN(value)) view.setUint32(4 * at, NAN_BITS, true);
    else view.setFloat32(4 * at, value, true);
  }
  return out;
}

/** Decodes little-endian float32. */
export function decodeFloats(bytes: Uint8Array): Float32Array {
  const view = viewOf(bytes);
  const out = new Float32Array(bytes.length >> 2);
  for (let at = 0; at < out.length; at++) out[at] = view.getFloat32(4 * at, true);
  return out;
}

/**
 * Encodes numbers as float32 in deflated byte planes: first the lowest bytes of all numbers, last the highest. The
 * highest bytes of neighbours are often equal, so the planes compress better than the numbers.
 */
export function encodePlanes(data: ArrayLike<number>): Uint8Array {
  const bytes = encodeFloats(data);
  const out = new Uint8Array(bytes.length);
  for (let at = 0, n = 0; n < data.length; n++) {
    for (let plane = 0; plane < 4; plane++) out[plane * data.length + n] = bytes[at++]!;
  }
  return deflated(out);
}

/**
 * Decodes numbers that {@link encodePlanes} encoded.
 *
 * @param length  number of values.
 * @param what    name of the data, for messages.
 * @throws {VolumetricError} `bad-file`
 */
export function decodePlanes(bytes: Uint8Array, length: number, what: string): Float32Array {
  const planes = inflated(bytes, 4 * length, what);
  check(planes.length === 4 * length, 'bad-file', () => `decodeSample: ${what} must have ${length} numbers`);
  const out = new Uint8Array(planes.length);
  for (let at = 0, n = 0; n < length; n++) {
    for (let plane = 0; plane < 4; plane++) out[at++] = planes[plane * length + n]!;
  }
  return decodeFloats(out);
}
