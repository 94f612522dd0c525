// Tests hulls of points in a plane against known polygons.
import { random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { area, convexHull, distanceToHull, type Point, perimeter } from '../../src/geometry/hull.js';

const SQUARE: readonly Point[] = [
  [0, 0],
  [2, 0],
  [2, 2],
  [0, 2],
];

describe('convexHull', () => {
  it('drops points inside and on edges', () => {
    const hull = convexHull([...SQUARE, [1, 1], [1, 0], [0.3, 1.9]]);
    expect(hull).toHaveLength(4);
    expect(perimeter(hull)).toBe(8);
    expect(area(hull)).toBe(4);
  });

  it('contains all points, and is no longer than their polygon', () => {
    const rng = random(5);
    const points = Array.from({ length: 60 }, (): Point => [rng.uniform(-1, 1), rng.uniform(-3, 3)]);
    const hull = convexHull(points);
    for (const point of points) expect(distanceToHull(hull, point)).toBeLessThanOrEqual(1e-12);
    expect(perimeter(hull)).toBeLessThan(perimeter(points));
  });

  it('measures distances outside and inside', () => {
    expect(distanceToHull(SQUARE, [3, 1])).toBe(1);
    expect(distanceToHull(SQUARE, [5, 6])).toBe(5);
    expect(distanceToHull(SQUARE, [1, 0.5])).toBe(-0.5);
    expect(distanceToHull([[1, 1]], [1, 3])).toBe(2);
  });
});
