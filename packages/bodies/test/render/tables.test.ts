// Tests sRGB tables, mipmaps, JPEG artefacts and blur.
import { linearToSrgb, srgbToLinear } from '@vrn/mesh';
import { random } from '@vrn/voxel';
import jpeg from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import type { Texture } from '../../src/person/person.js';
import { jpegArtefacts } from '../../src/render/camera/jpegArtefacts.js';
import { lensBlur } from '../../src/render/camera/lensBlur.js';
import { colourAt, levelFor, mipmaps, opacityAt } from '../../src/render/raster/mipmaps.js';
import { decodeSrgb, encodeSrgb, LINEAR_OF_BYTE } from '../../src/render/raster/srgbTable.js';
import { bars, checker } from '../wrapped.js';

describe('sRGB tables', () => {
  it('agree with the formulas to 1e-6', () => {
    for (let k = 0; k <= 10000; k++) {
      const value = k / 10000;
      expect(Math.abs(encodeSrgb(value) - linearToSrgb(value))).toBeLessThan(1e-6);
      expect(Math.abs(decodeSrgb(value) - srgbToLinear(value))).toBeLessThan(1e-6);
    }
    for (let byte = 0; byte < 256; byte++) expect(LINEAR_OF_BYTE[byte]).toBeCloseTo(srgbToLinear(byte / 255), 12);
  });

  it('clamp values outside 0..1', () => {
    expect([encodeSrgb(-1), encodeSrgb(2), decodeSrgb(-1), decodeSrgb(2)]).toEqual([0, 1, 0, 1]);
  });
});

/** Returns a texture with one texel per colour; colours without alpha are opaque. */
const texture = (rows: number, columns: number, colours: readonly (readonly number[])[]): Texture => ({
  rows,
  columns,
  data: Uint8Array.from(colours.flatMap(([r = 0, g = 0, b = 0, a = 255]) => [r, g, b, a])),
});
const BLACK = [0, 0, 0];
const WHITE = [255, 255, 255];

describe('mipmaps', () => {
  it('halve down to one texel, in linear light', () => {
    const { levels, holes } = mipmaps(texture(2, 2, [BLACK, WHITE, WHITE, BLACK]));
    expect(levels.map(({ rows, columns }) => [rows, columns])).toEqual([
      [2, 2],
      [1, 1],
    ]);
    // Half of the linear light is 188 in sRGB.
    expect([...levels[1]!.data]).toEqual([188, 188, 188, 255]);
    expect(holes).toBe(false);
  });

  it('weight colours by opacity, so that transparent texels do not bleed', () => {
    const { levels, holes } = mipmaps(
      texture(2, 2, [
        [200, 0, 0],
        [0, 255, 0, 0],
        [200, 0, 0],
        [0, 255, 0, 0],
      ]),
    );
    expect([...levels[1]!.data]).toEqual([200, 0, 0, 128]);
    expect(holes).toBe(true);
  });

  it('are cached per texture, of any size', () => {
    const odd = texture(
      3,
      5,
      Array.from({ length: 15 }, () => [10, 20, 30]),
    );
    expect(mipmaps(odd)).toBe(mipmaps(odd));
    expect(mipmaps(odd).levels.map(({ rows, columns }) => [rows, columns])).toEqual([
      [3, 5],
      [1, 2],
      [1, 1],
    ]);
    expect(() => mipmaps({ rows: 2, columns: 2, data: new Uint8Array(15) })).toThrow(/texture must be 2 × 2 × 4/);
  });

  it('are chosen by the number of texels per sample', () => {
    expect([0, 1, 2, 3, 8, 9, 1e9].map((texels) => levelFor(texels, 5))).toEqual([0, 0, 0, 1, 1, 2, 4]);
    expect(levelFor(Number.NaN, 5)).toBe(0);
  });

  it('have row 0 at v = 1, and repeat', () => {
    const four = texture(2, 2, [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [255, 255, 255],
    ]);
    const out = new Float64Array(3);
    const seen = (u: number, v: number) => {
      colourAt(four, u, v, false, out);
      return [...out];
    };
    expect(seen(0.25, 0.75)).toEqual([1, 0, 0]);
    expect(seen(0.75, 0.75)).toEqual([0, 1, 0]);
    expect(seen(0.25, 0.25)).toEqual([0, 0, 1]);
    expect(seen(1.25, -0.25)).toEqual([1, 0, 0]);
    expect(seen(0.5, 0.75)).toEqual([0.5, 0.5, 0]);
    expect(opacityAt(bars, 2 / 32, 0.5)).toBe(255);
    expect(opacityAt(bars, 6 / 32, 1)).toBe(0);
    expect(opacityAt(checker, 1, 1)).toBe(255);
  });
});

describe('jpegArtefacts', () => {
  const [rows, columns] = [48, 40];
  const rng = random(3);
  const picture = Float32Array.from({ length: rows * columns * 3 }, (_, at) => {
    const [i, j] = [Math.floor(at / 3 / columns), Math.floor(at / 3) % columns];
    return (
      Math.round(255 * Math.min(1, 0.5 + 0.3 * Math.sin(i / 5) * Math.cos(j / 3 + (at % 3)) + 0.1 * rng.uniform())) /
      255
    );
  });
  const off = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Math.sqrt(Array.from(a).reduce((sum, value, at) => sum + (value - b[at]!) ** 2, 0) / a.length) * 255;

  it.each([30, 60, 90])('agree with the encoder and decoder of a library, at quality %i', (quality) => {
    const data = new Uint8Array(rows * columns * 4).fill(255);
    for (let at = 0; at < picture.length; at++)
      data[Math.floor(at / 3) * 4 + (at % 3)] = Math.round(255 * picture[at]!);
    const file = jpeg.encode({ data, width: columns, height: rows }, quality).data;
    const read = jpeg.decode(file, { useTArray: true, formatAsRGBA: false }).data;
    const theirs = Float32Array.from(read, (byte) => byte / 255);
    const ours = picture.slice();
    jpegArtefacts(ours, rows, columns, quality, false);
    // The library rounds intermediate colours and cosine coefficients to integers, so some values quantize differently.
    expect(off(ours, picture) / off(theirs, picture)).toBeCloseTo(1, 1);
    expect(off(ours, theirs)).toBeLessThan(0.4 * off(picture, theirs));
  });

  it('grow as quality falls, and with chroma subsampling', () => {
    const loss = (quality: number, halved: boolean) => {
      const copy = picture.slice();
      jpegArtefacts(copy, rows, columns, quality, halved);
      expect(copy.every((value) => value >= 0 && value <= 1)).toBe(true);
      return off(copy, picture);
    };
    expect(loss(100, false)).toBeLessThan(1);
    expect(loss(50, false)).toBeGreaterThan(loss(90, false));
    expect(loss(90, true)).toBeGreaterThan(loss(90, false));
  });

  it('accept sizes that are not multiples of eight', () => {
    const flat = new Float32Array(5 * 11 * 3).fill(0.5);
    jpegArtefacts(flat, 5, 11, 75, true);
    expect(flat.every((value) => Math.abs(value - 0.5) < 0.01)).toBe(true);
  });
});

describe('lensBlur', () => {
  it('preserves the sum, widens a point, and does not change constant images', () => {
    const point = new Float32Array(11 * 11 * 3);
    point[(5 * 11 + 5) * 3 + 1] = 1;
    lensBlur(point, 11, 11, 1);
    expect(point.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    expect(point[(5 * 11 + 5) * 3 + 1]).toBeCloseTo(0.16, 1);
    expect(point[(5 * 11 + 4) * 3 + 1]).toBeCloseTo(point[(4 * 11 + 5) * 3 + 1]!, 6);
    const flat = new Float32Array(5 * 7 * 3).fill(0.25);
    lensBlur(flat, 5, 7, 2);
    expect(flat.every((value) => Math.abs(value - 0.25) < 1e-6)).toBe(true);
  });
});
