// Formats values and errors for messages of one line.

/** Converts a value or error to text in which spaces replace line breaks and other control characters. */
export const oneLine = (value: unknown): string =>
  String(value)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
