// Tests contact sheets: layout, colours, and unusual samples.
import { type Landmark, packed } from '@vrn/voxel';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { bodySource } from '../../src/bodySource.js';
import { sample } from '../../src/sample/sample.js';
import { encodePng } from '../../src/shard/sample/pictureBytes.js';
import { canvas, drawPicture, drawText } from '../../src/sheet/canvas.js';
import { contactSheet, type Shown } from '../../src/sheet/contactSheet.js';

const source = bodySource('capsules');
const person: Shown = sample(source, 2, { shape: [32, 32, 32] });

describe('contactSheet', () => {
  const sheet = contactSheet([person, person, person], { size: 64, columns: 2, title: 'Three' });
  const [, width] = sheet.shape as [number, number, number];
  const at = (row: number, column: number) => [
    ...sheet.data.subarray(3 * (row * width + column), 3 * (row * width + column) + 3),
  ];

  it('has the size of its tiles, is reproducible, and can be encoded as PNG', () => {
    expect(width).toBe(14 + 2 * (5 * 64 + 4 * 4 + 14));
    const again = contactSheet([person, person, person], { size: 64, columns: 2, title: 'Three' });
    expect(Buffer.compare(again.data, sheet.data)).toBe(0);
    const read = decode(encodePng(sheet));
    expect([read.height, read.width, read.channels]).toEqual(sheet.shape);
    expect(Buffer.compare(new Uint8Array(read.data), sheet.data)).toBe(0);
  });

  it('shows image, mask on black and volume on white, side by side', () => {
    const top = 2 * 14 + 9 * 2;
    expect(at(top + 1, 14 + 2 * 68 + 1)).toEqual([24, 24, 28]);
    expect(at(top + 1, 14 + 3 * 68 + 1)).toEqual([255, 255, 255]);
    expect(at(top + 1, 14 + 4 * 68 + 1)).toEqual([255, 255, 255]);
    const panel = (n: number) => {
      const pixels: number[][] = [];
      for (let i = 0; i < 64; i++) for (let j = 0; j < 64; j++) pixels.push(at(top + i, 14 + n * 68 + j));
      return pixels;
    };
    const white = panel(2).filter(([red, green, blue]) => Math.min(red!, green!, blue!) > 150).length / 4096;
    const covered = person.mask.data.reduce((sum, value) => sum + value, 0) / 1024;
    expect(white).toBeGreaterThan(0.8 * covered);
    expect(white).toBeLessThan(1.2 * covered);
    const grey = (n: number) => panel(n).filter(([red, , blue]) => red! < 230 && red === blue).length / 4096;
    expect(grey(3) / covered).toBeGreaterThan(0.6);
    expect(grey(3) / covered).toBeLessThan(1.4);
    expect(grey(4)).toBeGreaterThan(0.02);
  });

  it('shows mask without volume in red, and volume without mask in blue', () => {
    const none = packed(new Float32Array(1024), [32, 32]);
    const full = packed(new Float32Array(1024).fill(1), [32, 32]);
    const empty = packed(new Uint8Array(32 ** 3), [32, 32, 32]);
    const middle = (shown: Partial<Shown>) => {
      const one = contactSheet([{ ...person, ...shown }], { size: 64 });
      const wide = one.shape[1]!;
      const from = 3 * ((14 + 32) * wide + 14 + 2 * 68 + 32);
      return [...one.data.slice(from, from + 3)];
    };
    expect(middle({ volume: empty, mask: full })).toEqual([230, 60, 50]);
    expect(middle({ mask: none, volume: packed(new Uint8Array(32 ** 3).fill(1), [32, 32, 32]) })).toEqual([
      50, 120, 250,
    ]);
  });

  it('draws samples without landmarks, without a volume, with finer images, and with grids that are not cubes', () => {
    const lost = person.landmarks.map((_, n): Landmark => (n % 2 ? [Number.NaN, 0, 1] : [1e6, -1e6, 1]));
    const fine = sample(source, 3, { shape: [32, 16, 24], imageScale: 2 });
    const empty = packed(new Uint8Array(32 ** 3), [32, 32, 32]);
    const list: Shown[] = [
      { ...person, landmarks: lost, visible: lost.map(() => false) },
      fine,
      { ...person, volume: empty },
    ];
    expect(contactSheet(list, { size: 32, columns: 3 }).shape[1]).toBe(14 + 3 * (5 * 32 + 16 + 14));
  });

  it('writes captions below the tiles', () => {
    const plain = contactSheet([person], { size: 64, caption: () => [] });
    const captioned = contactSheet([person], { size: 64, caption: () => ['ÄÖ 1', 'x'.repeat(500)] });
    expect(captioned.shape[0]! - plain.shape[0]!).toBe(18);
    expect(captioned.shape[1]).toBe(plain.shape[1]);
  });

  it('rejects empty lists and invalid sizes', () => {
    expect(() => contactSheet([])).toThrow('samples must be at least one, got none');
    expect(() => contactSheet([person], { columns: 0 })).toThrow('columns must be an integer from 1 to 4096, got 0');
  });
});

describe('drawing', () => {
  it('draws letters as dots', () => {
    const page = canvas(7, 11, [0, 0, 0]);
    drawText(page, 'Ti', { top: 0, left: 0 }, { colour: [255, 255, 255], scale: 1 });
    const rows = Array.from({ length: 7 }, (_, i) =>
      Array.from({ length: 11 }, (_, j) => (page.data[3 * (11 * i + j)] ? '#' : '.')).join(''),
    );
    expect(rows).toEqual([
      '#####..###.',
      '..#.....#..',
      '..#.....#..',
      '..#.....#..',
      '..#.....#..',
      '..#.....#..',
      '..#....###.',
    ]);
  });

  it('averages images that shrink and interpolates images that grow', () => {
    const page = canvas(1, 2, [9, 9, 9]);
    drawPicture(
      page,
      { data: [0, 1, 1, 1], rows: 1, columns: 4, channels: 1 },
      { top: 0, left: 0, rows: 1, columns: 2 },
    );
    expect([...page.data]).toEqual([128, 128, 128, 255, 255, 255]);
    const wide = canvas(1, 4, [9, 9, 9]);
    drawPicture(wide, { data: [0, 1], rows: 1, columns: 2, channels: 1 }, { top: 0, left: 0, rows: 1, columns: 4 });
    expect([...wide.data].filter((_, n) => n % 3 === 0)).toEqual([0, 64, 191, 255]);
  });
});
