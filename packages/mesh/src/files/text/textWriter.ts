// Writes numbers as text, directly into bytes.

/** A text that is being written. */
export interface TextWriter {
  bytes: Uint8Array;
  length: number;
}

export const textWriter = (): TextWriter => ({ bytes: new Uint8Array(1 << 16), length: 0 });

export const SPACE = 32;
export const NEWLINE = 10;
export const SLASH = 47;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;

const POWERS = Float64Array.from({ length: 16 }, (_, n) => Number(`1e${n}`));

/** Returns the bytes written so far. */
export const written = ({ bytes, length }: TextWriter): Uint8Array => bytes.slice(0, length);

/** Enlarges the buffer to at least twice its size if it has no room for `more` further bytes. */
function makeRoom(out: TextWriter, more: number): void {
  if (out.length + more <= out.bytes.length) return;
  const larger = new Uint8Array(Math.max(2 * out.bytes.length, out.length + more));
  larger.set(out.bytes.subarray(0, out.length));
  out.bytes = larger;
}

export function writeByte(out: TextWriter, byte: number): void {
  makeRoom(out, 1);
  out.bytes[out.length++] = byte;
}

/** Writes ASCII text. */
export function writeText(out: TextWriter, text: string): void {
  makeRoom(out, text.length);
  for (let i = 0; i < text.length; i++) out.bytes[out.length++] = text.charCodeAt(i);
}

/** Writes an integer in [0, 2³²). */
export function writeInteger(out: TextWriter, value: number): void {
  if (value > 999_999_999) writeText(out, String(value));
  else writeDigits(out, value, 0);
}

/**
 * Writes a finite single-precision number so that it reads back as the same number, even if a reader parses it to
 * double precision first. Magnitudes from 0.00001 to ten million are written in the fewest digits that suffice, without
 * an exponent; all others as `writeNine` writes them. −0 keeps its sign.
 */
export function writeSingle(out: TextWriter, value: number): void {
  const size = Math.abs(value);
  if (!(size >= 1e-5 && size < 1e7)) {
    writeNine(out, value);
    return;
  }
  // Most numbers need eight significant digits. So six are tested first: if they do not suffice, the search starts at
  // seven, otherwise at 0 decimals.
  let digits = 7;
  for (let power = 1; size >= power && digits > 1; power *= 10) digits--;
  for (let part = 0.1; size < part; part /= 10) digits++;
  if (reads(size, digits - 1)) digits = 0;
  while (digits < POWERS.length && !reads(size, digits)) digits++;
  const scaled = digits < POWERS.length ? Math.round(size * POWERS[digits]!) : Number.POSITIVE_INFINITY;
  if (scaled > 999_999_999) {
    writeNine(out, value);
    return;
  }
  if (value < 0) writeByte(out, MINUS);
  writeDigits(out, scaled, digits);
}

/** Whether this many decimals reproduce the single-precision number, with a safety margin. */
function reads(size: number, digits: number): boolean {
  const near = Math.round(size * POWERS[digits]!) / POWERS[digits]!;
  return Math.fround(near * (1 + 2 ** -50)) === size && Math.fround(near * (1 - 2 ** -50)) === size;
}

/** Writes a finite number in up to nine significant digits, with an exponent only where `String` uses one. */
export function writeNine(out: TextWriter, value: number): void {
  const size = Math.abs(value);
  if (value < 0 || Object.is(value, -0)) writeByte(out, MINUS);
  if (Number.isInteger(size) && size <= 999_999_999) writeDigits(out, size, 0);
  else if (size >= 1e-5 && size < 1) {
    let digits = 9;
    while (size * POWERS[digits]! < 99_999_999.5) digits++;
    let scaled = Math.round(size * POWERS[digits]!);
    for (; scaled > 0 && scaled % 10 === 0; digits--) scaled /= 10;
    writeDigits(out, scaled, digits);
  } else writeText(out, String(Number(size.toPrecision(9))));
}

/** Writes an integer below 10⁹ with a decimal point before its last `afterPoint` digits. */
function writeDigits(out: TextWriter, value: number, afterPoint: number): void {
  let length = 1;
  while (length < 10 && value >= POWERS[length]!) length++;
  if (length <= afterPoint) length = afterPoint + 1;
  makeRoom(out, length + 1);
  let at = out.length + length + (afterPoint > 0 ? 1 : 0);
  out.length = at;
  let rest = value | 0;
  for (let digit = 0; digit < length; digit++) {
    if (digit === afterPoint && digit > 0) out.bytes[--at] = POINT;
    const next = (rest / 10) | 0;
    out.bytes[--at] = ZERO + rest - 10 * next;
    rest = next;
  }
}
