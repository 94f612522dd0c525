// Determines the scale of a sample: centimetres per unit of its grid, and per voxel.
import { type Grid, type View, voxelSize } from '@vrn/voxel';
import { at, sizeOf } from './columns.js';

/** Plausible range of a body's largest extent in metres; outside it, {@link ASSUMED_HEIGHT} is assumed. */
const PLAUSIBLE = { least: 0.4, most: 3 } as const;

/** Largest extent of a body in metres where the grid's unit is unknown. */
export const ASSUMED_HEIGHT = 1.7;

export interface Scale {
  /** Centimetres per voxel along rows, columns and slices. */
  readonly row: number;
  readonly column: number;
  readonly slice: number;
  /** Centimetres per unit of the grid. */
  readonly unit: number;
  /** Whether the unit is unknown, so that a height was assumed. */
  readonly assumed: boolean;
}

/**
 * Returns the scale of a sample. Grids of data sets are in metres. If the body would be smaller than 0.4 m or larger
 * than 3 m, the grid must be in another unit, and the largest extent of the body is assumed to be 1.7 m. The grid of
 * an empty volume counts as metric.
 */
export function scaleOf(volume: View, grid: Grid): Scale {
  const [dx, dy, dz] = voxelSize(grid);
  const extents = extentsOf(volume);
  const largest = Math.max(extents[0]! * dy, extents[1]! * dx, extents[2]! * dz);
  const isPlausible = largest === 0 || (largest >= PLAUSIBLE.least && largest <= PLAUSIBLE.most);
  const unit = isPlausible ? 100 : (100 * ASSUMED_HEIGHT) / largest;
  return { row: unit * dy, column: unit * dx, slice: unit * dz, unit, assumed: !isPlausible };
}

/** Numbers of rows, columns and slices from the first to the last occupied one, both included; 0 if there is none. */
function extentsOf(volume: View): number[] {
  const [rows, columns, slices] = sizeOf(volume);
  const low = [rows, columns, slices];
  const high = [-1, -1, -1];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      for (let k = 0; k < slices; k++) {
        if (at(volume, i, j, k) < 0.5) continue;
        for (const [axis, index] of [i, j, k].entries()) {
          low[axis] = Math.min(low[axis]!, index);
          high[axis] = Math.max(high[axis]!, index);
        }
      }
    }
  }
  return low.map((least, axis) => Math.max(0, high[axis]! - least + 1));
}
