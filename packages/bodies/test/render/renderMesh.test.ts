// Tests images of meshes: views from each side, coverage, lighting, background, and invalid arguments.
import { cube, icosphere, together } from '@vrn/test-utils';
import { packed } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { renderMesh } from '../../src/render/renderMesh.js';

const grid = { shape: [8, 8, 8], min: [-1, -1, -1], max: [1, 1, 1] } as const;
const at = { grid, rows: 8, columns: 8 } as const;
/** A ball at the person's left, in front and above. */
const scene = together([icosphere({ radius: 0.25, subdivisions: 3, centre: [0.5, 0.5, 0.5] })]);
const covered = (view: 'front' | 'back' | 'left' | 'right') => {
  const { mask } = renderMesh(scene, { ...at, view });
  const sum = mask.data.reduce((total, value) => total + value, 0);
  return [0, 1].map(
    (axis) => mask.data.reduce((total, value, i) => total + value * (axis === 0 ? Math.floor(i / 8) : i % 8), 0) / sum,
  );
};

describe('renderMesh', () => {
  it('rotates the person, not the image', () => {
    expect(covered('front')).toEqual([1.5, 5.5].map((n) => expect.closeTo(n, 1)));
    expect(covered('back')).toEqual([1.5, 1.5].map((n) => expect.closeTo(n, 1)));
    // Seen from the person's left, their front is on the left of the image; from their right, on the right.
    expect(covered('left')[1]).toBeCloseTo(1.5, 1);
    expect(covered('right')[1]).toBeCloseTo(5.5, 1);
  });

  it('computes the covered proportion of pixels', () => {
    const { mask } = renderMesh(cube({ side: 0.5, centre: [0.125, 0, 0] }), { ...at, supersample: 4 });
    expect(mask.get(4, 3)).toBeCloseTo(0.5, 9);
    expect(mask.get(4, 4)).toBeCloseTo(1, 9);
    expect(mask.get(4, 5)).toBeCloseTo(0.5, 9);
    expect(mask.get(4, 6)).toBe(0);
  });

  it('lights surfaces that face the lamp', () => {
    const { image } = renderMesh(icosphere({ radius: 0.9, subdivisions: 4 }), {
      ...at,
      lamp: [-1, 0, 0.2],
      ambient: 0.1,
    });
    expect(image.get(4, 1, 0)).toBeGreaterThan(2 * image.get(4, 6, 0));
  });

  it('shows the background where there is no surface', () => {
    const behind = packed(
      Float32Array.from({ length: 192 }, (_, i) => (i % 3 === 1 ? 1 : 0)),
      [8, 8, 3],
    );
    const { image } = renderMesh(scene, { ...at, background: behind });
    expect([image.get(7, 0, 0), image.get(7, 0, 1), image.get(7, 0, 2)]).toEqual([0, 1, 0]);
  });

  it.each([
    ['a view', { view: 'above' as 'front' }, /view must be/],
    ['a supersample', { supersample: 0 }, /supersample/],
    ['a background', { background: packed(new Float32Array(3), [1, 1, 3]) }, /background must be/],
  ])('rejects an invalid argument: %s', (_, options, message) => {
    expect(() => renderMesh(scene, { ...at, ...options })).toThrow(message);
  });
});
