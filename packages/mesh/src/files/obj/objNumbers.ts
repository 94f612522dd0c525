// Reads the numbers of one .obj statement: v, vt or vn.
import { badLine, lineGoesOn, readReal, type TextReader, wordAt } from '../text/textReader.js';

/** Maximum number of values in a `v` statement. */
const MAX_NUMBERS = 64;

/** The numbers of the last statement; NaN for values that are not finite in single precision. */
export const ROW = new Float64Array(MAX_NUMBERS);

/**
 * Reads the numbers up to the line's end into ROW. Returns their count.
 *
 * @throws {VolumetricError} `bad-file` for a word that is not a number, and for more than 64 numbers
 */
export function readRow(text: TextReader): number {
  let count = 0;
  while (lineGoesOn(text)) {
    const value = readReal(text);
    if (value === undefined) {
      throw badLine(text, text.at, `must be finite numbers, got '${wordAt(text, text.at)}'`);
    }
    if (count === MAX_NUMBERS) {
      throw badLine(text, text.at, `v must have at most ${MAX_NUMBERS} numbers, got more`);
    }
    ROW[count++] = Number.isFinite(Math.fround(value)) ? value : Number.NaN;
  }
  return count;
}

/**
 * Reads the numbers of an attribute into ROW, whose second number is 0 if it is missing. Returns whether there are
 * between `minimum` and `maximum` of them, all finite in single precision.
 */
export function readAttribute(text: TextReader, minimum: number, maximum: number): boolean {
  ROW[1] = 0;
  let count = 0;
  while (lineGoesOn(text)) {
    const value = readReal(text);
    if (value === undefined || count === maximum || !Number.isFinite(Math.fround(value))) return false;
    ROW[count++] = value;
  }
  return count >= minimum;
}
