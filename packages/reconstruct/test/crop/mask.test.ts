// Tests masks over squares: clipping at the picture, resampling, and masks that callers pass.
import { packed } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { clipped, maskIn, personMask, placeMask } from '../../src/crop/mask.js';

const photo = { rows: 40, columns: 60, data: new Uint8Array(40 * 60 * 3) };
const sum = (data: ArrayLike<number>) => Array.from(data).reduce((total, value) => total + value, 0);

describe('clipped', () => {
  it('is zero outside the picture, and scales border pixels by the fraction inside', () => {
    const mask = personMask(new Float32Array(64).fill(1), 8, { left: -10, top: 25, side: 20 });
    const { data } = clipped(mask, photo);
    // Mask pixels are 2.5 picture pixels wide: columns from 4 and rows up to 5 are inside the picture.
    for (let at = 0; at < 64; at++) expect(data[at]).toBe(at % 8 >= 4 && Math.floor(at / 8) < 6 ? 1 : 0);
    const shifted = clipped(personMask(new Float32Array(64).fill(1), 8, { left: -1, top: 0, side: 20 }), photo);
    expect(shifted.data[0]).toBeCloseTo(0.6, 6);
  });
});

describe('maskIn', () => {
  it('keeps the area of a mask', () => {
    const data = Float32Array.from({ length: 256 }, (_, at) =>
      Number(at % 16 > 3 && at % 16 < 12 && at > 63 && at < 192),
    );
    const mask = personMask(data, 16, { left: 10, top: 10, side: 16 });
    const larger = maskIn(mask, { left: 2, top: 2, side: 32 }, 64);
    expect(sum(larger.data) / 4).toBeCloseTo(sum(data), 4);
  });
});

describe('placeMask', () => {
  it('places a mask of the whole picture around the person', () => {
    const data = new Uint8Array(40 * 60);
    for (let i = 10; i < 30; i++) data.fill(1, i * 60 + 20, i * 60 + 28);
    const mask = placeMask('f', packed(data, [40, 60]), photo);
    expect(sum(mask.data)).toBeCloseTo(160, 4);
    expect(mask.square.side).toBeLessThan(25);
    const again = placeMask('f', mask, photo);
    expect(again.square).toEqual(mask.square);
    expect(again.data).toEqual(mask.data);
  });

  it.each([
    [
      'another shape',
      packed(new Uint8Array(4).fill(1), [2, 2]),
      /mask must have the shape of the picture, 40 × 60, got 2 × 2/,
    ],
    ['nothing covered', packed(new Uint8Array(2400), [40, 60]), /mask must cover a pixel/],
    [
      'a square without a side',
      Object.assign(packed(new Uint8Array(4).fill(1), [2, 2]), { square: { left: 0, top: 0, side: 0 } }),
      /mask\.square must be \{ left, top, side \}/,
    ],
    ['bytes of 255', packed(new Uint8Array(2400).fill(255), [40, 60]), /mask must have values in 0\.\.1, got 255/],
  ])('refuses %s', (_, mask, message) => {
    expect(() => placeMask('f', mask, photo)).toThrow(message);
  });
});
