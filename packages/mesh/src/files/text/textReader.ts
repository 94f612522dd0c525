// Numbers and words read from the bytes of a text, without strings on the way.
import { VolumetricError } from '@vrn/voxel';

/** A text and the place in it where reading goes on. */
export interface TextReader {
  readonly bytes: Uint8Array;
  /** The caller's name, for messages. */
  readonly caller: string;
  at: number;
}

const [TAB, NEWLINE, RETURN, SPACE, HASH, PLUS, MINUS, POINT, ZERO, BACKSLASH] = [
  9, 10, 13, 32, 35, 43, 45, 46, 48, 92,
];
const EXPONENT = 101;
/** Makes letters small ones. */
const SMALL = 32;

/** Whole powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, n) => Number(`1e${n}`));

/** Begins behind the mark that some programs put before UTF-8. */
export function textReader(bytes: Uint8Array, caller: string): TextReader {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return { bytes, caller, at: marked ? 3 : 0 };
}

/** Past spaces, tabs and line ends that a backslash takes back: whether the line has more, a comment not counted. */
export function lineGoesOn(text: TextReader): boolean {
  const { bytes } = text;
  let { at } = text;
  for (; ; at++) {
    const byte = bytes[at];
    if (byte === SPACE || byte === TAB || byte === RETURN) continue;
    if (byte === BACKSLASH && bytes[at + 1] === NEWLINE) at++;
    else if (byte === BACKSLASH && bytes[at + 1] === RETURN && bytes[at + 2] === NEWLINE) at += 2;
    else {
      text.at = at;
      return byte !== undefined && byte !== NEWLINE && byte !== HASH;
    }
  }
}

/** To the start of the next line: whether there is one. */
export function nextLine(text: TextReader): boolean {
  const end = text.bytes.indexOf(NEWLINE, text.at);
  text.at = end === -1 ? text.bytes.length : end + 1;
  return text.at < text.bytes.length;
}

/** Past white space and line ends: whether anything is left. */
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

/** Past the word that begins here. */
export function skipWord(text: TextReader): void {
  let { at } = text;
  while (!endsWord(text.bytes[at])) at++;
  text.at = at;
}

/** Whether the word that begins here is the given one, in letters of any size; past it if so. */
export function wordIs(text: TextReader, word: string): boolean {
  const { bytes, at } = text;
  for (let i = 0; i < word.length; i++) if ((bytes[at + i]! | SMALL) !== word.charCodeAt(i)) return false;
  if (!endsWord(bytes[at + word.length])) return false;
  text.at = at + word.length;
  return true;
}

/**
 * The decimal number that the word here is, to the nearest double, and past it. Words that are none give NaN, and reading
 * stays before them.
 */
export function readNumber(text: TextReader): number {
  const { bytes } = text;
  let { at } = text;
  const negative = bytes[at] === MINUS;
  if (negative || bytes[at] === PLUS) at++;
  // Fifteen digits and a power of ten up to 22 are exact in a double each: one rounding gives the nearest. Others are rare.
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
  if (count > 0 && (bytes[at]! | SMALL) === EXPONENT) {
    const down = bytes[++at] === MINUS;
    if (down || bytes[at] === PLUS) at++;
    const first = at;
    let exponent = 0;
    for (; isDigit(bytes[at]); at++) exponent = 10 * exponent + bytes[at]! - ZERO;
    if (at === first) count = 0;
    power += down ? -exponent : exponent;
  }
  if (count === 0 || !endsWord(bytes[at])) return Number.NaN;
  let value: number;
  if (count <= 15 && power >= -22 && power <= 22) {
    value = power < 0 ? digits / POWERS[-power]! : digits * POWERS[power]!;
  } else value = Number(new TextDecoder().decode(bytes.subarray(start, at)));
  text.at = at;
  return negative ? -value : value;
}

/** The whole number that begins here, with its sign, and past its digits; NaN where there is none. */
export function readWhole(text: TextReader): number {
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

/** The word that begins at a place, the first forty bytes of it. */
export function wordAt({ bytes }: TextReader, at: number): string {
  let end = at;
  while (end < at + 40 && !endsWord(bytes[end])) end++;
  return new TextDecoder().decode(bytes.subarray(at, end));
}

/** The error that names the line of a place. */
export function badLine(text: TextReader, at: number, what: string): VolumetricError {
  let line = 1;
  for (let i = 0; i < at; i++) if (text.bytes[i] === NEWLINE) line++;
  return new VolumetricError('bad-file', `${text.caller}: line ${line}: ${what}`);
}
