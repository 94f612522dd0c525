// Tests the accepted forms of a picture, and the rejected ones.
import { describe, expect, it } from 'vitest';
import { checkPicture, type Picture } from '../../src/crop/picture.js';

describe('checkPicture', () => {
  it('accepts width and height, or a shape, and does not copy RGB', () => {
    const data = new Uint8Array(40 * 50 * 3);
    expect(checkPicture('f', { data, width: 50, height: 40 })).toEqual({ rows: 40, columns: 50, data });
    expect(checkPicture('f', { data, shape: [40, 50, 3] }).data).toBe(data);
  });

  it('composites transparent pixels over white', () => {
    const data = new Uint8ClampedArray(32 * 32 * 4);
    data.set([255, 0, 10, 255, 200, 100, 50, 0, 255, 0, 0, 51]);
    const { data: rgb } = checkPicture('f', { data, width: 32, height: 32 });
    expect([...rgb.slice(0, 9)]).toEqual([255, 0, 10, 255, 255, 255, 255, 204, 204]);
  });

  it.each([
    ['null', null, /picture must be \{ data, width, height \}/],
    ['floats', { data: new Float32Array(3072), width: 32, height: 32 }, /must be bytes .*, got Float32Array/],
    [
      'one channel',
      { data: new Uint8Array(1024), width: 32, height: 32 },
      /32 × 32 pixels of 3 or 4 bytes, got 1024 bytes/,
    ],
    ['a wrong shape', { data: new Uint8Array(3072), shape: [32, 32] }, /positive integers for its rows and columns/],
    ['a small one', { data: new Uint8Array(300), width: 10, height: 10 }, /at least 32 × 32 pixels, got 10 × 10/],
  ])('refuses %s', (_, picture, message) => {
    expect(() => checkPicture('f', picture as unknown as Picture)).toThrow(message);
  });
});
