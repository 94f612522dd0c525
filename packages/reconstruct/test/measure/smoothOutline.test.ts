// Tests that steps of voxels are smoothed away and that outlines keep their size.
import { close } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { convexHull, type Point, perimeter } from '../../src/geometry/hull.js';
import { smoothOutline } from '../../src/measure/smoothOutline.js';

const ring = (count: number, radius: (angle: number) => number): Point[] =>
  Array.from({ length: count }, (_, n) => {
    const angle = (2 * Math.PI * n) / count;
    return [radius(angle) * Math.cos(angle), radius(angle) * Math.sin(angle)];
  });

const girth = (outline: readonly Point[]): number => perimeter(convexHull(outline));

describe('smoothOutline', () => {
  it('does not shrink a circle of a few voxels: a Gaussian would, by 3 %', () => {
    const circle = ring(500, () => 4);
    close([girth(smoothOutline(circle, 1))], [girth(circle)], { relative: 2e-3 });
  });

  it('removes steps, which lift a tape', () => {
    const stairs = ring(2000, (angle) => 10 + 0.3 * Math.sign(Math.sin(30 * angle)));
    expect(girth(stairs) / (2 * Math.PI * 10)).toBeGreaterThan(1.028);
    close([girth(smoothOutline(stairs, 1.5))], [2 * Math.PI * 10], { relative: 5e-3 });
  });

  it('changes nothing with a size of 0', () => {
    const circle = ring(5, () => 1);
    expect(smoothOutline(circle, 0)).toBe(circle);
  });
});
