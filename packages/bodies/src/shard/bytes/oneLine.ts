// Formats what other code says of a file, for messages of one line.

/** The text of a value or error without line breaks and other control characters. */
export const oneLine = (value: unknown): string =>
  String(value)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
