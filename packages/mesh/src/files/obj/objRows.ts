// Reads consecutive .obj lines of the usual forms in one loop: v x y z, with or without colours, vt u v, and vn x y z.
import { type Growing, makeRoom, push3 } from '../text/growing.js';
import { LOWER_CASE, POWERS, type TextReader } from '../text/textReader.js';
import type { CornerLists } from './objFaces.js';

const [TAB, NEWLINE, RETURN, SPACE, PLUS, MINUS, POINT, ZERO] = [9, 10, 13, 32, 43, 45, 46, 48];
const [E, N, T, V] = [101, 110, 116, 118];

/** The numbers of the current line, at most six. */
const ROW = new Float64Array(6);

/** Numbers up to this one are finite in single precision. */
const LARGEST = 3.4028234e38;

/** The list that receives the colours of vertices, and the point that is subtracted from positions. */
export interface Vertices {
  readonly colors: Growing<Float64Array>;
  readonly origin: readonly [x: number, y: number, z: number];
}

/**
 * Reads lines as long as they begin with v (3 or 6 numbers), vt (2 or 3) or vn (3), and end in a line feed, with or
 * without a carriage return. Numbers must have at most 15 digits and a power of ten from 10⁻²² to 10²², so that one
 * rounding gives the nearest double, and must be finite in single precision. Stops at the start of the first line that
 * differs, which the caller must read or reject.
 *
 * @param end  offset of the file's last line feed: only lines that start before it are read
 */
export function readObjRows(text: TextReader, lists: CornerLists, { colors, origin }: Vertices, end: number): void {
  const { bytes } = text;
  let { at } = text;
  for (;;) {
    text.at = at;
    if (at >= end || (bytes[at]! | LOWER_CASE) !== V) return;
    const second = bytes[at + 1]! | LOWER_CASE;
    const which = second === T ? 1 : second === N ? 2 : 0;
    at += which === 0 ? 1 : 2;
    if (bytes[at] !== SPACE && bytes[at] !== TAB) return;
    let count = 0;
    for (;;) {
      while (bytes[at] === SPACE || bytes[at] === TAB) at++;
      if (bytes[at] === RETURN && bytes[at + 1] === NEWLINE) at++;
      let byte = bytes[at]!;
      if (byte === NEWLINE) break;
      if (count === 6) return;
      const isNegative = byte === MINUS;
      if (isNegative || byte === PLUS) byte = bytes[++at]!;
      const first = at;
      let digits = 0;
      for (; byte >= ZERO && byte < ZERO + 10; byte = bytes[++at]!) digits = 10 * digits + byte - ZERO;
      let length = at - first;
      let power = 0;
      if (byte === POINT) {
        const point = at;
        byte = bytes[++at]!;
        for (; byte >= ZERO && byte < ZERO + 10; byte = bytes[++at]!) digits = 10 * digits + byte - ZERO;
        power = point + 1 - at;
        length -= power;
      }
      if (length === 0 || length > 15) return;
      if ((byte | LOWER_CASE) === E) {
        byte = bytes[++at]!;
        const isDown = byte === MINUS;
        if (isDown || byte === PLUS) byte = bytes[++at]!;
        if (!(byte >= ZERO && byte < ZERO + 10)) return;
        let exponent = 0;
        for (; byte >= ZERO && byte < ZERO + 10; byte = bytes[++at]!) exponent = 10 * exponent + byte - ZERO;
        power += isDown ? -exponent : exponent;
      }
      if (power < -22 || power > 22 || !(byte === SPACE || byte === NEWLINE || byte === TAB || byte === RETURN)) return;
      const value = power < 0 ? digits / POWERS[-power]! : digits * POWERS[power]!;
      if (value > LARGEST) return;
      ROW[count++] = isNegative ? -value : value;
    }
    const { values } = lists[which]!;
    if (which === 1) {
      if (count !== 2 && count !== 3) return;
      makeRoom(values, 2);
      values.data[values.length++] = ROW[0]!;
      values.data[values.length++] = ROW[1]!;
    } else if (count === 3 && which === 2) push3(values, ROW[0]!, ROW[1]!, ROW[2]!);
    else if (which === 0 && (count === 3 || count === 6)) {
      const x = ROW[0]! - origin[0];
      const y = ROW[1]! - origin[1];
      const z = ROW[2]! - origin[2];
      if (!(Math.abs(x) + Math.abs(y) + Math.abs(z) < LARGEST)) return;
      push3(values, x, y, z);
      if (count === 6) push3(colors, ROW[3]!, ROW[4]!, ROW[5]!);
    } else return;
    at++;
  }
}
