// Helps the readers of .npy, .binvox and NRRD files: refuses UTF-16 and too many elements, skips byte order marks, and
// phrases the warning about bytes after the data.
import { check } from '../core/errors.js';

/** Maximum number of elements: their indices fit signed 32-bit integers. */
export const MAX_ELEMENTS = 2 ** 31 - 1;

/**
 * Throws for text in UTF-16, which some Windows programs write by default: none of the formats allows it.
 *
 * @throws {VolumetricError} `bad-file`
 */
export function refuseUtf16(caller: string, bytes: Uint8Array): void {
  const [a, b] = [bytes[0], bytes[1]];
  const isMarked = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
  const isBare = bytes.length >= 4 && ((a! > 0 && b === 0 && bytes[3] === 0) || (a === 0 && b! > 0 && bytes[2] === 0));
  check(!isMarked && !isBare, 'bad-file', () => `${caller}: file must be in ASCII or UTF-8, got text in UTF-16`);
}

/** Throws a `VolumetricError` with the given code if a shape has more than {@link MAX_ELEMENTS} elements. */
export function checkElements(
  caller: string,
  what: string,
  shape: readonly number[],
  code: 'bad-file' | 'bad-grid',
): void {
  const size = shape.reduce((product, length) => product * length, 1);
  check(size <= MAX_ELEMENTS, code, () => `${caller}: ${what} must be below 2³¹ elements, got ${size}`);
}

/** Returns the offset at which text begins: 3 after a byte order mark of UTF-8, else 0. */
export const startOfText = (bytes: Uint8Array): number =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;

/** Returns the warning about bytes after the data. */
export const trailing = (bytes: number): string => `ignored ${bytes} ${bytes === 1 ? 'byte' : 'bytes'} after the data`;
