// Tests normalError on maps whose difference is known, from all four sides.
import { box, icosphere } from '@vrn/test-utils';
import type { TriangleMesh } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { normalError } from '../../../src/index.js';
import { normalMap } from '../../../src/surfaces/normals/normalMap.js';

/** A square of side 1 in the plane z = 0 that faces +z, or −z if `towards` is −1. */
const square = (towards = 1, side = 1): TriangleMesh => ({
  positions: Float32Array.of(0, 0, 0, side, 0, 0, side, side, 0, 0, side, 0),
  indices: towards > 0 ? Uint32Array.of(0, 1, 2, 0, 2, 3) : Uint32Array.of(0, 2, 1, 0, 3, 2),
});

describe('normalError', () => {
  // The frame is 1.1 wide with 110 pixels: the square covers 100 × 100 of them.
  const pixels = 110;

  it('is 0 for equal meshes', () => {
    expect(normalError(square(), square(), { pixels })).toBe(0);
    const ball = icosphere({ radius: 1, subdivisions: 2 });
    expect(normalError(ball, ball, { views: ['front', 'right', 'back', 'left'], pixels })).toBe(0);
  });

  it('counts 4 for opposite normals, 1 where only one mesh is visible', () => {
    expect(normalError(square(-1), square(), { pixels })).toBeCloseTo((4 * 100 ** 2) / pixels ** 2, 12);
    const away = { ...square(), positions: square().positions.map((x) => x + 50) };
    expect(normalError(away, square(), { pixels })).toBeCloseTo(100 ** 2 / pixels ** 2, 12);
  });

  it('is 2 − 2 cos of the angle between two planes', () => {
    const angle = 0.3;
    // A shear in z keeps the outline and rotates the normal by the angle.
    const slope = Math.tan(angle);
    const tilted = {
      ...square(),
      positions: square().positions.map((x, n, all) => (n % 3 === 2 ? slope * all[n - 2]! : x)),
    };
    const expected = ((2 - 2 * Math.cos(angle)) * 100 ** 2) / pixels ** 2;
    expect(normalError(tilted, square(), { pixels })).toBeCloseTo(expected, 6);
  });

  it('detects a dent only in the view of its side', () => {
    const plain = box({ min: [0, 0, 0], max: [1, 1, 1] });
    const longer = box({ min: [0, 0, 0], max: [1, 1, 2] });
    expect(normalError(longer, plain, { views: ['right'], pixels })).toBeGreaterThan(0.1);
    expect(normalError(longer, plain, { views: ['left'], pixels })).toBeGreaterThan(0.1);
    const both = normalError(longer, plain, { views: ['right', 'left'], pixels });
    const each = (['right', 'left'] as const).map((view) => normalError(longer, plain, { views: [view], pixels }));
    expect(both).toBeCloseTo((each[0]! + each[1]!) / 2, 12);
  });

  it('rejects invalid views and pixel counts', () => {
    const call = (options: object) => () => normalError(square(), square(), options);
    expect(call({ views: [] })).toThrow('normalError: views must be some of front, right, back, left, got []');
    expect(call({ views: ['top'] })).toThrow('got [top]');
    expect(call({ pixels: 0 })).toThrow('normalError: pixels must be an integer of 1..4096, got 0');
  });
});

describe('normalMap', () => {
  const frame = { centre: [0, 0, 0], side: 2.2, pixels: 2 } as const;

  it.each([
    ['front', [0, 0, 1]],
    ['right', [0, 0, 1]],
    ['back', [0, 0, 1]],
    ['left', [0, 0, 1]],
  ] as const)('has normals towards the viewer from the %s, in the axes of the view', (side, expected) => {
    const ball = icosphere({ radius: 1, subdivisions: 3 });
    const one = normalMap(ball, side, { ...frame, pixels: 1 });
    for (const [n, value] of expected.entries()) expect(one[n]).toBeCloseTo(value, 1);
  });

  it('shows +x at the right from the front, and +z at the left from the right side', () => {
    // A small ball at (0.5, 0.5, 0.5), visible from every side.
    const ball = icosphere({ radius: 0.3, subdivisions: 2, centre: [0.5, 0.5, 0.5] });
    const seen = (side: 'front' | 'right' | 'back' | 'left') => {
      const map = normalMap(ball, side, frame);
      return [0, 1, 2, 3]
        .map((pixel) => (map.subarray(3 * pixel, 3 * pixel + 3).some((x) => x !== 0) ? '#' : '.'))
        .join('');
    };
    expect([seen('front'), seen('right'), seen('back'), seen('left')]).toEqual(['.#..', '#...', '#...', '.#..']);
  });

  it('shows the nearest surface', () => {
    const near = { ...square(), positions: square().positions.map((x, n) => (n % 3 === 2 ? 1 : x)) };
    const behind = square(-1);
    const both = {
      positions: Float32Array.of(...behind.positions, ...near.positions),
      indices: Uint32Array.of(...behind.indices, ...near.indices.map((v) => v + 4)),
    };
    const map = normalMap(both, 'front', { centre: [0.5, 0.5, 0], side: 1, pixels: 4 });
    expect([...map].filter((_, n) => n % 3 === 2)).toEqual(new Array(16).fill(1));
  });
});
