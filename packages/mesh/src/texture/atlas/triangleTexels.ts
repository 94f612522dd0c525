// Visits the texels of a triangle.

/** Corners of a triangle in texels: column and row of each; the centres of texels are at halves. */
export type Corners = readonly [ax: number, ay: number, bx: number, by: number, cx: number, cy: number];

/**
 * Calls `visit` for the texels whose centres are inside a triangle, with their barycentric weights, until `visit`
 * returns false.
 *
 * @param margin  minimum weight: 0 includes the edges, small positive numbers exclude them
 * @returns  false if `visit` returned false, else true.
 * Cost: O(texels of the triangle's bounding box).
 */
export function triangleTexels(
  [ax, ay, bx, by, cx, cy]: Corners,
  margin: number,
  visit: (column: number, row: number, u: number, v: number, w: number) => boolean,
): boolean {
  const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
  if (area === 0) return true;
  const lastRow = Math.floor(Math.max(ay, by, cy) - 0.5);
  const firstColumn = Math.ceil(Math.min(ax, bx, cx) - 0.5);
  const lastColumn = Math.floor(Math.max(ax, bx, cx) - 0.5);
  for (let i = Math.ceil(Math.min(ay, by, cy) - 0.5); i <= lastRow; i++) {
    for (let j = firstColumn; j <= lastColumn; j++) {
      const [x, y] = [j + 0.5, i + 0.5];
      const u = ((bx - x) * (cy - y) - (cx - x) * (by - y)) / area;
      const v = ((cx - x) * (ay - y) - (ax - x) * (cy - y)) / area;
      const w = 1 - u - v;
      if (u >= margin && v >= margin && w >= margin && !visit(j, i, u, v, w)) return false;
    }
  }
  return true;
}
