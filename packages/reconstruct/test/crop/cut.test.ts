// Tests cropping and resampling: area means against brute force, bilinear interpolation, and borders.
import { random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { cut } from '../../src/crop/cut.js';
import type { Photo } from '../../src/crop/picture.js';

function noise(rows: number, columns: number, seed: number): Photo {
  const rng = random(seed);
  return { rows, columns, data: Uint8Array.from({ length: rows * columns * 3 }, () => rng.integer(256)) };
}

/**
 * Reference: returns the mean colour of the area that pixel (i, j) of the crop covers. Pixels of the picture are
 * weighted by their overlap, and repeated beyond its border.
 */
function meanOf(photo: Photo, square: { left: number; top: number; side: number }, size: number, i: number, j: number) {
  const step = square.side / size;
  const [top, left] = [square.top + i * step, square.left + j * step];
  const sums = [0, 0, 0];
  const overlap = (low: number, at: number) => Math.max(0, Math.min(low + step, at + 1) - Math.max(low, at));
  for (let row = Math.floor(top); row < top + step; row++) {
    for (let column = Math.floor(left); column < left + step; column++) {
      const weight = (overlap(top, row) * overlap(left, column)) / (step * step);
      const y = Math.min(photo.rows - 1, Math.max(0, row));
      const x = Math.min(photo.columns - 1, Math.max(0, column));
      for (let c = 0; c < 3; c++) sums[c]! += weight * photo.data[(y * photo.columns + x) * 3 + c]!;
    }
  }
  return sums;
}

describe('cut', () => {
  it.each([
    { left: 0, top: 0, side: 40 },
    { left: 3.3, top: -7.25, side: 37.9 },
    { left: -20.5, top: 11.125, side: 61.7 },
  ])('computes area means where it reduces: %o', (square) => {
    const photo = noise(40, 33, 1);
    const size = 12;
    const { data } = cut(photo, square, size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const expected = meanOf(photo, square, size, i, j);
        // Means are rounded to bytes.
        for (let c = 0; c < 3; c++) expect(Math.abs(data[(i * size + j) * 3 + c]! - expected[c]!)).toBeLessThan(0.5001);
      }
    }
  });

  it('copies pixels where it neither enlarges nor reduces', () => {
    const photo = noise(16, 16, 2);
    expect(cut(photo, { left: 0, top: 0, side: 16 }, 16).data).toEqual(photo.data);
  });

  it('interpolates bilinearly where it enlarges, so that a ramp stays a ramp', () => {
    const data = Uint8Array.from({ length: 8 * 8 * 3 }, (_, at) => 20 * (Math.floor(at / 3) % 8));
    const { data: out } = cut({ rows: 8, columns: 8, data }, { left: 2, top: 2, side: 4 }, 16);
    for (let j = 0; j < 16; j++) expect(out[j * 3]).toBe(Math.round(20 * (2 + (j + 0.5) / 4 - 0.5)));
  });

  it('repeats the outermost pixels outside the picture, or is grey there', () => {
    const photo: Photo = { rows: 4, columns: 4, data: new Uint8Array(48).fill(200) };
    const square = { left: -4, top: -4, side: 12 };
    expect(new Set(cut(photo, square, 12).data)).toEqual(new Set([200]));
    const { data } = cut(photo, square, 12, 'grey');
    for (let at = 0; at < 144; at++) {
      const [i, j] = [Math.floor(at / 12), at % 12];
      expect(data[3 * at]).toBe(i >= 4 && i < 8 && j >= 4 && j < 8 ? 200 : 128);
    }
  });
});
