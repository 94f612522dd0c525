// Defines grids, axis-aligned boxes in world space divided into voxels, and maps between indices and world positions.
import { check } from './errors.js';

export type Triple = readonly [number, number, number];

/**
 * An axis-aligned box seen from +z by an orthographic camera. `shape` is `[rows, columns, slices]`; row 0 is the top
 * (max y), column 0 the left (min x), slice 0 the nearest (max z). `min` and `max` are the corners `[x, y, z]` in world
 * units. Neither the grid nor its voxels need be cubic.
 */
export interface Grid {
  readonly shape: Triple;
  readonly min: Triple;
  readonly max: Triple;
}

const isTriple = (value: unknown): value is Triple =>
  Array.isArray(value) && value.length === 3 && value.every(Number.isFinite);

/** Maximum number of voxels: their indices fit signed 32-bit integers. */
export const MAX_VOXELS = 2 ** 31 - 1;

/** Throws `bad-grid` unless shape is three positive integers with a product below 2³¹, and min < max, all finite. */
export function checkGrid(grid: Grid, caller: string): void {
  const shape = grid?.shape;
  check(
    isTriple(shape) && shape.every((n) => Number.isInteger(n) && n > 0) && shape[0] * shape[1] * shape[2] <= MAX_VOXELS,
    'bad-grid',
    () =>
      `${caller}: grid.shape must be three positive integers [rows, columns, slices] of fewer than 2³¹ voxels, got [${shape}]`,
  );
  check(
    isTriple(grid.min) && isTriple(grid.max) && grid.min.every((low, axis) => low < grid.max[axis]!),
    'bad-grid',
    () => `${caller}: grid must have finite min < max on every axis, got min [${grid.min}] max [${grid.max}]`,
  );
}

function checkTriple(value: Triple, caller: string, name: string): void {
  check(isTriple(value), 'bad-argument', () => `${caller}: ${name} must be three finite numbers, got ${String(value)}`);
}

/** Returns the side lengths of one voxel along world `[x, y, z]`, in world units. */
export function voxelSize(grid: Grid): [number, number, number] {
  const [rows, columns, slices] = grid.shape;
  return [
    (grid.max[0] - grid.min[0]) / columns,
    (grid.max[1] - grid.min[1]) / rows,
    (grid.max[2] - grid.min[2]) / slices,
  ];
}

/**
 * Returns the world position `[x, y, z]` of an index `[row, column, slice]`. Integer indices are voxel centres.
 *
 * @throws {VolumetricError} `bad-grid`; `bad-argument` unless the index is three finite numbers
 *
 * @example
 * indexToWorld({ shape: [4, 4, 4], min: [0, 0, 0], max: [4, 4, 4] }, [0, 0, 0]);  // → [0.5, 3.5, 3.5]
 */
export function indexToWorld(grid: Grid, index: Triple): [number, number, number] {
  checkGrid(grid, 'indexToWorld');
  checkTriple(index, 'indexToWorld', 'index');
  const [dx, dy, dz] = voxelSize(grid);
  const [i, j, k] = index;
  return [grid.min[0] + (j + 0.5) * dx, grid.max[1] - (i + 0.5) * dy, grid.max[2] - (k + 0.5) * dz];
}

/**
 * Returns the fractional index `[row, column, slice]` of a world position `[x, y, z]`: the inverse of
 * {@link indexToWorld}. Positions outside the grid have indices outside its shape.
 *
 * @throws {VolumetricError} `bad-grid`; `bad-argument` unless the position is three finite numbers
 */
export function worldToIndex(grid: Grid, position: Triple): [number, number, number] {
  checkGrid(grid, 'worldToIndex');
  checkTriple(position, 'worldToIndex', 'position');
  const [dx, dy, dz] = voxelSize(grid);
  const [x, y, z] = position;
  return [(grid.max[1] - y) / dy - 0.5, (x - grid.min[0]) / dx - 0.5, (grid.max[2] - z) / dz - 0.5];
}
