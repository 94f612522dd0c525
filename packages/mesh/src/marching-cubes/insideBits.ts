// Computes which samples of a volume are inside, one bit per sample: the first pass of marching cubes.
import { check, type View } from '@vrn/voxel';

/** Inside bits of a row of samples: one bit per sample, with an empty line before and after. */
export interface InsideBits {
  /** `(columns + 2) · perLine` words of 32 bits; bit k + 1 of a line is set where sample k is at least the level. */
  readonly words: Int32Array;
  /** `columns + 3` bytes: one per line, nonzero where a sample of the line is inside, and a last one that is 0. */
  readonly inLine: Uint8Array;
}

/**
 * Writes the inside bits of a row of samples into `bits`, whose previous content is overwritten.
 *
 * @throws {VolumetricError} `bad-volume` where a sample is NaN or infinite.
 */
export function loadRow(volume: View, level: number, row: number, bits: InsideBits, perLine: number): void {
  const { data, shape, stride } = volume;
  const [, columns, slices] = shape as readonly [number, number, number];
  const [down, right, deep] = stride as readonly [number, number, number];
  const start = volume.offset + row * down;
  clear(bits);
  const isPacked = deep === 1 || slices === 1;
  let finite = 0;
  if (isPacked && data instanceof Float32Array) {
    finite = loadFloats(data, start, right, columns, slices, level, bits, perLine);
  } else if (isPacked && data instanceof Uint8Array) {
    loadBytes(data, start, right, columns, slices, level, bits, perLine);
  } else finite = loadAny(data, start, right, deep, columns, slices, level, bits, perLine);
  check(Number.isFinite(finite), 'bad-volume', () => {
    return `marchingCubes: volume must be finite, got NaN or infinity in row ${row}`;
  });
}

/** Marks all samples of a row as outside. */
export function clear({ words, inLine }: InsideBits): void {
  words.fill(0);
  inLine.fill(0);
}

/** Exponent bits of a single-precision number; NaN and infinity have all of them. */
const EXPONENT = 0x7f800000;

/**
 * Writes the bits of a row of packed single-precision samples, eight at a time. Bit patterns of non-negative numbers,
 * read as integers, have the order of the numbers, so patterns are compared, and negative samples count as 0. If the
 * level is not positive, samples and level are negated and the result is inverted. Most groups of eight need a single
 * comparison: if the level is positive and the bitwise "or" of the eight patterns is non-negative and below the level's
 * pattern, so is each of them, and all eight samples are outside and finite.
 *
 * @returns  NaN if a sample is not finite, else 0.
 */
function loadFloats(
  data: Float32Array,
  start: number,
  right: number,
  columns: number,
  slices: number,
  level: number,
  bits: InsideBits,
  perLine: number,
): number {
  const patterns = new Int32Array(data.buffer, data.byteOffset, data.length);
  const isPositive = level > 0;
  const flip = isPositive ? 0 : 1 << 31;
  const invert = isPositive ? 0 : 255;
  const least = patternOf(Math.abs(level), isPositive);
  const small = isPositive ? least : 0;
  const many = slices & ~7;
  let finite = 0;
  for (let column = 0; column < columns; column++) {
    const from = start + column * right;
    const end = from + many;
    for (let k = from; k < end; k += 8) {
      const any =
        patterns[k]! |
        patterns[k + 1]! |
        patterns[k + 2]! |
        patterns[k + 3]! |
        patterns[k + 4]! |
        patterns[k + 5]! |
        patterns[k + 6]! |
        patterns[k + 7]!;
      if (any >= 0 && any < small) continue;
      if ((any & EXPONENT) === EXPONENT) for (let n = k; n < k + 8; n++) finite += data[n]! - data[n]!;
      const byte = compared(patterns, k, k + 8, flip, least) ^ invert;
      if (byte !== 0) store(bits, column, k - from, byte, perLine);
    }
    if (many === slices) continue;
    for (let n = end; n < from + slices; n++) finite += data[n]! - data[n]!;
    const rest = compared(patterns, end, from + slices, flip, least) ^ (invert >> (8 - (slices & 7)));
    store(bits, column, many, rest, perLine);
  }
  return finite;
}

const single = new Float32Array(1);
const pattern = new Int32Array(single.buffer);

/**
 * Returns the bit pattern of the smallest single-precision number that is at least `level`, or, without `orEqual`,
 * greater than it. The level must not be negative.
 */
function patternOf(level: number, orEqual: boolean): number {
  single[0] = level;
  const isEnough = orEqual ? single[0] >= level : single[0] > level;
  return pattern[0]! + (isEnough ? 0 : 1);
}

/**
 * Compares the patterns from `from` to `end` − 1, at most 8, with `least`, after inverting their signs if `flip` is the
 * sign bit. Returns a number whose bit n is set if pattern `from` + n is at least `least`.
 */
function compared(patterns: ArrayLike<number>, from: number, end: number, flip: number, least: number): number {
  let bits = 0;
  for (let n = end - 1; n >= from; n--) {
    const own = patterns[n]! ^ flip;
    // Negative numbers count as 0, so that the difference does not overflow; its sign is the result.
    bits = (bits << 1) | ((least - 1 - (own & ~(own >> 31))) >>> 31);
  }
  return bits;
}

/** Adds the bits of the 8 samples from slice `first` on to the line of a column. `first` is a multiple of 8. */
function store({ words, inLine }: InsideBits, column: number, first: number, byte: number, perLine: number): void {
  const bit = (first + 1) & 31;
  const at = (column + 1) * perLine + (first >> 5);
  words[at]! |= byte << bit;
  if (bit > 24) words[at + 1]! |= byte >>> (32 - bit);
  inLine[column + 1]! |= byte;
}

/**
 * Writes the bits of a row of packed bytes, which are always finite. This function is separate from `loadAny`, since a
 * loop that has processed several types of arrays is slower for each of them.
 */
function loadBytes(
  data: Uint8Array,
  start: number,
  right: number,
  columns: number,
  slices: number,
  level: number,
  bits: InsideBits,
  perLine: number,
): void {
  for (let column = 0; column < columns; column++) {
    const from = start + column * right;
    for (let k = 0; k < slices; k += 8) {
      let byte = 0;
      for (let n = Math.min(slices, k + 8) - 1; n >= k; n--) byte = (byte << 1) | +(data[from + n]! >= level);
      if (byte !== 0) store(bits, column, k, byte, perLine);
    }
  }
}

/** Writes the bits of a row of samples of any array type and strides. Returns NaN if a sample is not finite, else 0. */
function loadAny(
  data: ArrayLike<number>,
  start: number,
  right: number,
  deep: number,
  columns: number,
  slices: number,
  level: number,
  bits: InsideBits,
  perLine: number,
): number {
  let finite = 0;
  for (let column = 0; column < columns; column++) {
    for (let k = 0, from = start + column * right; k < slices; k++, from += deep) {
      const a = data[from]!;
      finite += a - a;
      if (a >= level) store(bits, column, k & ~7, 1 << (k & 7), perLine);
    }
  }
  return finite;
}
