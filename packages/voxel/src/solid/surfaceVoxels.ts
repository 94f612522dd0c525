// Marks the voxels that a surface touches.
import type { Grid } from '../core/grid.js';
import type { TriangleMesh } from '../core/triangleMesh.js';
import { AWAY, cut, DOWN, inVoxels, least, newPolygon, type Polygon, RIGHT, setTriangle } from './fraction/polygon.js';

/**
 * Tolerance, relative to coordinates in voxels: voxels within it count as touched, so that none is missed by rounding.
 */
const SLACK = 2 ** -46;

/**
 * Returns 1 for every closed voxel that a closed triangle touches; a degenerate triangle is a segment or a point. A
 * face between two voxels marks both.
 *
 * Triangles are clipped at the planes between rows, and the resulting strips at those between columns, with a
 * tolerance; each remaining piece covers the slices that it spans, so voxels are not tested one by one.
 *
 * @returns  `[rows, columns, slices]`, packed.
 * Accuracy: misses no voxel; marks an untouched voxel only within about 1e-13 of the coordinates in voxels.
 * Cost: O(F + rows and columns of the triangles' bounding boxes + voxels marked).
 */
export function surfaceVoxels({ positions, indices }: TriangleMesh, grid: Grid): Uint8Array {
  const [rows, columns, slices] = grid.shape;
  const out = new Uint8Array(rows * columns * slices);
  const p = inVoxels(positions, grid);
  const triangle = newPolygon();
  triangle.length = 9;
  const spare = newPolygon();
  const strip = newPolygon();
  const part = newPolygon();
  let slack = 0;
  /** First and last cell along an axis that a polygon touches, within the grid. */
  const touched = (polygon: Polygon, axis: number, count: number): readonly [number, number] => [
    Math.max(0, Math.ceil(least(polygon, axis, 1) - 1 - slack)),
    Math.min(count - 1, Math.floor(slack - least(polygon, axis, -1))),
  ];
  /** Clips a polygon to a cell along an axis. */
  const within = (polygon: Polygon, into: Polygon, axis: number, cell: number): Polygon => {
    if (least(polygon, axis, 1) >= cell && least(polygon, axis, -1) >= -1 - cell) return polygon;
    cut(polygon, spare, axis, cell - slack, 1);
    cut(spare, into, axis, cell + 1 + slack, -1);
    return into;
  };
  for (let corner = 0; corner < indices.length; corner += 3) {
    setTriangle(triangle, p, [3 * indices[corner]!, 3 * indices[corner + 1]!, 3 * indices[corner + 2]!]);
    let reach = 1;
    for (let n = 0; n < 9; n++) reach = Math.max(reach, Math.abs(triangle.at[n]!) + 1);
    slack = SLACK * reach;
    const [top, bottom] = touched(triangle, DOWN, rows);
    for (let i = top; i <= bottom; i++) {
      const inRow = within(triangle, strip, DOWN, i);
      const [left, right] = touched(inRow, RIGHT, columns);
      for (let j = left; j <= right; j++) {
        const [from, to] = touched(within(inRow, part, RIGHT, j), AWAY, slices);
        const start = (i * columns + j) * slices;
        for (let at = start + from; at <= start + to; at++) out[at] = 1;
      }
    }
  }
  return out;
}
