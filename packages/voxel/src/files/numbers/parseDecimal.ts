// A number written in decimal.

/**
 * The finite number that a text is, NaN where it is none: digits with or without sign, point and exponent, nothing else (no
 * hexadecimal, no spaces, not the empty text).
 *
 * Cost: O(length); no step looks back.
 */
export function parseDecimal(text: string): number {
  if (!/^[-+.\deE]+$/.test(text)) return Number.NaN;
  const number = Number(text);
  return Number.isFinite(number) ? number : Number.NaN;
}
