// Computes which samples of a volume are inside, one bit per sample: the first pass of marching cubes.
import { check, type View } from '@vrn/voxel';

/**
 * Writes a row of samples, line by line, as 32-bit words: bit k + 1 of a line is set where sample k is at least the
 * level. The first line, the last line, and the bits before a line's first sample and after its last stay 0, which
 * means outside.
 *
 * @param words  `(columns + 2) · perLine` words, initially 0.
 * @throws {VolumetricError} `bad-volume` where a sample is NaN or infinite.
 */
export function loadRow(volume: View, level: number, row: number, words: Int32Array, perLine: number): void {
  const { data, shape, stride } = volume;
  const [, columns, slices] = shape as readonly [number, number, number];
  const [down, right, deep] = stride as readonly [number, number, number];
  const start = volume.offset + row * down;
  const isPacked = deep === 1 || slices === 1;
  let finite = 0;
  if (isPacked && data instanceof Float32Array) {
    finite = loadFloats(data, start, right, columns, slices, level, words, perLine);
  } else if (isPacked && data instanceof Uint8Array) {
    loadBytes(data, start, right, columns, slices, level, words, perLine);
  } else finite = loadAny(data, start, right, deep, columns, slices, level, words, perLine);
  check(Number.isFinite(finite), 'bad-volume', () => {
    return `marchingCubes: volume must be finite, got NaN or infinity in row ${row}`;
  });
}

/**
 * Writes a row of packed single-precision samples, four at a time, since most of them are outside. Sums detect NaN and
 * infinity; there are four, since additions to a single sum would wait for each other.
 */
function loadFloats(
  data: Float32Array,
  start: number,
  right: number,
  columns: number,
  slices: number,
  level: number,
  words: Int32Array,
  perLine: number,
): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const full = slices >> 5;
  for (let column = 0; column < columns; column++) {
    let k = start + column * right;
    let to = (column + 1) * perLine;
    let carry = 0;
    for (let word = 0; word < full; word++) {
      let bits = 0;
      for (let bit = 0; bit < 32; bit += 4, k += 4) {
        const a = data[k]!;
        const b = data[k + 1]!;
        const c = data[k + 2]!;
        const d = data[k + 3]!;
        s0 += a;
        s1 += b;
        s2 += c;
        s3 += d;
        if (a >= level || b >= level || c >= level || d >= level) {
          bits |= ((a >= level ? 1 : 0) | (b >= level ? 2 : 0) | (c >= level ? 4 : 0) | (d >= level ? 8 : 0)) << bit;
        }
      }
      words[to++] = (bits << 1) | carry;
      carry = bits >>> 31;
    }
    for (let bit = 1, left = slices & 31; left > 0; left--, bit++, k++) {
      const a = data[k]!;
      s0 += a;
      if (a >= level) carry |= 1 << bit;
    }
    words[to] = carry;
  }
  return s0 + s1 + s2 + s3;
}

/**
 * Writes a row of packed bytes, which are always finite. A separate function, since a loop that has processed both
 * types of arrays is slow for both.
 */
function loadBytes(
  data: Uint8Array,
  start: number,
  right: number,
  columns: number,
  slices: number,
  level: number,
  words: Int32Array,
  perLine: number,
): void {
  const full = slices >> 5;
  for (let column = 0; column < columns; column++) {
    let k = start + column * right;
    let to = (column + 1) * perLine;
    let carry = 0;
    for (let word = 0; word < full; word++) {
      let bits = 0;
      for (let bit = 0; bit < 32; bit += 4, k += 4) {
        const a = data[k]!;
        const b = data[k + 1]!;
        const c = data[k + 2]!;
        const d = data[k + 3]!;
        if (a >= level || b >= level || c >= level || d >= level) {
          bits |= ((a >= level ? 1 : 0) | (b >= level ? 2 : 0) | (c >= level ? 4 : 0) | (d >= level ? 8 : 0)) << bit;
        }
      }
      words[to++] = (bits << 1) | carry;
      carry = bits >>> 31;
    }
    for (let bit = 1, left = slices & 31; left > 0; left--, bit++, k++) if (data[k]! >= level) carry |= 1 << bit;
    words[to] = carry;
  }
}

/** Writes a row of samples of any array type and any strides. */
function loadAny(
  data: ArrayLike<number>,
  start: number,
  right: number,
  deep: number,
  columns: number,
  slices: number,
  level: number,
  words: Int32Array,
  perLine: number,
): number {
  words.fill(0);
  let finite = 0;
  for (let column = 0; column < columns; column++) {
    const to = (column + 1) * perLine;
    for (let k = 1, from = start + column * right; k <= slices; k++, from += deep) {
      const a = data[from]!;
      finite += a - a;
      if (a >= level) words[to + (k >> 5)]! |= 1 << (k & 31);
    }
  }
  return finite;
}
