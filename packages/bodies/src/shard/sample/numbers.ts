// Whole numbers in as few bytes as they need: seven bits each, the lowest first, the top bit set where more follow.

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

/** The numbers behind bytes; what is left over at the end counts for nothing. */
export function readNumbers(bytes: Uint8Array): Uint32Array {
  let count = 0;
  for (let at = 0; at < bytes.length; at++) if (bytes[at]! < 128) count++;
  const out = new Uint32Array(count);
  for (let at = 0, n = 0, shift = 0, value = 0; at < bytes.length; at++) {
    value |= (bytes[at]! & 127) << shift;
    shift += 7;
    if (bytes[at]! >= 128) continue;
    out[n++] = value;
    shift = 0;
    value = 0;
  }
  return out;
}
