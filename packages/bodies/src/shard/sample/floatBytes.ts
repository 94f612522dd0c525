// Single-precision numbers as bytes: as they are, or their bytes in four planes, deflated.
import { check } from '@vrn/voxel';
import { deflated, inflated } from '../bytes/deflated.js';
import { viewOf } from '../bytes/frame.js';

/** What is written for any NaN, so that it has one spelling. */
const NAN_BITS = 0x7fc0_0000;

/** Little-endian singles. */
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

export function decodeFloats(bytes: Uint8Array): Float32Array {
  const view = viewOf(bytes);
  const out = new Float32Array(bytes.length >> 2);
  for (let at = 0; at < out.length; at++) out[at] = view.getFloat32(4 * at, true);
  return out;
}

/** First all lowest bytes, at last all highest ones, which are much alike; then deflate. Exact. */
export function encodePlanes(data: ArrayLike<number>): Uint8Array {
  const bytes = encodeFloats(data);
  const out = new Uint8Array(bytes.length);
  for (let at = 0, n = 0; n < data.length; n++) {
    for (let plane = 0; plane < 4; plane++) out[plane * data.length + n] = bytes[at++]!;
  }
  return deflated(out);
}

export function decodePlanes(bytes: Uint8Array, length: number, what: string): Float32Array {
  const planes = inflated(bytes, 4 * length, what);
  check(planes.length === 4 * length, 'bad-file', () => `decodeSample: ${what} must have ${length} numbers`);
  const out = new Uint8Array(planes.length);
  for (let at = 0, n = 0; n < length; n++) {
    for (let plane = 0; plane < 4; plane++) out[at++] = planes[plane * length + n]!;
  }
  return decodeFloats(out);
}
