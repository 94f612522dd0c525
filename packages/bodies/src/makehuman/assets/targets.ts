// Reads shape targets: files that list the displacements of vertices of the base mesh.

import { check } from '@vrn/voxel';
import { oneLine } from '@vrn/voxel/internal';
import { isSingle } from './isSingle.js';

/**
 * Reads the displacements of a target for every vertex of the base mesh.
 *
 * @param bytes     lines `vertex dx dy dz`, decimetres; lines that begin with # are comments. A target may be empty.
 * @param path      named in error messages.
 * @param vertices  number of vertices of the base mesh.
 * @returns         `[vertices, 3]` decimetres, 0 for vertices without a line.
 * @throws {VolumetricError} `bad-file`, with path and line
 * Cost: O(bytes).
 */
export function readTarget(bytes: Uint8Array, path: string, vertices: number): Float32Array {
  const out = new Float32Array(3 * vertices);
  const words = new Float64Array(4);
  let line = 1;
  for (let at = 0; at < bytes.length; line++) {
    const end = endOfLine(bytes, at);
    const count = readWords(bytes, at, end, words);
    const [v, x, y, z] = [words[0]!, words[1]!, words[2]!, words[3]!];
    if (count > 0) {
      check(count === 4 && Number.isInteger(v) && isSingle(x) && isSingle(y) && isSingle(z), 'bad-file', () => {
        const text = new TextDecoder().decode(bytes.subarray(at, Math.min(end, at + 60)));
        return `readTarget: ${path} line ${line} must be a vertex and three numbers, finite in single precision, got '${oneLine(text.slice(0, 80))}'`;
      });
      check(v >= 0 && v < vertices, 'bad-file', () => {
        return `readTarget: ${path} line ${line} must name a vertex from 0 to ${vertices - 1}, got ${v}`;
      });
      out[3 * v] = x;
      out[3 * v + 1] = y;
      out[3 * v + 2] = z;
    }
    at = end + 1;
  }
  return out;
}

const [NEWLINE, SPACE, HASH, PLUS, MINUS, DOT, ZERO, NINE] = [10, 32, 35, 43, 45, 46, 48, 57];

function endOfLine(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(NEWLINE, from);
  return end < 0 ? bytes.length : end;
}

/**
 * Parses the first four words of a line into `words`; words that are not numbers become NaN. Returns the number of all
 * words, 0 for comments.
 */
function readWords(bytes: Uint8Array, from: number, end: number, words: Float64Array): number {
  let count = 0;
  for (let at = from; at < end; ) {
    if (bytes[at]! <= SPACE) at++;
    else {
      let stop = at + 1;
      while (stop < end && bytes[stop]! > SPACE) stop++;
      if (count === 0 && bytes[at] === HASH) return 0;
      if (count < 4) words[count] = readNumber(bytes, at, stop);
      count++;
      at = stop;
    }
  }
  return count;
}

/** Powers of ten from 1 to 1e15, which are exact in double precision. */
const TENS = Array.from({ length: 16 }, (_, n) => Number(`1e${n}`));

/**
 * Parses a number; the result equals that of Number(). A decimal of up to 15 digits is an integer divided by a
 * power of ten, both of which are exact, so that only the division rounds. Anything else is parsed by Number() itself.
 */
function readNumber(bytes: Uint8Array, from: number, end: number): number {
  const signed = bytes[from] === MINUS || bytes[from] === PLUS;
  let [digits, value, beforePoint] = [0, 0, -1];
  for (let at = signed ? from + 1 : from; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === DOT && beforePoint < 0) beforePoint = digits;
    else if (byte >= ZERO && byte <= NINE && digits < 15) {
      value = 10 * value + byte - ZERO;
      digits++;
    } else return Number(new TextDecoder().decode(bytes.subarray(from, end)));
  }
  if (digits === 0) return Number.NaN;
  const size = beforePoint < 0 ? value : value / TENS[digits - beforePoint]!;
  return bytes[from] === MINUS ? -size : size;
}
