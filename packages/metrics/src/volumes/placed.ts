// Aligns two volumes that have grids: rejects pairs on different grids, or resamples both onto one grid.
import { check, checkGrid, type Grid, type PackedBits, type Triple, type View, voxelSize } from '@vrn/voxel';
import { checkOccupancy, isBits, type Names, type Occupancy } from './pair.js';

/** A volume with its grid, as `decodeBinvox` and `decodeNrrd` return them. */
export interface PlacedVolume<V extends Occupancy = Occupancy> {
  readonly volume: V;
  /** Without a grid the volume is compared voxel by voxel, like a plain view. */
  readonly grid?: Grid;
  /** Maps the grid's coordinates to the world, for oblique files. Both volumes must have the same matrix, or none. */
  readonly matrix?: ArrayLike<number>;
}

export interface GridOptions {
  /**
   * The grid onto which both volumes are resampled before they are compared, or 'common' for the box that covers both,
   * with the finer voxels of the two on each axis. Each centre takes the value of the old voxel that contains it, or 0
   * outside the volume. By default nothing is resampled, and volumes on different grids are refused.
   */
  readonly grid?: Grid | 'common' | undefined;
}

/** Maximum difference between bounds of equal grids, as a fraction of a voxel: the headers of .binvox are rounded. */
const GRID_TOLERANCE = 0.01;
/** Upper limit on the voxels of a 'common' grid: boxes far apart would fill the memory with empty space. */
const MAX_COMMON_VOXELS = 2 ** 28;

const isPlaced = <V extends Occupancy>(volume: V | PlacedVolume<V>): volume is PlacedVolume<V> =>
  volume !== null && typeof volume === 'object' && 'volume' in volume && typeof volume.volume === 'object';

export interface AlignOptions extends GridOptions {
  /** Axis of the volumes, 0..2, along which the grids may differ: a silhouette's line of sight. */
  readonly ignore?: number | undefined;
}

/**
 * Brings two volumes onto one grid.
 *
 * @returns the volumes unchanged if both have the same grid or one has no grid; resampled volumes if `grid` is given.
 * @throws {VolumetricError} `bad-grid` if the grids or matrices differ and `grid` is not given, if a grid is invalid or
 *   does not fit its volume, or if the common grid is too large; `bad-argument` if `grid` is given and a volume has no
 *   grid or has a matrix; `bad-volume` for a `{ volume }` that is neither a view nor bits.
 */
export function alignPair<A extends Occupancy, B extends Occupancy>(
  a: A | PlacedVolume<A>,
  b: B | PlacedVolume<B>,
  caller: string,
  names: Names = ['a', 'b'],
  { grid, ignore }: AlignOptions = {},
): [A, B] {
  const [ours, theirs] = [placeOf(a, caller, names[0]), placeOf(b, caller, names[1])];
  const [from, to] = [ours.grid, theirs.grid];
  if (grid === undefined) {
    if (from !== undefined && to !== undefined) {
      check(sameGrid(from, to, ignore), 'bad-grid', () => {
        return `${caller}: ${names[1]} must have the grid of ${names[0]}, ${described(from)}, got ${described(to)}; grid: 'common' resamples both`;
      });
      check(sameMatrix(ours.matrix, theirs.matrix), 'bad-grid', () => {
        return `${caller}: ${names[1]} must be turned as ${names[0]} is, got another matrix`;
      });
    }
    return [ours.volume, theirs.volume];
  }
  for (const [place, name] of [[ours, names[0]] as const, [theirs, names[1]] as const]) {
    check(place.grid !== undefined, 'bad-argument', () => {
      return `${caller}: ${name} must be { volume, grid } to be resampled, got no grid`;
    });
    check(place.matrix === undefined, 'bad-argument', () => {
      return `${caller}: ${name} must stand along the axes to be resampled, got a matrix`;
    });
  }
  const onto = grid === 'common' ? commonGrid(from!, to!, caller) : grid;
  checkGrid(onto, caller);
  return [
    resampleOnto(ours.volume, from!, onto) as Occupancy as A,
    resampleOnto(theirs.volume, to!, onto) as Occupancy as B,
  ];
}

function placeOf<V extends Occupancy>(volume: V | PlacedVolume<V>, caller: string, name: string): PlacedVolume<V> {
  if (!isPlaced(volume)) return { volume };
  const { grid } = volume;
  checkOccupancy(volume.volume, caller, name);
  if (grid === undefined || grid === null) return { volume: volume.volume };
  checkGrid(grid, caller);
  const { shape } = volume.volume;
  check(
    shape.length === 3 && shape.every((n, axis) => n === grid.shape[axis]),
    'bad-grid',
    () => `${caller}: ${name}.grid must have the shape of ${name}.volume, [${shape.join(', ')}], got [${grid.shape}]`,
  );
  return volume;
}

/** World axis of each axis of a volume: rows run along y, columns along x, slices along z. */
const WORLD_AXIS = [1, 0, 2] as const;

function sameGrid(a: Grid, b: Grid, ignore?: number): boolean {
  const size = voxelSize(a);
  return [0, 1, 2].every((axis) => {
    if (axis === ignore) return true;
    const world = WORLD_AXIS[axis]!;
    const tolerance = GRID_TOLERANCE * size[world]!;
    return (
      a.shape[axis] === b.shape[axis] &&
      Math.abs(a.min[world]! - b.min[world]!) <= tolerance &&
      Math.abs(a.max[world]! - b.max[world]!) <= tolerance
    );
  });
}

function sameMatrix(a?: ArrayLike<number>, b?: ArrayLike<number>): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && Array.from(a).every((value, n) => Math.abs(value - b[n]!) <= 1e-6);
}

const described = ({ shape, min, max }: Grid): string => `[${shape.join(' × ')}] from [${min}] to [${max}]`;

/** Returns the grid of the box that covers both, with the finer voxels of the two on each axis. */
function commonGrid(a: Grid, b: Grid, caller: string): Grid {
  const [ours, theirs] = [voxelSize(a), voxelSize(b)];
  const size = ours.map((side, axis) => Math.min(side, theirs[axis]!));
  const min = a.min.map((low, axis) => Math.min(low, b.min[axis]!));
  const far = a.max.map((high, axis) => Math.max(high, b.max[axis]!));
  // Rounding must not add a voxel for a remainder of less than a millionth of a voxel.
  const count = size.map((side, axis) => Math.max(1, Math.ceil((far[axis]! - min[axis]!) / side - 1e-6)));
  const max = min.map((low, axis) => low + count[axis]! * size[axis]!);
  const shape: Triple = [count[1]!, count[0]!, count[2]!];
  check(shape[0] * shape[1] * shape[2] <= MAX_COMMON_VOXELS, 'bad-grid', () => {
    return `${caller}: the common grid must have at most 2²⁸ voxels, got ${shape.join(' × ')}; pass a grid`;
  });
  return { shape, min: min as unknown as Triple, max: max as unknown as Triple };
}

/** Samples a volume at the centres of another grid: the value of the voxel that contains the centre, 0 outside. */
function resampleOnto(volume: Occupancy, from: Grid, onto: Grid): View {
  const { data, stride, offset } = isBits(volume) ? bytesOf(volume) : volume;
  const [rows, columns, slices] = onto.shape;
  const [ofRow, ofColumn, ofSlice] = [0, 1, 2].map((axis) => sourceIndices(axis, from, onto)) as [
    Int32Array,
    ...Int32Array[],
  ];
  const size = rows * columns * slices;
  const out = data instanceof Uint8Array ? new Uint8Array(size) : new Float64Array(size);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at += slices) {
      if (ofRow[i]! < 0 || ofColumn![j]! < 0) continue;
      const start = offset + ofRow[i]! * stride[0]! + ofColumn![j]! * stride[1]!;
      for (let k = 0; k < slices; k++) {
        const slice = ofSlice![k]!;
        if (slice >= 0) out[at + k] = data[start + slice * stride[2]!]!;
      }
    }
  }
  return { data: out, shape: onto.shape, stride: [columns * slices, slices, 1], offset: 0 };
}

/**
 * For each index of the new grid along an axis, the index of the old voxel that contains its centre, or −1 outside. A
 * voxel holds [min, max) on each axis of the world, as in `voxelize`.
 */
function sourceIndices(axis: number, from: Grid, onto: Grid): Int32Array {
  const world = WORLD_AXIS[axis]!;
  const [old, next] = [voxelSize(from)[world]!, voxelSize(onto)[world]!];
  const length = from.shape[axis]!;
  return Int32Array.from({ length: onto.shape[axis]! }, (_, n) => {
    // Columns run along +x, so a centre between two voxels belongs to the higher index; rows and slices run against +y
    // and +z, so there it belongs to the lower.
    const index =
      axis === 1
        ? Math.floor((onto.min[world]! + (n + 0.5) * next - from.min[world]!) / old)
        : Math.ceil((from.max[world]! - onto.max[world]! + (n + 0.5) * next) / old) - 1;
    return index >= 0 && index < length ? index : -1;
  });
}

/** Unpacks bits to a view of bytes. */
function bytesOf({ words, shape }: PackedBits): View {
  const [rows, columns, slices] = shape;
  const data = new Uint8Array(rows * columns * slices);
  for (let n = 0; n < data.length; n++) data[n] = (words[n >>> 5]! >>> (n & 31)) & 1;
  return { data, shape, stride: [columns * slices, slices, 1], offset: 0 };
}
