// Formats values and errors for one-line messages.

/**
 * Converts a value or error to text in which one space replaces each run of white space and control characters, without
 * spaces at its ends.
 */
export const oneLine = (value: unknown): string =>
  String(value)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
