// Computes convex hulls of points in a plane, measures polygons, and locates points relative to them.

/** A point in a plane. */
export type Point = readonly [number, number];

/**
 * Returns the corners of the convex hull, counter-clockwise. Collinear points give the two end points; fewer than three
 * points are only sorted.
 *
 * Cost: O(N log N). Source: Andrew 1979 (the monotone chain).
 */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  if (sorted.length < 3) return sorted;
  const half = (list: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of list) {
      while (chain.length >= 2 && turn(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop();
      chain.push(point);
    }
    chain.pop();
    return chain;
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

/** Twice the signed area of a triangle, positive if counter-clockwise. */
export const turn = (a: Point, b: Point, c: Point): number =>
  (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

/** Length of the closed polyline through the corners. */
export const perimeter = (corners: readonly Point[]): number =>
  corners.reduce((sum, [x, y], n) => {
    const [u, v] = corners[(n + 1) % corners.length]!;
    return sum + Math.hypot(u - x, v - y);
  }, 0);

/** Signed area of a polygon, positive if counter-clockwise. */
export const area = (corners: readonly Point[]): number =>
  corners.reduce((sum, [x, y], n) => {
    const [u, v] = corners[(n + 1) % corners.length]!;
    return sum + (x * v - u * y) / 2;
  }, 0);

/** Returns whether a point is inside a polygon, by the even-odd rule. */
export function contains(outline: readonly Point[], [x, y]: Point): boolean {
  let isInside = false;
  for (const [n, [ax, ay]] of outline.entries()) {
    const [bx, by] = outline[(n + 1) % outline.length]!;
    if (ay > y !== by > y && x < ax + ((bx - ax) * (y - ay)) / (by - ay)) isInside = !isInside;
  }
  return isInside;
}

/** Distance from a point to a convex polygon with counter-clockwise corners; negative inside. */
export function distanceToHull(corners: readonly Point[], [x, y]: Point): number {
  if (corners.length === 1) return Math.hypot(x - corners[0]![0], y - corners[0]![1]);
  let nearest = Number.POSITIVE_INFINITY;
  let isInside = corners.length > 2;
  for (const [n, a] of corners.entries()) {
    const b = corners[(n + 1) % corners.length]!;
    const [u, v] = [b[0] - a[0], b[1] - a[1]];
    const share = Math.max(0, Math.min(1, ((x - a[0]) * u + (y - a[1]) * v) / (u * u + v * v || 1)));
    nearest = Math.min(nearest, Math.hypot(x - a[0] - share * u, y - a[1] - share * v));
    if (turn(a, b, [x, y]) < 0) isInside = false;
  }
  return isInside ? -nearest : nearest;
}
