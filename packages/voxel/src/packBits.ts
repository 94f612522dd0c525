// Binary volumes at one bit a voxel: an eighth of the memory.
import { check } from './errors.js';
import { checkGrid, type Triple } from './grid.js';
import { checkView, packed, type View, type Volume } from './volume.js';

/** A binary volume, 32 voxels a word, slices fastest: voxel n is bit n mod 32 of word n / 32. */
export interface PackedBits {
  readonly words: Uint32Array;
  readonly shape: Triple;
}

export interface PackBitsOptions {
  /** A voxel is set at this value and above. */
  readonly threshold?: number;
}

export const PACK_BITS_DEFAULTS = { threshold: 0.5 } as const;

/**
 * The voxels of a volume that are set, at one bit each. Bits behind the last voxel are 0.
 *
 * @param volume  `[rows, columns, slices]`, any strides.
 * @throws {VolumetricError} `bad-volume` (also for NaN), `bad-argument`
 *
 * @example
 * packBits(voxelize(mesh, grid)).words.byteLength;  // → 262144 at 128³, instead of 2097152
 */
export function packBits(volume: View, options: PackBitsOptions = {}): PackedBits {
  const { threshold } = { ...PACK_BITS_DEFAULTS, ...options };
  checkView(volume, 'packBits', 'volume', 3);
  check(Number.isFinite(threshold), 'bad-argument', () => `packBits: threshold must be finite, got ${threshold}`);
  const [rows, columns, slices] = volume.shape as [number, number, number];
  const { data, stride, offset } = volume;
  const words = new Uint32Array(Math.ceil((rows * columns * slices) / 32));
  let [n, sum] = [0, 0];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let at = offset + i * stride[0]! + j * stride[1]!;
      for (let k = 0; k < slices; k++, n++, at += stride[2]!) {
        const value = data[at]!;
        sum += value;
        if (value >= threshold) words[n >>> 5]! |= 1 << (n & 31);
      }
    }
  }
  check(!Number.isNaN(sum), 'bad-volume', () => 'packBits: volume must not have NaN');
  return { words, shape: [rows, columns, slices] };
}

/**
 * The volume of 0 and 1 behind packed bits.
 *
 * @throws {VolumetricError} `bad-grid` (shape), `shape-mismatch` when the words do not fit the shape
 */
export function unpackBits({ words, shape }: PackedBits): Volume<Uint8Array> {
  checkGrid({ shape, min: [0, 0, 0], max: [1, 1, 1] }, 'unpackBits');
  const size = shape[0] * shape[1] * shape[2];
  check(words.length === Math.ceil(size / 32), 'shape-mismatch', () => {
    return `unpackBits: words must be ${Math.ceil(size / 32)} for shape [${shape.join(', ')}], got ${words.length}`;
  });
  const data = new Uint8Array(size);
  for (let n = 0; n < size; n++) data[n] = (words[n >>> 5]! >>> (n & 31)) & 1;
  return packed(data, shape);
}
