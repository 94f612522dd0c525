// Computes the CRC-32 that PNG and zip use, and locates a single damaged byte from two checksums.

const TABLE = /* @__PURE__ */ (() =>
  Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb8_8320 : c >>> 1;
    return c;
  }))();

/** Computes the CRC-32 of the concatenated parts, an integer from 0 to 2³² − 1. Cost: O(bytes). */
export function crc32(...parts: readonly Uint8Array[]): number {
  let c = 0xffff_ffff;
  for (const part of parts) {
    for (let at = 0; at < part.length; at++) c = TABLE[(c ^ part[at]!) & 255]! ^ (c >>> 8);
  }
  return ~c >>> 0;
}

/** Index of the table entry with a given top byte. Every top byte occurs exactly once. */
const BY_TOP = /* @__PURE__ */ (() => {
  const out = new Uint8Array(256);
  for (let n = 0; n < 256; n++) out[TABLE[n]! >>> 24] = n;
  return out;
})();

/**
 * Locates the single changed byte that explains the difference between two checksums.
 *
 * CRC-32 is linear, so the exclusive or of two checksums depends on the damage only. The function runs the checksum
 * backwards from the last byte until a change of one byte explains the difference. Damage to several bytes is mistaken
 * for damage to one byte with probability 255 · `length` / 2³²: one in 400 at 40 kB.
 *
 * @param found     checksum of the data as read.
 * @param expected  checksum of the data as written.
 * @param length    number of bytes that the checksums cover.
 * @returns         offset of the byte; undefined if no single byte explains the difference.
 * Cost: O(length).
 */
export function damagedByte(found: number, expected: number, length: number): number | undefined {
  let difference = (found ^ expected) >>> 0;
  for (let at = length - 1; at >= 0; at--) {
    const entry = BY_TOP[difference >>> 24]!;
    if (TABLE[entry] === difference && entry !== 0) return at;
    difference = (((difference ^ TABLE[entry]!) << 8) | entry) >>> 0;
  }
  return undefined;
}
