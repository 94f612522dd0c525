// Tests the crop rule: squares around masks, grids around meshes.
import { cube } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { indexToWorld, PERSON_SHARE, packed, personGrid, personSquare, scaleMesh } from '../../src/index.js';

/** Returns a mask with one box of ones. */
function maskOf(size: number, [top, left, height, width]: readonly number[]) {
  const mask = packed(new Float32Array(size * size), [size, size]);
  for (let i = 0; i < height!; i++) for (let j = 0; j < width!; j++) mask.set(top! + i, left! + j, 1);
  return mask;
}

describe('personSquare', () => {
  it('is centred on the bounds, the larger side taking the share', () => {
    const square = personSquare(maskOf(64, [12, 22, 40, 20]), { left: 0, top: 0, side: 64 });
    expect(square).toEqual({ left: 7, top: 7, side: 50 });
    expect(40 / square.side).toBe(PERSON_SHARE);
  });

  it('is in pixels of the picture, and may reach beyond it', () => {
    const square = personSquare(maskOf(32, [0, 0, 32, 8]), { left: 100, top: -10, side: 64 });
    expect(square).toEqual({ left: 100 + 8 - 40, top: -10 + 32 - 40, side: 80 });
  });

  it('refuses a mask of nobody, and one that is not square', () => {
    const nobody = packed(new Float32Array(16).fill(0.49), [4, 4]);
    expect(() => personSquare(nobody, { left: 0, top: 0, side: 4 })).toThrow(
      expect.objectContaining({ code: 'no-person' }),
    );
    expect(() => personSquare(packed(new Float32Array(8), [2, 4]), { left: 0, top: 0, side: 4 })).toThrow(/2 × 4/);
  });
});

describe('personGrid', () => {
  const tall = scaleMesh(cube({ side: 2 }), [0.25, 1, 0.25]);

  it('gives the larger of height and width the share of the side, times the scale', () => {
    const grid = personGrid(tall, { shape: [64, 64, 64] });
    expect(grid.max[1] - grid.min[1]).toBeCloseTo(2 / PERSON_SHARE, 12);
    expect(personGrid(tall, { shape: [64, 64, 64], scale: 0.5 }).max[1]).toBeCloseTo(2 / PERSON_SHARE, 12);
    expect(indexToWorld(grid, [31.5, 31.5, 31.5]).map((x) => Math.abs(x) < 1e-12)).toEqual([true, true, true]);
  });

  it('ignores vertices that no face uses', () => {
    const unused = { ...tall, positions: Float32Array.from([...tall.positions, 9, 9, 9]) };
    expect(personGrid(unused, { shape: [64, 64, 64] })).toEqual(personGrid(tall, { shape: [64, 64, 64] }));
  });

  it('is larger where it would be too shallow', () => {
    const deep = personGrid(tall, { shape: [64, 64, 4] });
    expect(deep.max[2] - deep.min[2]).toBeCloseTo(0.5, 12);
  });
});
