// Lists the number formats of volume files by NumPy's codes, with their sizes, and converts between byte orders.

/** Size in bytes of each format: booleans, unsigned and signed integers, floats. */
export const NUMBER_FORMATS = {
  b1: 1,
  u1: 1,
  i1: 1,
  u2: 2,
  i2: 2,
  u4: 4,
  i4: 4,
  u8: 8,
  i8: 8,
  f2: 2,
  f4: 4,
  f8: 8,
} as const;

export type NumberFormat = keyof typeof NUMBER_FORMATS;

/** Whether a code from a file is one of {@link NUMBER_FORMATS}. */
export function isNumberFormat(code: string): code is NumberFormat {
  return Object.hasOwn(NUMBER_FORMATS, code);
}

/** Whether typed arrays are little-endian on this machine. */
export const HOST_IS_LITTLE = /* @__PURE__ */ (() => new Uint8Array(Uint16Array.of(1).buffer)[0] === 1)();

/** Reverses the bytes of each number of `size` bytes in place: converts between big-endian and little-endian. */
export function swapBytes(bytes: Uint8Array, size: number): void {
  if (size === 1) return;
  for (let start = 0; start < bytes.length; start += size) {
    for (let a = start, b = start + size - 1; a < b; a++, b--) {
      const byte = bytes[a]!;
      bytes[a] = bytes[b]!;
      bytes[b] = byte;
    }
  }
}
