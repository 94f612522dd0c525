// Parses numbers and words from the bytes of a text. Creates strings only for unusual numbers and for messages.

import { VolumetricError } from '@vrn/voxel';
import { oneLine } from '@vrn/voxel/internal';

/** A text and the position at which reading continues. */
export interface TextReader {
  readonly bytes: Uint8Array;
  /** Name of the calling function, for messages. */
  readonly caller: string;
  at: number;
}

const [TAB, NEWLINE, RETURN, SPACE, HASH, PLUS, MINUS, POINT, ZERO, BACKSLASH] = [
  9, 10, 13, 32, 35, 43, 45, 46, 48, 92,
];
const EXPONENT = 101;
/** The bit that distinguishes lower-case from upper-case letters in ASCII. */
export const LOWER_CASE = 32;

/** Powers of ten that a double represents exactly. */
export const POWERS = Float64Array.from({ length: 23 }, (_, n) => Number(`1e${n}`));

/**
 * Creates a reader at the start of a text, after its byte order mark if it has one.
 *
 * @param bytes   text in UTF-8 or any other extension of ASCII
 * @param caller  name of the calling function, for messages
 * @throws {VolumetricError} `bad-file` for UTF-16
 */
export function textReader(bytes: Uint8Array, caller: string): TextReader {
  checkUtf8(bytes, caller);
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return { bytes, caller, at: marked ? 3 : 0 };
}

/**
 * Throws `bad-file` for UTF-16: a text that starts with its byte order mark, or with four bytes of which every other
 * one is 0.
 */
export function checkUtf8(bytes: Uint8Array, caller: string): void {
  const [a, b, c, d] = bytes;
  const marked = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
  const isLittle = b === 0 && d === 0 && a !== 0 && c !== 0;
  const isBig = a === 0 && c === 0 && b !== 0 && d !== 0;
  if (!marked && !(bytes.length >= 4 && (isLittle || isBig))) return;
  throw new VolumetricError('bad-file', `${caller}: file must be text in UTF-8, got UTF-16: save it as UTF-8`);
}

/**
 * Skips spaces, tabs and escaped line ends. Returns whether the line has further content, excluding comments.
 *
 * A line feed ends a line, and so does a carriage return, with or without a line feed after it. One exception keeps
 * damaged files readable: a lone carriage return before a number is white space, since no statement begins with a
 * number.
 */
export function lineGoesOn(text: TextReader): boolean {
  const { bytes } = text;
  let { at } = text;
  for (; ; at++) {
    const byte = bytes[at];
    if (byte === SPACE || byte === TAB) continue;
    if (byte === RETURN && isBeforeNumber(bytes, at + 1)) continue;
    if (byte === BACKSLASH && bytes[at + 1] === NEWLINE) at++;
    else if (byte === BACKSLASH && bytes[at + 1] === RETURN) at += bytes[at + 2] === NEWLINE ? 2 : 1;
    else {
      text.at = at;
      return byte !== undefined && byte !== NEWLINE && byte !== RETURN && byte !== HASH;
    }
  }
}

function isBeforeNumber(bytes: Uint8Array, at: number): boolean {
  let next = at;
  while (bytes[next] === SPACE || bytes[next] === TAB) next++;
  const byte = bytes[next];
  return isDigit(byte) || byte === MINUS || byte === PLUS || byte === POINT;
}

/** Skips spaces and tabs. Returns whether the line ends here; any carriage return ends it. */
export function lineEnds(text: TextReader): boolean {
  const { bytes } = text;
  while (bytes[text.at] === SPACE || bytes[text.at] === TAB) text.at++;
  const byte = bytes[text.at];
  return byte === undefined || byte === NEWLINE || byte === RETURN;
}

/** Moves to the start of the next line. Returns whether there is one. */
export function nextLine(text: TextReader): boolean {
  const { bytes } = text;
  let { at } = text;
  while (at < bytes.length && bytes[at] !== NEWLINE && bytes[at] !== RETURN) at++;
  if (bytes[at] === RETURN && bytes[at + 1] === NEWLINE) at++;
  text.at = Math.min(at + 1, bytes.length);
  return text.at < bytes.length;
}

/** Moves to the line's end. Returns the start and end of the line's remaining text, without surrounding white space. */
export function restOfLine(text: TextReader): readonly [start: number, end: number] {
  const { bytes } = text;
  let start = text.at;
  while (bytes[start] === SPACE || bytes[start] === TAB) start++;
  let end = start;
  while (end < bytes.length && bytes[end] !== NEWLINE && bytes[end] !== RETURN) end++;
  text.at = end;
  while (end > start && (bytes[end - 1] === SPACE || bytes[end - 1] === TAB)) end--;
  return [start, end];
}

/** Skips white space and line ends. Returns whether any text is left. */
export function textGoesOn(text: TextReader): boolean {
  const { bytes } = text;
  let { at } = text;
  while (isBlank(bytes[at])) at++;
  text.at = at;
  return at < bytes.length;
}

const isBlank = (byte: number | undefined): boolean =>
  byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB;
const endsWord = (byte: number | undefined): boolean => byte === undefined || byte === HASH || isBlank(byte);
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte < ZERO + 10;

/** Moves to the end of the word at the current position: to white space, a comment, or the end of the text. */
export function skipWord(text: TextReader): void {
  let { at } = text;
  while (!endsWord(text.bytes[at])) at++;
  text.at = at;
}

/**
 * Whether the word at the current position is `word`, which must be in lower case; the case in the text does not
 * matter. If so, skips it.
 */
export function wordIs(text: TextReader, word: string): boolean {
  const { bytes, at } = text;
  for (let i = 0; i < word.length; i++) if ((bytes[at + i]! | LOWER_CASE) !== word.charCodeAt(i)) return false;
  if (!endsWord(bytes[at + word.length])) return false;
  text.at = at + word.length;
  return true;
}

/** Spellings of numbers that are not finite, including those of Microsoft's C library. */
const NOT_FINITE = /^[+-]?(nan|inf|infinity|1\.#(ind|inf|qnan|snan))\d*(\([a-z]*\))?$/i;

/**
 * Reads the number at the current position and skips it; NaN for any spelling of a number that is not finite. Returns
 * undefined for a word that is not a number, and does not skip it.
 */
export function readReal(text: TextReader): number | undefined {
  const value = readNumber(text);
  if (!Number.isNaN(value)) return value;
  const { bytes, at } = text;
  let end = at;
  while (end < bytes.length && end < at + 24 && !isBlank(bytes[end])) end++;
  if (!NOT_FINITE.test(String.fromCharCode(...bytes.subarray(at, end)))) return undefined;
  text.at = end;
  return Number.NaN;
}

/**
 * Reads the decimal number at the current position, rounded to the nearest double, and skips it. Returns NaN for other
 * words, and does not skip them.
 */
export function readNumber(text: TextReader): number {
  const { bytes } = text;
  let { at } = text;
  const negative = bytes[at] === MINUS;
  if (negative || bytes[at] === PLUS) at++;
  // Integers of up to 15 digits and powers of ten up to 10²² are exact in a double: one rounding gives the nearest
  // double. Other numbers are rare.
  let digits = 0;
  let power = 0;
  const start = at;
  for (; isDigit(bytes[at]); at++) digits = 10 * digits + bytes[at]! - ZERO;
  let count = at - start;
  if (bytes[at] === POINT) {
    const point = ++at;
    for (; isDigit(bytes[at]); at++) digits = 10 * digits + bytes[at]! - ZERO;
    power = point - at;
    count -= power;
  }
  if (count > 0 && (bytes[at]! | LOWER_CASE) === EXPONENT) {
    const down = bytes[++at] === MINUS;
    if (down || bytes[at] === PLUS) at++;
    const first = at;
    let exponent = 0;
    for (; isDigit(bytes[at]); at++) exponent = 10 * exponent + bytes[at]! - ZERO;
    if (at === first) count = 0;
    power += down ? -exponent : exponent;
  }
  // 1.#QNAN is not a number followed by a comment.
  const isSpecial = bytes[at] === HASH && bytes[at - 1] === POINT;
  if (count === 0 || !endsWord(bytes[at]) || isSpecial) return Number.NaN;
  let value: number;
  if (count <= 15 && power >= -22 && power <= 22) {
    value = power < 0 ? digits / POWERS[-power]! : digits * POWERS[power]!;
  } else value = Number(new TextDecoder().decode(bytes.subarray(start, at)));
  text.at = at;
  return negative ? -value : value;
}

/**
 * Reads the integer at the current position, digits with or without a minus sign, and skips it; NaN if there is none.
 */
export function readInteger(text: TextReader): number {
  const { bytes } = text;
  let { at } = text;
  const negative = bytes[at] === MINUS;
  if (negative) at++;
  const start = at;
  let value = 0;
  for (; isDigit(bytes[at]); at++) value = 10 * value + bytes[at]! - ZERO;
  if (at === start) return Number.NaN;
  text.at = at;
  return negative ? -value : value;
}

/** Returns the word at a byte offset, for messages: at most its first forty bytes. */
export function wordAt({ bytes }: TextReader, at: number): string {
  let end = at;
  while (end < at + 40 && !endsWord(bytes[end])) end++;
  return new TextDecoder().decode(bytes.subarray(at, end));
}

/** Returns the number of the line that contains a byte, counted from 1. */
export function lineOf({ bytes }: TextReader, at: number): number {
  let line = 1;
  for (let i = 0; i < at; i++) {
    if (bytes[i] === NEWLINE || (bytes[i] === RETURN && bytes[i + 1] !== NEWLINE)) line++;
  }
  return line;
}

/** Creates an error that names the line of a byte. */
export const badLine = (text: TextReader, at: number, problem: string): VolumetricError =>
  new VolumetricError('bad-file', `${text.caller}: line ${lineOf(text, at)}: ${oneLine(problem)}`);
