// Finds the triangle that an orthographic camera sees at each pixel, with a depth buffer.
import type { Grid, TriangleMesh } from '@vrn/voxel';
import { check, checkGrid, checkMesh, checkOptions } from '@vrn/voxel/internal';

/** The triangles nearest to the camera: one entry per pixel, in row-major order. */
export interface Raster {
  readonly rows: number;
  readonly columns: number;
  /** z in world units; −Infinity where the pixel sees no triangle. */
  readonly depth: Float32Array;
  /** Index of the triangle; −1 where the pixel sees none. */
  readonly face: Int32Array;
  /** World coordinates of the centre of a pixel. */
  x(column: number): number;
  y(row: number): number;
}

/**
 * Returns the nearest triangle at the centre of every pixel, seen along −z from beyond all triangles. Triangles that
 * are seen edge-on have no pixels.
 *
 * @param mesh  any number of faces, including none
 * @param view.grid  the image covers its x and y bounds; its z bounds do not clip
 * @param view.rows  rows of pixels, positive integer
 * @param view.columns  columns of pixels, positive integer
 * @returns  depth and triangle at each pixel
 * @throws {VolumetricError} `bad-mesh`, `bad-grid`, `bad-argument`
 * Cost: O(F + rows · columns + pixels in the bounding boxes of all triangles).
 *
 * @example
 * const positions = Float32Array.of(-1, -1, 0.5, 3, -1, 0.5, -1, 3, 0.5);
 * const grid = { shape: [2, 2, 2], min: [-1, -1, -1], max: [1, 1, 1] };
 * const { depth } = rasterize({ positions, indices: Uint32Array.of(0, 1, 2) }, { grid, rows: 1, columns: 2 });
 * depth; // → [0.5, 0.5]
 */
export function rasterize(
  mesh: TriangleMesh,
  view: { readonly grid: Grid; readonly rows: number; readonly columns: number },
): Raster {
  checkOptions('rasterize', view, ['grid', 'rows', 'columns']);
  const { grid, rows, columns } = view;
  checkMesh(mesh, 'rasterize', { faces: 'any' });
  checkGrid(grid, 'rasterize');
  check(Number.isInteger(rows) && Number.isInteger(columns) && rows > 0 && columns > 0, 'bad-argument', () => {
    return `rasterize: rows and columns must be positive integers, got ${rows} × ${columns}`;
  });
  const dx = (grid.max[0] - grid.min[0]) / columns;
  const dy = (grid.max[1] - grid.min[1]) / rows;
  const depth = new Float32Array(rows * columns).fill(Number.NEGATIVE_INFINITY);
  const face = new Int32Array(rows * columns).fill(-1);
  const { positions, indices } = mesh;
  // Pixel coordinates: pixel centres are integers.
  const column = (v: number) => (positions[v]! - grid.min[0]) / dx - 0.5;
  const row = (v: number) => (grid.max[1] - positions[v + 1]!) / dy - 0.5;
  for (let f = 0; f < indices.length; f += 3) {
    const [a, b, c] = [3 * indices[f]!, 3 * indices[f + 1]!, 3 * indices[f + 2]!];
    const [ax, ay, bx, by, cx, cy] = [column(a), row(a), column(b), row(b), column(c), row(c)];
    const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
    if (area === 0) continue;
    const [az, bz, cz] = [positions[a + 2]!, positions[b + 2]!, positions[c + 2]!];
    const lastRow = Math.min(rows - 1, Math.floor(Math.max(ay, by, cy)));
    const firstColumn = Math.max(0, Math.ceil(Math.min(ax, bx, cx)));
    const lastColumn = Math.min(columns - 1, Math.floor(Math.max(ax, bx, cx)));
    for (let i = Math.max(0, Math.ceil(Math.min(ay, by, cy))); i <= lastRow; i++) {
      for (let j = firstColumn; j <= lastColumn; j++) {
        const u = ((bx - j) * (cy - i) - (cx - j) * (by - i)) / area;
        const v = ((cx - j) * (ay - i) - (ax - j) * (cy - i)) / area;
        const w = 1 - u - v;
        if (u < 0 || v < 0 || w < 0) continue;
        const z = u * az + v * bz + w * cz;
        const at = i * columns + j;
        if (z > depth[at]!) {
          depth[at] = z;
          face[at] = f / 3;
        }
      }
    }
  }
  return {
    rows,
    columns,
    depth,
    face,
    x: (j) => grid.min[0] + (j + 0.5) * dx,
    y: (i) => grid.max[1] - (i + 0.5) * dy,
  };
}
