// The checksum of PNG and zip, and where a single damaged byte lies.

const TABLE = /* @__PURE__ */ (() =>
  Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb8_8320 : c >>> 1;
    return c;
  }))();

/** CRC-32 of the parts, one after the other: 0 to 2³² − 1. Cost: about 2 ms a megabyte. */
export function crc32(...parts: readonly Uint8Array[]): number {
  let c = 0xffff_ffff;
  for (const part of parts) {
    for (let at = 0; at < part.length; at++) c = TABLE[(c ^ part[at]!) & 255]! ^ (c >>> 8);
  }
  return ~c >>> 0;
}

/** The entry of the table with this top byte: there is one for each. */
const BY_TOP = /* @__PURE__ */ (() => {
  const out = new Uint8Array(256);
  for (let n = 0; n < 256; n++) out[TABLE[n]! >>> 24] = n;
  return out;
})();

/**
 * Where the one byte lies that, changed, makes of one checksum the other; undefined where no single one does.
 *
 * A checksum is linear: the difference of two tells of the damage alone. It is followed back from the last byte to
 * one where a change of that byte alone explains it. Several changed bytes are taken for one with a chance of 255 in
 * 2³² for each byte of length: at 40 kB, one time in 400.
 *
 * @param length  bytes that the checksums are of.
 */
export function damagedByte(found: number, wanted: number, length: number): number | undefined {
  let difference = (found ^ wanted) >>> 0;
  for (let at = length - 1; at >= 0; at--) {
    const entry = BY_TOP[difference >>> 24]!;
    if (TABLE[entry] === difference && entry !== 0) return at;
    difference = (((difference ^ TABLE[entry]!) << 8) | entry) >>> 0;
  }
  return undefined;
}
