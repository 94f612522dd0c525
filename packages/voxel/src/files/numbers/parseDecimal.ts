// Parses decimal numbers strictly.

/**
 * Returns the finite number in a text: digits with optional sign, point and exponent. NaN for anything else:
 * hexadecimal, spaces, the empty text, numbers beyond the range of double precision.
 *
 * Cost: O(length), without backtracking.
 */
export function parseDecimal(text: string): number {
  if (!/^[-+.\deE]+$/.test(text)) return Number.NaN;
  const number = Number(text);
  return Number.isFinite(number) ? number : Number.NaN;
}
