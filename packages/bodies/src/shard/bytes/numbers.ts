// Integers of variable length: seven bits per byte, the lowest first; the top bit is set in all bytes but the last.

export interface NumberWriter {
  add(value: number): void;
  readonly length: number;
  bytes(): Uint8Array;
}

/** Collects numbers of 0 to 2³² − 1. */
export function numberWriter(): NumberWriter {
  let held = new Uint8Array(1024);
  let length = 0;
  return {
    add: (value) => {
      if (length + 5 > held.length) {
        const grown = new Uint8Array(2 * held.length);
        grown.set(held);
        held = grown;
      }
      let rest = value;
      for (; rest > 127; rest >>>= 7) held[length++] = (rest & 127) | 128;
      held[length++] = rest;
    },
    get length() {
      return length;
    },
    bytes: () => held.slice(0, length),
  };
}

/** Bytes of the largest number. */
export const MAX_NUMBER_BYTES = 5;

export interface NumberReader {
  /** Whether another complete number follows. */
  hasMore(): boolean;
  next(): number;
  /** Skips numbers; returns how many there were. */
  skip(count: number): number;
  /** Place of the next number. */
  at(): number;
}

/** Reads numbers one after the other, without a list of them. Bytes of an incomplete number at the end are ignored. */
export function numberReader(bytes: Uint8Array, start = 0): NumberReader {
  let at = start;
  let end = bytes.length;
  while (end > start && bytes[end - 1]! >= 128) end--;
  return {
    hasMore: () => at < end,
    next: () => {
      let [value, shift] = [0, 0];
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
