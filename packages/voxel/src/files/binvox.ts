// Reads and writes Patrick Min's .binvox files: binary volumes in a cube, run-length encoded.

import { type Bytes, toBytes } from '../core/bytes.js';
import { check, VolumetricError } from '../core/errors.js';
import { gather } from '../core/gather.js';
import { checkGrid, type Grid, type Triple } from '../core/grid.js';
import { checkOptions } from '../core/options.js';
import { checkView, type Packed, packed, type View, type Volume } from '../core/volume.js';
import { binvoxHeaderText, parseBinvoxHeader } from './binvoxHeader.js';
import { refuseUtf16, trailing } from './fileKind.js';

export interface BinvoxFile {
  /** `[rows, columns, slices]` of 0 and 1. */
  readonly volume: Volume<Uint8Array>;
  /** The cube with its lowest corner at the file's `translate` (default: the origin) and side `scale` (default: 1). */
  readonly grid: Grid;
  readonly version: 1 | 2;
  /** Version 2 only: the value of each voxel in the file, 0 where it is empty, else 1..255. */
  readonly labels?: Packed<Uint8Array>;
  /** Parts of the file that were ignored. */
  readonly warnings: readonly string[];
}

export interface EncodeBinvoxOptions {
  /** A cube with the volume's shape. Default: from (0, 0, 0) to (1, 1, 1). */
  readonly grid?: Grid;
  /** 1: voxels are set or not. 2: integer values from 1 to 255 are kept. Default 1. */
  readonly version?: 1 | 2;
  /** Voxels of at least this value are set. Any finite number. Default 0.5. */
  readonly threshold?: number;
}

export const ENCODE_BINVOX_DEFAULTS = { version: 1, threshold: 0.5 } as const;

/** Relative tolerance of a cube's sides, which may differ by rounding, for example in grids stored with six digits. */
const CUBE_TOLERANCE = 1e-6;
/** Maximum length of one run, whose count is one byte. */
const LONGEST_RUN = 255;

/**
 * Reads the volume in a `.binvox` file, and its position in the world.
 *
 * In the file y runs fastest, then z, then x, in ascending order: voxel (x, y, z) is number `x·W·H + z·W + y` of
 * `dim D H W`, so D is along x, H along z, W along y. Its centre is at `translate + scale · (index + ½) / dim`. In the
 * volume it is row `W−1−y`, column x, slice `H−1−z`, so that row 0 is at the top and slice 0 nearest. Where the three
 * numbers of `dim` differ, the box is still a cube and the voxels are not cubic.
 *
 * In version 2, set voxels may have values other than 1: `volume` is 1 at all of them, and `labels` has the values. In
 * version 1, a value other than 0 and 1 is an error.
 *
 * @throws {VolumetricError} `bad-file`, naming the line or the field of the header, or the byte. Runs must cover the
 *   voxels exactly, and are counted before anything is allocated. Bytes after them are ignored, with a warning.
 *   `bad-argument` for anything but bytes; `no-eval` as {@link packed}.
 * Cost: O(voxels).
 *
 * @example
 * const { volume, grid } = decodeBinvox(await readFile('chair.binvox'));
 *
 * Source: Patrick Min, "BINVOX voxel file format specification", patrickmin.com/binvox/binvox.html, which describes
 * version 2 since April 2024 (written by `binvox_merge`); his read_binvox.cc and `Voxels::get_index`. The
 * specification requires three equal numbers in `dim`, so the meaning of unequal ones is uncertain: his reader calls
 * them depth, height, width, which with `get_index` means x, z, y, as here; trimesh reads them as x, y, z.
 */
export function decodeBinvox(file: Bytes): BinvoxFile {
  const bytes = toBytes('decodeBinvox', file);
  refuseUtf16('decodeBinvox', bytes);
  const { version, dim, translate, scale, start } = parseBinvoxHeader(bytes);
  const [columns, slices, rows] = dim;
  const shape: Triple = [rows, columns, slices];
  const max = translate.map((low) => low + scale) as [number, number, number];
  check(
    translate.every((low, axis) => low < max[axis]! && Number.isFinite(max[axis])),
    'bad-file',
    () => {
      return `decodeBinvox: translate and scale must make a box, got translate ${translate.join(' ')} scale ${scale}`;
    },
  );
  const size = rows * columns * slices;
  const end = checkRuns(bytes, { start, size, highest: version === 1 ? 1 : 255 });
  const warnings = end < bytes.length ? [trailing(bytes.length - end)] : [];
  const inFile = new Uint8Array(size);
  for (let at = start, to = 0; at < end; at += 2) {
    const value = bytes[at]!;
    const stop = to + bytes[at + 1]!;
    if (value === 0) to = stop;
    else while (to < stop) inFile[to++] = value;
  }
  const values = gather({
    data: inFile,
    shape,
    stride: [-1, slices * rows, -rows],
    offset: (slices - 1) * rows + rows - 1,
  }) as Uint8Array;
  const grid = { shape, min: translate, max };
  if (version === 1) return { volume: packed(values, shape), grid, version, warnings };
  const volume = values.map((value) => (value === 0 ? 0 : 1));
  return { volume: packed(volume, shape), grid, version, labels: packed(values, shape), warnings };
}

/**
 * Returns the offset after the runs, which are pairs of value and count. Throws `bad-file` unless they cover `size`
 * voxels exactly, with values of at most `highest`.
 */
function checkRuns(
  bytes: Uint8Array,
  { start, size, highest }: { readonly start: number; readonly size: number; readonly highest: number },
): number {
  const fail = (at: number, what: string): never => {
    throw new VolumetricError('bad-file', `decodeBinvox: byte ${at} must ${what}`);
  };
  let sum = 0;
  let at = start;
  for (; sum < size && at < bytes.length; at += 2) {
    const [value, count] = [bytes[at]!, bytes[at + 1] ?? 0];
    if (at + 1 === bytes.length) fail(at, `be followed by a count, got the file's end`);
    if (value > highest) fail(at, `be a value of 0 or 1, got ${value}`);
    sum += count;
    if (sum > size) fail(at + 1, `end the runs at voxel ${size}, got a run up to voxel ${sum}`);
  }
  check(sum === size, 'bad-file', () => {
    return `decodeBinvox: runs must cover ${size} voxels, got ${sum} at the file's end, byte ${bytes.length}: the file is cut short`;
  });
  return at;
}

/**
 * Encodes a volume as a `.binvox` file.
 *
 * Version 2 writes the value of a set voxel if it is an integer of 1 to 255, and 1 if it is below 1; other values are
 * refused. So volumes of 0..1 give the same runs in both versions, and {@link BinvoxFile.labels} survive a round trip.
 *
 * @param volume  `[rows, columns, slices]`, any strides, no NaN.
 * @throws {VolumetricError} `bad-volume`, `bad-argument`, `bad-grid` where the grid is invalid or not a cube (the
 *   format has one scale), `shape-mismatch` where its shape is not the volume's
 * Cost: O(voxels).
 *
 * @example
 * await writeFile('body.binvox', encodeBinvox(volume, { grid }));  // viewvox body.binvox
 *
 * Source: as for {@link decodeBinvox}.
 */
export function encodeBinvox(volume: View, options: EncodeBinvoxOptions = {}): Uint8Array {
  checkOptions('encodeBinvox', options, ['grid', ...Object.keys(ENCODE_BINVOX_DEFAULTS)]);
  const { version = ENCODE_BINVOX_DEFAULTS.version, threshold = ENCODE_BINVOX_DEFAULTS.threshold } = options;
  checkView(volume, 'encodeBinvox', 'volume', 3);
  check(version === 1 || version === 2, 'bad-argument', () => {
    return `encodeBinvox: version must be 1 or 2, got ${String(version)}`;
  });
  check(Number.isFinite(threshold), 'bad-argument', () => `encodeBinvox: threshold must be finite, got ${threshold}`);
  const [rows, columns, slices] = volume.shape as [number, number, number];
  const grid = options.grid ?? { shape: [rows, columns, slices], min: [0, 0, 0], max: [1, 1, 1] };
  checkCube(grid, volume.shape);
  const { data, stride, offset } = volume;
  const values = gather(
    {
      data,
      shape: [columns, slices, rows],
      stride: [stride[1]!, -stride[2]!, -stride[0]!],
      offset: offset + (slices - 1) * stride[2]! + (rows - 1) * stride[0]!,
    },
    { mayShare: true },
  );
  const marks = new Uint8Array(values.length);
  for (let n = 0; n < marks.length; n++) {
    const value = values[n]!;
    if (value >= threshold) marks[n] = version === 2 && value > 1 ? value : 1;
    const isKept = version === 1 || !(value >= threshold) || value <= 1 || marks[n] === value;
    if (isKept && !Number.isNaN(value)) continue;
    throw new VolumetricError(
      'bad-volume',
      `encodeBinvox: volume must have ${isKept ? 'numbers' : 'values of 0..1, or whole ones up to 255'}, got ${value}`,
    );
  }
  const header = new TextEncoder().encode(
    binvoxHeaderText({
      version,
      dim: [columns, slices, rows],
      translate: grid.min,
      scale: grid.max[0] - grid.min[0],
    }),
  );
  return runs(marks, header);
}

function checkCube(grid: Grid, shape: readonly number[]): void {
  checkGrid(grid, 'encodeBinvox');
  check(
    grid.shape.every((n, axis) => n === shape[axis]),
    'shape-mismatch',
    () => {
      return `encodeBinvox: grid must have the volume's shape [${shape.join(', ')}], got [${grid.shape.join(', ')}]`;
    },
  );
  const sides = grid.max.map((high, axis) => high - grid.min[axis]!);
  const [low, high] = [Math.min(...sides), Math.max(...sides)];
  check(high - low <= CUBE_TOLERANCE * high && high < Infinity, 'bad-grid', () => {
    return `encodeBinvox: grid must be a cube, which is all that .binvox can say, got sides ${sides.join(', ')}`;
  });
}

/** Encodes run lengths: returns the header, followed by pairs of value and count. */
function runs(marks: Uint8Array, header: Uint8Array): Uint8Array {
  const walk = (bytes: Uint8Array | undefined, start: number): number => {
    let to = start;
    for (let from = 0; from < marks.length; to += 2) {
      const value = marks[from]!;
      const longest = Math.min(marks.length, from + LONGEST_RUN);
      let end = from + 1;
      while (end < longest && marks[end] === value) end++;
      if (bytes !== undefined) {
        bytes[to] = value;
        bytes[to + 1] = end - from;
      }
      from = end;
    }
    return to;
  };
  const bytes = new Uint8Array(walk(undefined, header.length));
  bytes.set(header);
  walk(bytes, header.length);
  return bytes;
}
