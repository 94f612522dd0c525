// Fills the cavities of a solid: empty voxels that are not connected to the outside.
import { check, checkView, type Volume } from '@vrn/voxel';

/**
 * Fills every empty voxel that the solid encloses, in place, so that the remaining empty voxels are outside.
 *
 * A voxel is empty if its value is below 0.5. The outside consists of the empty voxels that are connected to the border
 * of the grid through faces of empty voxels; all other empty voxels become 1. Such pockets occur below loose clothes,
 * between limbs that touch, and in folds where skin intersects itself.
 *
 * @param volume  packed `[rows, columns, slices]`, 0..1; changed in place.
 * @returns       number of voxels that were filled.
 * @throws {VolumetricError} `bad-volume`
 * Cost: O(voxels) to find the solid's bounds, then O(voxels within them) for each sweep, 32 voxels at a time. Winding
 * cavities need more sweeps.
 *
 * @example
 * const volume = voxelize(mesh, grid);
 * const filled = fillEnclosed(volume);
 */
export function fillEnclosed(volume: Volume): number {
  checkView(volume, 'fillEnclosed', 'volume', 3);
  const [rows, columns, slices] = volume.shape as [number, number, number];
  const [down, right, slice] = volume.stride;
  check(down === columns * slices && right === slices && slice === 1 && volume.offset === 0, 'bad-volume', () => {
    return `fillEnclosed: volume must be packed, got stride [${volume.stride}] at offset ${volume.offset}`;
  });
  const { data } = volume;
  const bounds = boundsOf(data, rows, columns, slices);
  if (bounds === undefined) return 0;
  const [i0, i1, j0, j1, k0, k1] = bounds;
  const [height, width, depth] = [i1 - i0 + 1, j1 - j0 + 1, k1 - k0 + 1];
  // One bit per voxel; `words` integers of 32 bits per line of slices.
  const words = (depth + 31) >> 5;
  const empty = new Int32Array(height * width * words);
  for (let i = 0, line = 0; i < height; i++) {
    for (let j = 0; j < width; j++, line += words) {
      const from = ((i + i0) * columns + j + j0) * slices + k0;
      for (let k = 0; k < depth; k++) if (data[from + k]! < 0.5) empty[line + (k >> 5)]! |= 1 << (k & 31);
    }
  }
  const reached = flood(empty, [height, width, depth]);
  let filled = 0;
  for (let i = 0, line = 0; i < height; i++) {
    for (let j = 0; j < width; j++, line += words) {
      const to = ((i + i0) * columns + j + j0) * slices + k0;
      for (let word = 0; word < words; word++) {
        let bits = empty[line + word]! & ~reached[line + word]!;
        for (; bits !== 0; bits &= bits - 1) {
          data[to + 32 * word + 31 - Math.clz32(bits & -bits)] = 1;
          filled++;
        }
      }
    }
  }
  return filled;
}

type Bounds = readonly [number, number, number, number, number, number];

/** Returns the first and last row, column and slice with a voxel of at least 0.5; undefined if there is none. */
function boundsOf(data: ArrayLike<number>, rows: number, columns: number, slices: number): Bounds | undefined {
  let [i0, i1, j0, j1, k0, k1] = [rows, -1, columns, -1, slices, -1];
  const isEmptyLine = emptyLines(data, slices);
  for (let i = 0, line = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, line += slices) {
      if (isEmptyLine(line)) continue;
      let first = 0;
      while (first < slices && data[line + first]! < 0.5) first++;
      if (first === slices) continue;
      let last = slices - 1;
      while (data[line + last]! < 0.5) last--;
      if (i < i0) i0 = i;
      i1 = i;
      if (j < j0) j0 = j;
      if (j > j1) j1 = j;
      if (first < k0) k0 = first;
      if (last > k1) k1 = last;
    }
  }
  return i1 < 0 ? undefined : [i0, i1, j0, j1, k0, k1];
}

/**
 * Returns a function that takes the index of the first voxel of a line of slices and tells whether all its voxels are
 * 0. It compares four bytes at a time. If the data are not bytes or not aligned to four bytes, it always returns false.
 */
function emptyLines(data: ArrayLike<number>, slices: number): (line: number) => boolean {
  if (!(data instanceof Uint8Array) || slices % 4 !== 0 || data.byteOffset % 4 !== 0) return () => false;
  const fours = new Int32Array(data.buffer, data.byteOffset, data.length >> 2);
  return (line) => {
    for (let at = line >> 2; at < (line + slices) >> 2; at++) if (fours[at] !== 0) return false;
    return true;
  };
}

/**
 * Returns the empty voxels that are connected to the outermost layer of the bounds, as bits. Sweeps over all lines,
 * back and forth, until no voxel is added.
 */
function flood(empty: Int32Array, [height, width, depth]: readonly [number, number, number]): Int32Array {
  const words = (depth + 31) >> 5;
  const reached = new Int32Array(empty.length);
  const last = words - 1;
  for (let i = 0, line = 0; i < height; i++) {
    for (let j = 0; j < width; j++, line += words) {
      const rim = i === 0 || i === height - 1 || j === 0 || j === width - 1;
      for (let word = 0; word < words; word++) {
        let seed = rim ? -1 : 0;
        if (word === 0) seed |= 1;
        if (word === last) seed |= 1 << ((depth - 1) & 31);
        reached[line + word] = empty[line + word]! & seed;
      }
      spread(reached, empty, line, words);
    }
  }
  const row = width * words;
  const visit = (i: number, j: number): boolean => {
    const line = i * row + j * words;
    let fresh = 0;
    for (let at = line; at < line + words; at++) {
      let near = 0;
      if (i > 0) near |= reached[at - row]!;
      if (i < height - 1) near |= reached[at + row]!;
      if (j > 0) near |= reached[at - words]!;
      if (j < width - 1) near |= reached[at + words]!;
      near &= empty[at]! & ~reached[at]!;
      reached[at]! |= near;
      fresh |= near;
    }
    if (fresh !== 0) spread(reached, empty, line, words);
    return fresh !== 0;
  };
  for (let going = true; going; ) {
    going = false;
    for (let i = 0; i < height; i++) for (let j = 0; j < width; j++) if (visit(i, j)) going = true;
    for (let i = height - 1; i >= 0 && going; i--) for (let j = width - 1; j >= 0; j--) visit(i, j);
  }
  return reached;
}

/** Spreads bits along one line: every run of empty bits that contains a reached bit becomes reached. */
function spread(reached: Int32Array, empty: Int32Array, line: number, words: number): void {
  let carry = 0;
  for (let at = line; at < line + words; at++) {
    let path = empty[at]!;
    let bits = reached[at]! | (path & carry);
    bits |= path & (bits << 1);
    path &= path << 1;
    bits |= path & (bits << 2);
    path &= path << 2;
    bits |= path & (bits << 4);
    path &= path << 4;
    bits |= path & (bits << 8);
    path &= path << 8;
    bits |= path & (bits << 16);
    reached[at] = bits;
    carry = bits >>> 31;
  }
  carry = 0;
  for (let at = line + words - 1; at >= line; at--) {
    let path = empty[at]!;
    let bits = reached[at]! | (path & (carry << 31));
    bits |= path & (bits >>> 1);
    path &= path >>> 1;
    bits |= path & (bits >>> 2);
    path &= path >>> 2;
    bits |= path & (bits >>> 4);
    path &= path >>> 4;
    bits |= path & (bits >>> 8);
    path &= path >>> 8;
    bits |= path & (bits >>> 16);
    reached[at] = bits;
    carry = bits & 1;
  }
}
