// Packs binary volumes at one bit per voxel: an eighth of the memory of one byte per voxel.
import { check } from '../core/errors.js';
import { gather } from '../core/gather.js';
import { checkGrid, type Triple } from '../core/grid.js';
import { checkOptions } from '../core/options.js';
import { checkView, packed, type View, type Volume } from '../core/volume.js';
import { HOST_IS_LITTLE } from './numbers/numberFormat.js';

/** A binary volume, 32 voxels per word, slices fastest: voxel n is bit n mod 32 of word ⌊n / 32⌋. */
export interface PackedBits {
  readonly words: Uint32Array;
  readonly shape: Triple;
}

export interface PackBitsOptions {
  /** Voxels of at least this value are set. Any finite number. Default 0.5. */
  readonly threshold?: number;
}

export const PACK_BITS_DEFAULTS = { threshold: 0.5 } as const;

/**
 * Packs the set voxels of a volume, one bit per voxel. Bits after the last voxel are 0.
 *
 * @param volume  `[rows, columns, slices]`, any strides.
 * @throws {VolumetricError} `bad-volume` (also for NaN), `bad-argument`
 * Cost: O(voxels). Bytes (on little-endian machines) and single-precision floats (for thresholds above 0) are packed
 * without branches that depend on voxels, so the time does not depend on their values.
 *
 * @example
 * packBits(voxelize(mesh, grid)).words.byteLength;  // → 262144 at 128³, instead of 2097152
 */
export function packBits(volume: View, options: PackBitsOptions = {}): PackedBits {
  checkOptions('packBits', options, PACK_BITS_DEFAULTS);
  const { threshold = PACK_BITS_DEFAULTS.threshold } = options;
  checkView(volume, 'packBits', 'volume', 3);
  check(Number.isFinite(threshold), 'bad-argument', () => `packBits: threshold must be finite, got ${threshold}`);
  const data = gather(volume, { mayShare: true });
  const words = new Uint32Array(Math.ceil(data.length / 32));
  let done = 0;
  let isNumber = true;
  if (data instanceof Uint8Array && HOST_IS_LITTLE) done = packBytes(data, words, threshold);
  else if (data instanceof Float32Array && threshold > 0) {
    done = data.length >>> 5;
    isNumber = packSingles(data, words, threshold);
  }
  for (let n = 32 * done; n < data.length; n++) {
    const value = data[n]!;
    if (value >= threshold) words[n >>> 5]! |= 1 << (n & 31);
    else if (!(value < threshold)) isNumber = false;
  }
  check(isNumber, 'bad-volume', () => 'packBits: volume must not have NaN');
  const [rows, columns, slices] = volume.shape as [number, number, number];
  return { words, shape: [rows, columns, slices] };
}

/**
 * Packs complete words from bytes, four bytes at a time in one register. A byte b is set if b ≥ `least`, which is the
 * threshold rounded up. With m = b mod 128, this means b ≥ 128 or m ≥ `least` for a `least` up to 128, else
 * b ≥ 128 and m ≥ `least` − 128. Each byte of `rest` is 128 minus that limit of m, so adding it to m sets bit 7
 * exactly if m reaches the limit, and never carries into bit 8. The multiplication then moves bits 0, 8, 16, 24 to 24,
 * 25, 26, 27.
 *
 * @returns  the number of complete words, ⌊voxels / 32⌋.
 */
function packBytes(data: Uint8Array, words: Uint32Array, threshold: number): number {
  const least = Math.ceil(threshold);
  const full = data.length >>> 5;
  if (least > 255) return full;
  if (least < 1) {
    words.fill(0xffff_ffff, 0, full);
    return full;
  }
  const aligned = data.byteOffset % 4 === 0 ? data : new Uint8Array(data);
  const fours = new Uint32Array(aligned.buffer, aligned.byteOffset, 8 * full);
  const isHigh = least > 128;
  const rest = 0x0101_0101 * (128 - (isHigh ? least - 128 : least));
  for (let w = 0, at = 0; w < full; w++) {
    let word = 0;
    for (let bit = 0; bit < 32; bit += 4) {
      const four = fours[at++]!;
      const reached = (four & 0x7f7f_7f7f) + rest;
      const set = ((isHigh ? reached & four : reached | four) >>> 7) & 0x0101_0101;
      word |= ((Math.imul(set, 0x0102_0408) >>> 24) & 15) << bit;
    }
    words[w] = word;
  }
  return full;
}

/**
 * Packs complete words from single-precision floats, two at a time. Let x be the bits of a float, read as a signed
 * integer. For positive floats x has the order of the floats; for negative floats it is negative. So a float is below a
 * positive threshold, whose bits are t, if x or x − t is negative. Without the sign, the bits of NaN are above those
 * of infinity.
 *
 * @returns  whether no voxel of the complete words is NaN.
 */
function packSingles(data: Float32Array, words: Uint32Array, threshold: number): boolean {
  const least = Float32Array.of(threshold);
  const t = new Int32Array(least.buffer)[0]! + (least[0]! < threshold ? 1 : 0);
  const bits = new Int32Array(data.buffer, data.byteOffset, data.length);
  const full = data.length >>> 5;
  let above = 0;
  for (let w = 0, at = 0; w < full; w++) {
    let below = 0;
    for (let bit = 0; bit < 32; bit += 2, at += 2) {
      const [x, y] = [bits[at]!, bits[at + 1]!];
      above |= (0x7f80_0000 - (x & 0x7fff_ffff)) | (0x7f80_0000 - (y & 0x7fff_ffff));
      below = (below >>> 2) | (((x | (x - t)) >>> 1) & 0x4000_0000) | ((y | (y - t)) & 0x8000_0000);
    }
    words[w] = ~below;
  }
  return above >= 0;
}

/** Lookup table: for each value of four bits, the four voxels as the bytes of one word. */
const FOURS = /* @__PURE__ */ (() =>
  new Uint32Array(Uint8Array.from({ length: 64 }, (_, n) => ((n >> 2) >> (n & 3)) & 1).buffer))();

/**
 * Unpacks bits to a volume of 0 and 1.
 *
 * @throws {VolumetricError} `bad-argument` (words), `bad-grid` (shape), `shape-mismatch` when the words do not fit the
 *   shape, `no-eval` as {@link packed}
 * Cost: O(voxels), four at a time.
 */
export function unpackBits(bits: PackedBits): Volume<Uint8Array> {
  check(bits?.words instanceof Uint32Array, 'bad-argument', () => 'unpackBits: bits must be { words, shape }');
  const { words, shape } = bits;
  checkGrid({ shape, min: [0, 0, 0], max: [1, 1, 1] }, 'unpackBits');
  const size = shape[0] * shape[1] * shape[2];
  check(words.length === Math.ceil(size / 32), 'shape-mismatch', () => {
    return `unpackBits: words must be ${Math.ceil(size / 32)} for shape [${shape.join(', ')}], got ${words.length}`;
  });
  const data = new Uint8Array(size);
  const fours = new Uint32Array(data.buffer, 0, size >>> 2);
  const full = size >>> 5;
  for (let w = 0, at = 0; w < full; w++) {
    for (let word = words[w]!, four = 0; four < 8; four++, word >>>= 4) fours[at++] = FOURS[word & 15]!;
  }
  for (let n = 32 * full; n < size; n++) data[n] = (words[n >>> 5]! >>> (n & 31)) & 1;
  return packed(data, shape);
}
