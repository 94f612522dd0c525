// Tests that a limb which touches another is cut off along the shortest line between the two.
import { close } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { convexHull, type Point, perimeter } from '../../src/geometry/hull.js';
import { cutOff } from '../../src/measure/cutOff.js';

/** Returns the outline of two overlapping discs: trunk of radius 3 around [0, 0], arm of radius 1 around [3.6, 0]. */
function trunkWithArm(): Point[] {
  const arc = (x: number, radius: number, from: number, to: number): Point[] =>
    Array.from({ length: 200 }, (_, n): Point => {
      const angle = from + ((to - from) * n) / 199;
      return [x + radius * Math.cos(angle), radius * Math.sin(angle)];
    });
  // The circles meet where x² + y² = 9 and (x − 3.6)² + y² = 1.
  const x = (9 - 1 + 3.6 ** 2) / 7.2;
  const [own, other] = [Math.acos(x / 3), Math.acos(x - 3.6)];
  return [...arc(0, 3, own, 2 * Math.PI - own), ...arc(3.6, 1, -other, other)];
}

describe('cutOff', () => {
  it('cuts along the shortest line: the girth of the trunk remains, but for a chord', () => {
    const kept = cutOff(trunkWithArm(), { keep: [0, 0], drop: [3.6, 0] })!;
    const x = (9 - 1 + 3.6 ** 2) / 7.2;
    const half = Math.acos(x / 3);
    const exact = 2 * 3 * (Math.PI - half) + 2 * 3 * Math.sin(half);
    close([perimeter(convexHull(kept))], [exact], { relative: 1e-3 });
    expect(Math.max(...kept.map(([u]) => u))).toBeLessThan(3);
  });

  it('cuts the arm off the trunk as well as the trunk off the arm, wherever the outline begins', () => {
    const outline = trunkWithArm();
    for (const shift of [0, 50, 150, 250, 399]) {
      const shifted = [...outline.slice(shift), ...outline.slice(0, shift)];
      const arm = cutOff(shifted, { keep: [4, 0], drop: [0, 0] });
      // The cut is longer than 0.7 diameters of the arm, so the arm has no girth.
      expect(arm).toBeUndefined();
      expect(cutOff(shifted, { keep: [0, 0], drop: [4, 0] })).toBeDefined();
    }
  });

  it('cuts nothing off a disc', () => {
    const disc = Array.from({ length: 64 }, (_, n): Point => {
      return [Math.cos((2 * Math.PI * n) / 64), Math.sin((2 * Math.PI * n) / 64)];
    });
    expect(cutOff(disc, { keep: [0, 0], drop: [0.3, 0] })).toBeUndefined();
    expect(cutOff(disc, { keep: [2, 0], drop: [0, 0] })).toBeUndefined();
  });
});
