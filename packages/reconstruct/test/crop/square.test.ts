// Tests positions and depths of landmarks in a square of the picture.
import { describe, expect, it } from 'vitest';
import { landmarksIn } from '../../src/crop/square.js';

describe('landmarksIn', () => {
  it('converts positions to pixels of the square, and keeps confidence and depth', () => {
    const square = { left: 10, top: 20, side: 100 };
    expect(
      landmarksIn(
        [
          [69.5, 34.5, 0.8, -0.12],
          [19.5, 9.5],
        ],
        square,
        50,
      ),
    ).toEqual([
      [24.5, 12, 0.8, -0.12],
      [-0.5, -0.5, 1],
    ]);
  });
});
