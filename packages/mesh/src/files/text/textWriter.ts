// Writes numbers as text, straight into bytes.

/** Text that is being written. */
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

/** What has been written. */
export const written = ({ bytes, length }: TextWriter): Uint8Array => bytes.slice(0, length);

/** Doubles what there is where it may not do for so many bytes more. */
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

/** Text of ASCII characters. */
export function writeText(out: TextWriter, text: string): void {
  makeRoom(out, text.length);
  for (let i = 0; i < text.length; i++) out.bytes[out.length++] = text.charCodeAt(i);
}

/** An integer from 0 to below 2³². */
export function writeInteger(out: TextWriter, value: number): void {
  if (value > 999_999_999) writeText(out, String(value));
  else writeDigits(out, value, 0);
}

/**
 * A single-precision number in the fewest digits that read back as itself, also by way of double precision. 0.00001
 * to ten million stand without exponent, others with nine digits and one, and −0 keeps its sign.
 */
export function writeSingle(out: TextWriter, value: number): void {
  const size = Math.abs(value);
  if (!(size >= 1e-5 && size < 1e7)) {
    writeNine(out, value);
    return;
  }
  // Most numbers need eight digits, wherever their point is: from seven on they are tried one by one.
  let digits = 7;
  for (let whole = 1; size >= whole && digits > 1; whole *= 10) digits--;
  for (let part = 0.1; size < part; part /= 10) digits++;
  if (reads(size, digits - 1)) digits = 0;
  while (digits < POWERS.length && !reads(size, digits)) digits++;
  const whole = digits < POWERS.length ? Math.round(size * POWERS[digits]!) : Number.POSITIVE_INFINITY;
  if (whole > 999_999_999) {
    writeNine(out, value);
    return;
  }
  if (value < 0) writeByte(out, MINUS);
  writeDigits(out, whole, digits);
}

/** Whether so many digits behind the point give the single-precision number back, with a little to spare. */
function reads(size: number, digits: number): boolean {
  const near = Math.round(size * POWERS[digits]!) / POWERS[digits]!;
  return Math.fround(near * (1 + 2 ** -50)) === size && Math.fround(near * (1 - 2 ** -50)) === size;
}

/** A finite number in up to nine digits. */
export function writeNine(out: TextWriter, value: number): void {
  const size = Math.abs(value);
  if (value < 0 || Object.is(value, -0)) writeByte(out, MINUS);
  if (Number.isInteger(size) && size <= 999_999_999) writeDigits(out, size, 0);
  else if (size >= 1e-5 && size < 1) {
    let digits = 9;
    while (size * POWERS[digits]! < 99_999_999.5) digits++;
    let whole = Math.round(size * POWERS[digits]!);
    for (; whole > 0 && whole % 10 === 0; digits--) whole /= 10;
    writeDigits(out, whole, digits);
  } else writeText(out, String(Number(size.toPrecision(9))));
}

/** An integer below 10⁹ with a point before its last digits. */
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
