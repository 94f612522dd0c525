// Packs the voxels of a volume into bits, 32 per word, and counts bits.
import type { PackedBits, View } from '@vrn/voxel';
import { isBits, isPacked, type Occupancy, refuse } from './pair.js';

/**
 * Packs voxels into words, last axis fastest: voxel n is bit n mod 32 of word ⌊n / 32⌋, set where its value is at least
 * the threshold. Bits after the last voxel are 0. For packed bits, returns their words. Throws `bad-volume` for NaN.
 */
export function wordsOf(volume: Occupancy, threshold: number, caller: string, name: string): Uint32Array {
  if (isBits(volume)) return ended(volume);
  const { data, shape, offset } = volume;
  const size = shape.reduce((product, n) => product * n, 1);
  const words = new Uint32Array(Math.ceil(size / 32));
  let sum = 0;
  // A separate loop per element type: engines slow down a loop that has met several types.
  if (isPacked(volume) && isFloats(data)) sum = floatWords(data.subarray(offset, offset + size), threshold, words);
  else if (isPacked(volume) && isBytes(data)) byteWords(data.subarray(offset, offset + size), threshold, words);
  else sum = viewWords(volume, threshold, words);
  // The sum of +∞ and −∞ is NaN as well.
  if (Number.isNaN(sum)) refuse({ [name]: volume }, 'hold numbers', Number.isNaN, caller);
  return words;
}

const isFloats = (data: ArrayLike<number>): data is Float32Array => data instanceof Float32Array;
const isBytes = (data: ArrayLike<number>): data is Uint8Array => data instanceof Uint8Array;

/** Returns the words, with the bits after the last voxel cleared. */
function ended({ words, shape }: PackedBits): Uint32Array {
  const used = (shape[0] * shape[1] * shape[2]) % 32;
  const last = words.length - 1;
  const beyond = used === 0 ? 0 : words[last]! & (-1 << used);
  if (beyond === 0) return words;
  const copy = words.slice();
  copy[last]! ^= beyond;
  return copy;
}

/**
 * Packs values into words and returns their sum, which is NaN if a value is NaN. Four independent sums and comparisons
 * per step run in parallel on the processor.
 */
function floatWords(data: Float32Array, threshold: number, words: Uint32Array): number {
  const full = data.length >>> 5;
  let sum = 0;
  let at = 0;
  for (let word = 0; word < full; word++) {
    let bits = 0;
    let p = 0;
    let q = 0;
    let r = 0;
    let s = 0;
    for (let bit = 0; bit < 32; bit += 4, at += 4) {
      const a = data[at]!;
      const b = data[at + 1]!;
      const c = data[at + 2]!;
      const d = data[at + 3]!;
      p += a;
      q += b;
      r += c;
      s += d;
      const first = Number(a >= threshold) | (Number(b >= threshold) << 1);
      bits |= (first | (Number(c >= threshold) << 2) | (Number(d >= threshold) << 3)) << bit;
    }
    sum += p + q + r + s;
    words[word] = bits;
  }
  for (; at < data.length; at++) {
    sum += data[at]!;
    words[full]! |= Number(data[at]! >= threshold) << (at & 31);
  }
  return sum;
}

function byteWords(data: Uint8Array, threshold: number, words: Uint32Array): void {
  const least = Math.ceil(Math.min(256, Math.max(0, threshold)));
  const full = data.length >>> 5;
  let at = 0;
  for (let word = 0; word < full; word++) {
    let bits = 0;
    for (let bit = 0; bit < 32; bit += 4, at += 4) {
      const first = Number(data[at]! >= least) | (Number(data[at + 1]! >= least) << 1);
      bits |= (first | (Number(data[at + 2]! >= least) << 2) | (Number(data[at + 3]! >= least) << 3)) << bit;
    }
    words[word] = bits;
  }
  for (; at < data.length; at++) words[full]! |= Number(data[at]! >= least) << (at & 31);
}

/** Packs views of any element type and memory layout, and returns the sum of their values. */
function viewWords({ data, shape, stride, offset }: View, threshold: number, words: Uint32Array): number {
  const last = shape.length - 1;
  const step = stride[last]!;
  let n = 0;
  let sum = 0;
  const walk = (axis: number, start: number): void => {
    if (axis < last) {
      for (let i = 0; i < shape[axis]!; i++) walk(axis + 1, start + i * stride[axis]!);
      return;
    }
    const end = n + shape[last]!;
    for (let at = start; n < end; n++, at += step) {
      const value = data[at]!;
      sum += value;
      words[n >>> 5]! |= Number(value >= threshold) << (n & 31);
    }
  };
  walk(0, offset);
  return sum;
}

/** Maximum number of bit counts, each 0..8, whose sum fits a byte. */
const MAX_COUNTS = 31;

/**
 * Counts the bits set in both lists and in either. Carry-save adders reduce four words to one word whose bits count
 * four, and carry the remainders on; the reduced words are counted byte by byte.
 *
 * Source: Muła, Kurz, Lemire 2018 (the circuit, there called Harley–Seal).
 */
export function countWords(a: Uint32Array, b: Uint32Array): { readonly both: number; readonly either: number } {
  const blocked = a.length & -4;
  let [one, two, ones, twos] = [0, 0, 0, 0]; // carried bits of weights 1 and 2, of both and of either
  let [both, either] = [0, 0];
  for (let i = 0; i < blocked; ) {
    const end = Math.min(blocked, i + 4 * MAX_COUNTS);
    let bytes = 0;
    let bytesOfEither = 0;
    for (; i < end; i += 4) {
      const p = a[i]!;
      const q = b[i]!;
      const r = a[i + 1]!;
      const s = b[i + 1]!;
      const t = a[i + 2]!;
      const u = b[i + 2]!;
      const v = a[i + 3]!;
      const w = b[i + 3]!;
      // Most words outside a body are 0 and do not change the counts.
      if ((p | q | r | s | t | u | v | w) === 0) continue;
      let x = p & q;
      let y = r & s;
      let odd = one ^ x;
      const pair = (one & x) | (odd & y);
      one = odd ^ y;
      x = p | q;
      y = r | s;
      odd = ones ^ x;
      const pairs = (ones & x) | (odd & y);
      ones = odd ^ y;
      x = t & u;
      y = v & w;
      odd = one ^ x;
      const next = (one & x) | (odd & y);
      one = odd ^ y;
      odd = two ^ pair;
      bytes = (bytes + countBytes((two & pair) | (odd & next))) | 0;
      two = odd ^ next;
      x = t | u;
      y = v | w;
      odd = ones ^ x;
      const nexts = (ones & x) | (odd & y);
      ones = odd ^ y;
      odd = twos ^ pairs;
      bytesOfEither = (bytesOfEither + countBytes((twos & pairs) | (odd & nexts))) | 0;
      twos = odd ^ nexts;
    }
    both += 4 * sumBytes(bytes);
    either += 4 * sumBytes(bytesOfEither);
  }
  both += 2 * countBits(two) + countBits(one);
  either += 2 * countBits(twos) + countBits(ones);
  for (let i = blocked; i < a.length; i++) {
    both += countBits(a[i]! & b[i]!);
    either += countBits(a[i]! | b[i]!);
  }
  return { both, either };
}

/** Returns the number of ones in 32 bits. */
export const countBits = (word: number): number => Math.imul(countBytes(word), 0x01010101) >>> 24;

/** Returns the number of ones in each of four bytes, by sums of 2, then 4, then 8 bits. */
function countBytes(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return (fours + (fours >>> 4)) & 0x0f0f0f0f;
}

const sumBytes = (word: number): number => (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
