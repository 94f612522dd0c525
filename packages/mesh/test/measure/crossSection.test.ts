// Tests sections of solids against their exact outlines.
import { cube, icosphere, torus } from '@vrn/test-utils';
import type { Triple } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { crossSection } from '../../src/measure/crossSection.js';

/** Returns the perimeter of a closed outline, and the signed area of its projection along z. */
function measures(points: Float64Array) {
  let [length, area] = [0, 0];
  const count = points.length / 3;
  for (let n = 0; n < count; n++) {
    const [a, b] = [
      points.subarray(3 * n, 3 * n + 3),
      points.subarray(3 * ((n + 1) % count), 3 * ((n + 1) % count) + 3),
    ];
    length += Math.hypot(b[0]! - a[0]!, b[1]! - a[1]!, b[2]! - a[2]!);
    area += (a[0]! * b[1]! - b[0]! * a[1]!) / 2;
  }
  return { length, area };
}

describe('crossSection', () => {
  it.each([
    ['inside', 0.2],
    ['through vertices', 0.5],
  ])('cuts a cube in a square: %s', (_, z) => {
    const outlines = crossSection(cube(), { point: [0, 0, z], normal: [0, 0, 3] });
    expect(outlines).toHaveLength(1);
    expect(outlines[0]!.closed).toBe(true);
    const { length, area } = measures(outlines[0]!.points);
    expect(length).toBeCloseTo(4, 12);
    expect(area).toBeCloseTo(1, 12);
  });

  it('misses a cube above its top', () => {
    expect(crossSection(cube(), { point: [0, 0, 0.6], normal: [0, 0, 1] })).toEqual([]);
  });

  it('cuts a sphere in a circle, in any direction', () => {
    const ball = icosphere({ radius: 2, subdivisions: 5 });
    for (const normal of [
      [1, 2, 3],
      [0, -1, 0.2],
    ] as Triple[]) {
      const [outline, ...others] = crossSection(ball, { point: [0, 0, 0], normal });
      expect(others).toEqual([]);
      // The polyhedron is inside the sphere: its sections are shorter than the circles, by less than 0.1 %.
      expect(measures(outline!.points).length / (4 * Math.PI)).toBeGreaterThan(0.999);
      expect(measures(outline!.points).length / (4 * Math.PI)).toBeLessThan(1);
    }
  });

  it('has a line for the hole of a torus, which runs the other way', () => {
    const ring = torus({ radius: 3, tube: 1, sides: 64, rings: 32 });
    const axis = ([0, 1, 2] as const).find((at) => {
      const extents = ring.positions.filter((_, n) => n % 3 === at);
      return Math.max(...extents) < 1.5;
    })!;
    const normal = [0, 0, 0] as [number, number, number];
    normal[axis] = 1;
    const outlines = crossSection(ring, { point: [0.01, 0.01, 0.01], normal });
    expect(outlines.map(({ closed }) => closed)).toEqual([true, true]);
  });

  it('says where a mesh is open', () => {
    const whole = cube();
    const open = { positions: whole.positions, indices: whole.indices.slice(3) };
    const outlines = crossSection(open, { point: [0, 0.1, 0], normal: [0, 1, 0] });
    expect(outlines.map(({ closed }) => closed)).toEqual([false]);
  });

  it('rejects bad planes', () => {
    expect(() => crossSection(cube(), { point: [0, 0, 0], normal: [0, 0, 0] })).toThrow(/normal must have a length/);
    expect(() => crossSection(cube(), {} as never)).toThrow(/plane must be/);
  });
});
