// Tests the order of points along a Z-curve.
import { random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { spatialOrder } from '../../../src/surfaces/nearest/spatialOrder.js';

describe('spatialOrder', () => {
  it('follows the Z-curve: x fastest, then y, then z', () => {
    const corners = [7, 2, 5, 0, 3, 6, 1, 4];
    const points = Float32Array.from(corners.flatMap((n) => [n & 1, (n >> 1) & 1, n >> 2]));
    expect([...spatialOrder(points)].map((at) => corners[at])).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('is a permutation in which neighbours are near', () => {
    const rng = random(5);
    const points = Float32Array.from({ length: 30_000 }, () => rng.uniform(-3, 8));
    const order = spatialOrder(points);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 10_000 }, (_, at) => at));
    const length = (places: ArrayLike<number>): number => {
      let sum = 0;
      for (let n = 1; n < places.length; n++) {
        const [a, b] = [3 * places[n - 1]!, 3 * places[n]!];
        sum += Math.hypot(points[a]! - points[b]!, points[a + 1]! - points[b + 1]!, points[a + 2]! - points[b + 2]!);
      }
      return sum / places.length;
    };
    // Two random points in a cube of side 11 are 7.3 apart on average; of 10,000, the nearest to a point is 0.28 away.
    expect(length(Array.from({ length: 10_000 }, (_, at) => at))).toBeGreaterThan(6.5);
    expect(length(order)).toBeLessThan(0.9);
  });

  it('keeps the order of points in one place, and takes extreme coordinates', () => {
    expect([...spatialOrder(new Float32Array())]).toEqual([]);
    expect([...spatialOrder(Float32Array.of(1, 2, 3, 1, 2, 3, 1, 2, 3))]).toEqual([0, 1, 2]);
    expect([...spatialOrder(Float32Array.of(3e38, 0, 0, -3e38, 0, 0, 0, 1e-45, 0))]).toEqual([1, 2, 0]);
  });
});
