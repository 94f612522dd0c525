// Marks the voxels that a surface touches.
import type { Grid } from '../core/grid.js';
import type { TriangleMesh } from '../core/triangleMesh.js';
import {
  AWAY,
  DOWN,
  first,
  forColumns,
  inVoxels,
  last,
  newPolygon,
  type Polygon,
  RIGHT,
  setTriangle,
} from './fraction/polygon.js';

/**
 * Tolerance, relative to coordinates in voxels: voxels within it count as touched, so that none is missed by rounding.
 */
const SLACK = 2 ** -46;

/**
 * Returns 1 for every voxel that a triangle touches, else 0. Voxels and triangles include their boundaries, so a
 * triangle in the plane between two voxels marks both voxels. A degenerate triangle is a segment or a point.
 *
 * Triangles are clipped at the planes between rows, and the resulting strips at those between columns, with a
 * tolerance; each remaining piece covers the slices that it spans, so voxels are not tested one by one. Nothing is
 * clipped in rows in which all voxels of the triangle's bounding box are already marked.
 *
 * @returns  `[rows, columns, slices]`, packed.
 * Accuracy: misses no voxel; marks an untouched voxel only if its distance from the triangle, in voxels, is below about
 *   1e-13 of the triangle's largest coordinate in voxels.
 * Cost: at most O(F + B), B the number of the grid's columns and voxels in a triangle's bounding box, summed over all
 *   triangles.
 */
export function surfaceVoxels({ positions, indices }: TriangleMesh, grid: Grid): Uint8Array {
  const [rows, columns, slices] = grid.shape;
  const out = new Uint8Array(rows * columns * slices);
  const p = inVoxels(positions, grid);
  const triangle = newPolygon();
  let slack = 0;
  let row = 0;
  /** 1 to mark voxels, 0 to examine them only. */
  let value = 0;
  /** 1 if all voxels examined were marked. */
  let isMarked = 0;
  /** Marks or examines the voxels of a column that a polygon spans. */
  const mark = (polygon: Polygon, column: number): void => {
    const start = (row * columns + column) * slices;
    const to = start + last(polygon, AWAY, slices, slack);
    for (let at = start + first(polygon, AWAY, slack); at <= to; at++) {
      isMarked &= out[at]!;
      out[at]! |= value;
    }
  };
  for (let corner = 0; corner < indices.length; corner += 3) {
    setTriangle(triangle, p, indices, corner);
    let reach = 1;
    for (let axis = 0; axis < 3; axis++) reach = Math.max(reach, 1 - triangle.low[axis]!, 1 + triangle.high[axis]!);
    slack = SLACK * reach;
    const bottom = last(triangle, DOWN, rows, slack);
    const left = first(triangle, RIGHT, slack);
    const right = last(triangle, RIGHT, columns, slack);
    for (row = first(triangle, DOWN, slack); row <= bottom; row++) {
      // Most triangles of a fine mesh lie in boxes of voxels that earlier triangles have marked.
      value = 0;
      isMarked = 1;
      for (let column = left; isMarked && column <= right; column++) mark(triangle, column);
      if (isMarked) continue;
      value = 1;
      forColumns(triangle, row, columns, slack, mark);
    }
  }
  return out;
}
