// A camera in front of a grid: orthographic, or a pinhole whose frame is the grid's in the plane through its middle.
import { check, checkGrid, type Grid } from '@vrn/voxel';

/**
 * `fov` is the vertical angle of view in degrees, 0 for an orthographic camera. A pinhole stands on the line through the
 * middle of the grid so far in front that the plane through the grid's middle fills the picture as it does without
 * perspective; what is nearer is larger, what is farther smaller.
 */
export interface Camera {
  readonly grid: Grid;
  readonly rows: number;
  readonly columns: number;
  readonly fov: number;
  /** Distance of a pinhole from the grid's middle, world units; 0: orthographic. */
  readonly distance: number;
}

/** Widest angle of view, degrees. */
export const MAX_FOV = 100;

/** Nothing nearer than this share of the distance is seen. */
const NEAREST = 0.05;

/** @throws {VolumetricError} `bad-grid`, `bad-argument` */
export function camera(grid: Grid, rows: number, columns: number, fov = 0): Camera {
  checkGrid(grid, 'camera');
  check(Number.isInteger(rows) && Number.isInteger(columns) && rows > 0 && columns > 0, 'bad-argument', () => {
    return `camera: rows and columns must be positive integers, got ${rows} × ${columns}`;
  });
  check(fov >= 0 && fov <= MAX_FOV, 'bad-argument', () => `camera: fov must be 0 to ${MAX_FOV} degrees, got ${fov}`);
  const half = (fov * Math.PI) / 360;
  const distance = fov === 0 ? 0 : ((grid.max[1] - grid.min[1]) / 2) * (Math.cos(half) / Math.sin(half));
  return { grid, rows, columns, fov, distance };
}

/**
 * `[3V]`: column, row (whole numbers at pixel centres) and key of every position. The key is larger for what is nearer
 * and linear across a triangle's picture: z, or for a pinhole one over the distance along z. Positions behind a pinhole
 * or next to it come out as NaN.
 */
export function project(positions: ArrayLike<number>, seenBy: Camera): Float64Array {
  const { grid, rows, columns, distance } = seenBy;
  const dx = (grid.max[0] - grid.min[0]) / columns;
  const dy = (grid.max[1] - grid.min[1]) / rows;
  const out = new Float64Array(positions.length);
  const { min, max } = grid;
  if (distance === 0) {
    const [left, top] = [min[0], max[1]];
    for (let v = 0; v < out.length; v += 3) {
      out[v] = (positions[v]! - left) / dx - 0.5;
      out[v + 1] = (top - positions[v + 1]!) / dy - 0.5;
      out[v + 2] = positions[v + 2]!;
    }
    return out;
  }
  const [cx, cy, cz] = [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2];
  const [middleColumn, middleRow] = [(columns - 1) / 2, (rows - 1) / 2];
  for (let v = 0; v < out.length; v += 3) {
    const away = distance - (positions[v + 2]! - cz);
    if (away < NEAREST * distance) {
      out.fill(Number.NaN, v, v + 3);
      continue;
    }
    const size = distance / away;
    out[v] = middleColumn + ((positions[v]! - cx) * size) / dx;
    out[v + 1] = middleRow - ((positions[v + 1]! - cy) * size) / dy;
    out[v + 2] = 1 / away;
  }
  return out;
}

/** Numbers that bring pixels back to the world: x = x0 + column · dx · size, and so on; see {@link unproject}. */
export interface Unprojection {
  readonly cx: number;
  readonly cy: number;
  readonly cz: number;
  readonly dx: number;
  readonly dy: number;
  readonly middleColumn: number;
  readonly middleRow: number;
  readonly distance: number;
}

export function unprojection({ grid, rows, columns, distance }: Camera): Unprojection {
  const { min, max } = grid;
  return {
    cx: (min[0] + max[0]) / 2,
    cy: (min[1] + max[1]) / 2,
    cz: (min[2] + max[2]) / 2,
    dx: (max[0] - min[0]) / columns,
    dy: (max[1] - min[1]) / rows,
    middleColumn: (columns - 1) / 2,
    middleRow: (rows - 1) / 2,
    distance,
  };
}

/** World position of a point of the picture with its key, into `out`. */
export function unproject(by: Unprojection, column: number, row: number, key: number, out: Float64Array): void {
  const size = by.distance === 0 ? 1 : 1 / (key * by.distance);
  out[0] = by.cx + (column - by.middleColumn) * by.dx * size;
  out[1] = by.cy - (row - by.middleRow) * by.dy * size;
  out[2] = by.distance === 0 ? key : by.cz + by.distance - 1 / key;
}
