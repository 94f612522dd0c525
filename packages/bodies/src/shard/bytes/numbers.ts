// Encodes and decodes integers as LEB128: seven bits per byte, lowest first; the top bit means that more bytes follow.

export interface NumberWriter {
  /** Appends an integer from 0 to 2³² − 1. */
  add(value: number): void;
  /** Number of bytes so far. */
  readonly length: number;
  /** Returns a copy of the encoded bytes. */
  bytes(): Uint8Array;
}

/** Creates a writer of integers from 0 to 2³² − 1. */
export function numberWriter(): NumberWriter {
  let buffer = new Uint8Array(1024);
  let length = 0;
  return {
    add: (value) => {
      if (length + MAX_NUMBER_BYTES > buffer.length) {
        const grown = new Uint8Array(2 * buffer.length);
        grown.set(buffer);
        buffer = grown;
      }
      let rest = value;
      for (; rest > 127; rest >>>= 7) buffer[length++] = (rest & 127) | 128;
      buffer[length++] = rest;
    },
    get length() {
      return length;
    },
    bytes: () => buffer.slice(0, length),
  };
}

/** Size of the largest encoded integer in bytes. */
export const MAX_NUMBER_BYTES = 5;

export interface NumberReader {
  /** Whether another complete number follows. */
  hasMore(): boolean;
  /** Reads the next number. Must be called only if `hasMore()` is true. */
  next(): number;
  /** Skips up to `count` numbers; returns how many it skipped. */
  skip(count: number): number;
  /** Offset of the next number in bytes. */
  at(): number;
}

/** Creates a reader that decodes numbers on demand. Ignores an incomplete number at the end. */
export function numberReader(bytes: Uint8Array, start = 0): NumberReader {
  let at = start;
  let end = bytes.length;
  while (end > start && bytes[end - 1]! >= 128) end--;
  return {
    hasMore: () => at < end,
    next: () => {
      let value = 0;
      let shift = 0;
      for (;;) {
        const byte = bytes[at++]!;
        value |= (byte & 127) << shift;
        shift += 7;
        if (byte < 128) return value >>> 0;
      }
    },
    skip: (count) => {
      let skipped = 0;
      for (; skipped < count && at < end; skipped++) while (bytes[at++]! >= 128);
      return skipped;
    },
    at: () => at,
  };
}
