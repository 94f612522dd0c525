// Tests the packing of rectangles.
import { random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { packRectangles } from '../../../src/texture/atlas/packRectangles.js';

describe('packRectangles', () => {
  it('places rectangles without overlaps in the square', () => {
    const rng = random(3);
    const rectangles = Array.from({ length: 120 }, () => ({
      width: Math.ceil(rng.uniform(0.01, 30)),
      height: Math.ceil(rng.uniform(0.01, 30)),
    }));
    const corners = packRectangles(rectangles, 220)!;
    const used = new Uint8Array(220 * 220);
    for (const [i, { width, height }] of rectangles.entries()) {
      const { left, top } = corners[i]!;
      for (let row = top; row < top + height; row++) {
        for (let column = left; column < left + width; column++) used[row * 220 + column]!++;
      }
      expect(left + width <= 220 && top + height <= 220).toBe(true);
    }
    expect(Math.max(...used)).toBe(1);
  });

  it('returns undefined where they do not fit', () => {
    expect(packRectangles([{ width: 5, height: 5 }], 5)).toEqual([{ left: 0, top: 0 }]);
    expect(packRectangles([{ width: 6, height: 5 }], 5)).toBeUndefined();
    expect(
      packRectangles(
        Array.from({ length: 5 }, () => ({ width: 3, height: 3 })),
        6,
      ),
    ).toBeUndefined();
    expect(
      packRectangles(
        Array.from({ length: 4 }, () => ({ width: 3, height: 3 })),
        6,
      ),
    ).toHaveLength(4);
  });
});
