// Projects world positions, with an orthographic camera or a pinhole camera in front of a grid.
import { check, checkGrid, type Grid } from '@vrn/voxel';

/**
 * A camera in front of a grid. A pinhole camera is on the line through the grid's centre along z, at the distance where
 * the grid's cross-section through its centre fills the image. Objects in front of that plane look larger than without
 * perspective, objects behind it smaller.
 */
export interface Camera {
  readonly grid: Grid;
  readonly rows: number;
  readonly columns: number;
  /** Vertical field of view in degrees; 0 is orthographic. */
  readonly fov: number;
  /** Distance of a pinhole from the grid's centre in world units; 0 is orthographic. */
  readonly distance: number;
}

/** Maximum field of view in degrees. */
export const MAX_FOV = 100;

/** Distance of the near plane from the pinhole, as a proportion of `Camera.distance`. */
const NEAR_PLANE = 0.05;

/**
 * Creates a camera in front of a grid.
 *
 * @param fov  vertical field of view in degrees, 0 to {@link MAX_FOV}; default 0, orthographic.
 * @throws {VolumetricError} `bad-grid`, `bad-argument`
 */
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
 * Projects positions. Returns `[3V]`: for each its column and row (integers at pixel centres) and its depth key. The
 * key is larger for nearer positions and linear across a triangle's image: z for orthographic cameras, else the
 * reciprocal of the distance from the pinhole along z. Positions behind a pinhole or closer than the near plane become
 * NaN.
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
    if (away < NEAR_PLANE * distance) {
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

/** Coefficients that map pixels to world positions, see {@link unproject}. Precomputed once per camera. */
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

/** Writes the world position of a pixel with a given depth key to `out`. */
export function unproject(by: Unprojection, column: number, row: number, key: number, out: Float64Array): void {
  const size = by.distance === 0 ? 1 : 1 / (key * by.distance);
  out[0] = by.cx + (column - by.middleColumn) * by.dx * size;
  out[1] = by.cy - (row - by.middleRow) * by.dy * size;
  out[2] = by.distance === 0 ? key : by.cz + by.distance - 1 / key;
}
