// Makes a solid printable: rounds sharp edges, thickens thin walls, and adds flat feet or a plate.
import { marchingCubes } from '@vrn/mesh';
import { castInwards } from '@vrn/mesh/internal';
import { check, type Grid, type TriangleMesh, voxelSize } from '@vrn/voxel';
import { distanceToHull, type Point } from '../geometry/hull.js';
import { depths } from './depths.js';
import { addPoints, addTriangles, type DistanceField } from './distances.js';

import { thinParts } from './thinParts.js';

/** A horizontal plate below the body, from height `low` to height `high`. Lengths are in units of the mesh. */
export interface Plate {
  readonly low: number;
  readonly high: number;
  /** Convex polygon of corners `[x, z]`, counter-clockwise. The plate covers all points within `margin` of it. */
  readonly hull: readonly Point[];
  readonly margin: number;
}

export interface PrintableOptions {
  /** Minimum thickness of walls, in units of the mesh. */
  readonly thickness: number;
  /** Everything below this height is cut off. */
  readonly cut?: number;
  readonly plate?: Plate;
}

/** Voxels per minimum thickness: target and minimum. */
const FINE = 3;
const COARSE = 1.8;

/** Maximum number of voxels of the distance grid, before two or three are added along each axis. */
const MAX_VOXELS = 60_000_000;

/** Maximum number of times that necks, where thick parts touch, are thickened. */
const MAX_PASSES = 4;

/** Addition to the radius of balls, in voxels, because marching cubes cuts off about this much of convex surfaces. */
const ALLOWANCE = 0.15;

/**
 * Changes a solid so that it is a union of balls whose diameter is the minimum thickness, adds the plate if there is
 * one, removes the part below `cut` if it is given, and returns the surface. Up to the precision of the grid, inward
 * rays from the surface are then at least `thickness` long; at necks this holds only if `MAX_PASSES` passes suffice.
 *
 * The solid is opened: eroded by half the thickness and dilated again. This removes thin walls and rounds sharp edges.
 * Thin walls are then put back, as balls of the minimum thickness along their middle. Necks, where thick parts touch
 * each other, are thickened in the same way. Everything is computed from exact distances on a grid, whose level set is
 * extracted by marching cubes, so the result is closed and does not intersect itself.
 *
 * @throws {VolumetricError} `bad-argument` if {@link MAX_VOXELS} allow fewer than `COARSE` voxels per thickness.
 * Cost: O(voxels + F · log F).
 *
 * Source: Serra 1982, "Image analysis and mathematical morphology" (opening by balls).
 */
export function printable(mesh: TriangleMesh, { thickness, cut, plate }: PrintableOptions): TriangleMesh {
  const grid = gridFor(mesh, thickness, plate);
  const [side] = voxelSize(grid);
  const radius = thickness / 2 + ALLOWANCE * side;
  // With this band, distances are exact at all corners of the cells that the surface crosses.
  const band = radius + Math.sqrt(3) * side;
  const field = depths(mesh, grid, band);
  if (cut !== undefined) cutBelow(field, cut);
  // The eroded solid. It is exact after the cut, since depth in an intersection is the smaller of the two depths.
  const core = marchingCubes(
    { data: field.data, shape: grid.shape, stride: strides(grid), offset: 0 },
    { grid, level: -radius, inside: 'below' },
  );
  // Distances are needed outside the core only; inside, they are set to 0, so that none is computed there.
  const result = { grid, data: field.data.map((depth) => (depth <= -radius ? 0 : band)) };
  if (core.indices.length > 0) addTriangles(result, core, band);
  addPoints(result, above(thinParts(mesh, { thickness: 2 * thickness, spacing: 0.6 * side }), cut, radius), band);
  for (let at = 0; at < result.data.length; at++) result.data[at]! -= radius;
  let surface = extract(result, { cut, plate });
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const necks = above(middles(surface, thickness), cut, radius);
    if (necks.length === 0) break;
    addBalls(result, necks, radius, band);
    surface = extract(result, { cut, plate });
  }
  return surface;
}

/** Adds the plate to a solid given by signed distances, removes the part below the cut, and extracts the surface. */
function extract(
  { grid, data }: DistanceField,
  { cut, plate }: { readonly cut: number | undefined; readonly plate: Plate | undefined },
): TriangleMesh {
  if (plate !== undefined) addPlate({ grid, data }, plate);
  if (cut !== undefined) cutBelow({ grid, data }, cut);
  const volume = { data, shape: grid.shape, stride: strides(grid), offset: 0 };
  return marchingCubes(volume, { grid, level: 0, inside: 'below' });
}

/** Returns the midpoints of those inward rays from face centres that meet a wall within `thickness`. */
function middles(mesh: TriangleMesh, thickness: number): Float64Array {
  const points: number[] = [];
  castInwards(
    mesh,
    (_, length, origin, direction) => {
      for (let axis = 0; axis < 3; axis++) points.push(origin[axis]! + (length / 2) * direction[axis]!);
      return undefined;
    },
    thickness,
  );
  return Float64Array.from(points);
}

/** Adds balls to a solid that is given by signed distances. */
function addBalls(field: DistanceField, centres: Float64Array, radius: number, band: number): void {
  const balls = { grid: field.grid, data: new Float32Array(field.data.length).fill(band) };
  addPoints(balls, centres, band);
  for (let at = 0; at < field.data.length; at++) {
    field.data[at] = Math.min(field.data[at]!, balls.data[at]! - radius);
  }
}

const strides = ({ shape }: Grid): [number, number, number] => [shape[1] * shape[2], shape[2], 1];

/** Returns the grid of cubic voxels around mesh and plate, with a margin of at least the thickness on every side. */
function gridFor({ positions, indices }: TriangleMesh, thickness: number, plate?: Plate): Grid {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  const include = (...point: readonly number[]): void => {
    for (const [axis, value] of point.entries()) {
      low[axis] = Math.min(low[axis]!, value);
      high[axis] = Math.max(high[axis]!, value);
    }
  };
  for (const v of indices) include(positions[3 * v]!, positions[3 * v + 1]!, positions[3 * v + 2]!);
  for (const [x, z] of plate?.hull ?? []) {
    include(x - plate!.margin, plate!.low, z - plate!.margin);
    include(x + plate!.margin, plate!.high, z + plate!.margin);
  }
  const extent = [0, 1, 2].map((axis) => high[axis]! - low[axis]! + 2 * thickness);
  const volume = extent[0]! * extent[1]! * extent[2]!;
  const side = Math.max(thickness / FINE, Math.cbrt(volume / MAX_VOXELS));
  check(side <= thickness / COARSE, 'bad-argument', () => {
    const least = (COARSE * Math.cbrt(volume / MAX_VOXELS)).toPrecision(2);
    return `toPrint: minThickness must be at least ${least} mm at this height, got ${thickness}`;
  });
  const counts = extent.map((length) => Math.ceil(length / side) + 2) as [number, number, number];
  const middle = [0, 1, 2].map((axis) => (low[axis]! + high[axis]!) / 2);
  const corner = (sign: number) =>
    [0, 1, 2].map((axis) => middle[axis]! + (sign * side * counts[axis]!) / 2) as [number, number, number];
  return { shape: [counts[1], counts[0], counts[2]], min: corner(-1), max: corner(1) };
}

function cutBelow({ grid, data }: DistanceField, y: number): void {
  const [rows, columns, slices] = grid.shape;
  const [, dy] = voxelSize(grid);
  for (let i = 0; i < rows; i++) {
    const below = y - (grid.max[1] - (i + 0.5) * dy);
    for (let at = i * columns * slices; at < (i + 1) * columns * slices; at++) data[at] = Math.max(data[at]!, below);
  }
}

/** Drops points below the cut, and raises points less than `radius` above the cut to that height. */
function above(points: Float64Array, cut: number | undefined, radius: number): Float64Array {
  if (cut === undefined) return points;
  const kept: number[] = [];
  for (let at = 0; at < points.length; at += 3) {
    if (points[at + 1]! < cut) continue;
    kept.push(points[at]!, Math.max(points[at + 1]!, cut + radius), points[at + 2]!);
  }
  return Float64Array.from(kept);
}

function addPlate({ grid, data }: DistanceField, { low, high, hull, margin }: Plate): void {
  const [rows, columns, slices] = grid.shape;
  const [dx, dy, dz] = voxelSize(grid);
  for (let j = 0; j < columns; j++) {
    for (let k = 0; k < slices; k++) {
      const point = [grid.min[0] + (j + 0.5) * dx, grid.max[2] - (k + 0.5) * dz] as const;
      const across = distanceToHull(hull, point) - margin;
      for (let i = 0; i < rows; i++) {
        const y = grid.max[1] - (i + 0.5) * dy;
        const at = (i * columns + j) * slices + k;
        data[at] = Math.min(data[at]!, Math.max(across, low - y, y - high));
      }
    }
  }
}
